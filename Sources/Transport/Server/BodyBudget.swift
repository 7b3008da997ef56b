import Synchronization

/// How much the bodies that are still arriving may hold together, over all connections of a listener.
final class BodyBudget: Sendable {
    private let held = Atomic<Int>(0)

    var bytesHeld: Int { held.load(ordering: .relaxed) }

    /// `false`, with nothing taken: too much is held.
    func take(_ bytes: Int, max: Int) -> Bool {
        guard held.add(bytes, ordering: .relaxed).newValue > max else { return true }
        giveBack(bytes)
        return false
    }

    func giveBack(_ bytes: Int) { held.subtract(bytes, ordering: .relaxed) }
}
