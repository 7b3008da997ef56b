/// Numbers the events of one object, so that a later fact has the higher number whenever its webhook arrives.
package enum EventSequence {
    /// Between two events in their order: room for what arrives late and belongs between them.
    static let step: Int64 = 1024

    package struct Placed: Hashable, Sendable {
        package let sequence: Int64
        package let observation: ObservationOrder.Observation

        package init(sequence: Int64, observation: ObservationOrder.Observation) {
            self.sequence = sequence
            self.observation = observation
        }
    }

    /// - Parameter known: the object's events so far, highest first, and of equal numbers the latest arrival first.
    /// - Returns: 0 or more. Where there is no room left, the number of the event before it: of equal ones the later
    ///   arrival is the newer.
    package static func place(_ next: ObservationOrder.Observation, among known: [Placed]) -> Int64 {
        var above: Int64?
        for placed in known {
            guard !ObservationOrder.isNews(next, after: placed.observation) else {
                return above.map { between(placed.sequence, $0) } ?? placed.sequence.saturatingAdd(step)
            }
            above = placed.sequence
        }
        return above.map { between(0, $0) } ?? step
    }

    private static func between(_ low: Int64, _ high: Int64) -> Int64 { low + max(high - low, 0) / 2 }
}

extension Int64 {
    fileprivate func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
