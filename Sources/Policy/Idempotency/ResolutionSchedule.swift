/// When to ask the upstream again about an intent whose outcome is not known. Asking never ends: it costs a read, and
/// only an answer or an operator can end a doubt about money.
///
/// No chance is in it: what one outage made unknown stays in step, so that one page of a list answers for many. The
/// account's budget keeps them from asking all at once.
package struct ResolutionSchedule: Hashable, Sendable {
    /// The pause after the first fruitless question, the second and so on; the last one repeats.
    package var pauses: [Duration] {
        didSet { pauses = Self.usable(pauses) }
    }

    /// Negative pauses count as zero, no pauses as an hour.
    package init(pauses: [Duration]) { self.pauses = Self.usable(pauses) }

    private static func usable(_ pauses: [Duration]) -> [Duration] {
        pauses.isEmpty ? [.seconds(3600)] : pauses.map { max($0, .zero) }
    }

    /// - Parameter attempt: 1 after the first question.
    package func pause(afterAttempt attempt: Int) -> Duration { pauses[min(max(attempt, 1), pauses.count) - 1] }
}
