extension Settings {
    /// How unknown outcomes are asked for.
    package struct Resolution: Hashable, Sendable {
        /// Waits after the first fruitless question, the second and so on; the last one repeats.
        package var schedule: [Duration] = [
            .seconds(2), .seconds(10), .seconds(60), .seconds(300), .seconds(1800), .seconds(2 * 3600),
            .seconds(6 * 3600),
        ]
    }
}

extension Settings.Resolution {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        let waits: ClosedRange<Duration> = .milliseconds(100)...(.seconds(7 * 86_400))
        try section.readList("schedule", of: .duration(waits), countMax: 50, into: &schedule)
        guard !schedule.isEmpty else { throw section.error("schedule", problem: "must have at least one wait") }
    }
}
