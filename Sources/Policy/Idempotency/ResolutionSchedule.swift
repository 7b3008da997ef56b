/// When to ask the upstream again about an intent whose outcome is not known. Asking never ends: it costs a read, and
/// only an answer or an operator can end a doubt about money.
package struct ResolutionSchedule: Hashable, Sendable {
    /// The pause after the first fruitless question, the second and so on; the last one repeats.
    package let pauses: [Duration]
    /// Each pause is stretched by a factor from `1 - jitter` to `1 + jitter`: what one outage made unknown does not ask
    /// in step.
    package let jitter: Double

    /// Negative pauses count as zero, no pauses as an hour; `jitter` is clamped to 0…1.
    package init(pauses: [Duration], jitter: Double = 0.2) {
        self.pauses = pauses.isEmpty ? [.seconds(3600)] : pauses.map { max($0, .zero) }
        self.jitter = min(max(jitter, 0), 1)
    }

    /// - Parameter attempt: 1 after the first question.
    package func pause(afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator) -> Duration {
        let pause = pauses[min(max(attempt, 1), pauses.count) - 1]
        return pause * Double.random(in: (1 - jitter)...(1 + jitter), using: &generator)
    }
}
