/// How many connections of one loop keep their task while they are idle. Confined to the loop.
final class IdleTasks {
    private var count = 0

    /// `false`: there are enough of them.
    func enter(max: Int) -> Bool {
        guard count < max else { return false }
        count += 1
        return true
    }

    func leave() { count -= 1 }
}
