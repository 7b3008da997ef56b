import Policy

extension Settings {
    /// How long payments, withdrawals and what was asked for in vain are kept, and where they go then.
    package struct Retention: Hashable, Sendable {
        package var objects: Duration = .seconds(540 * 86_400)
        package var failedRequests: Duration = .seconds(90 * 86_400)
        package var archiveDirectory = "data/archive"
    }
}

extension Settings.Retention {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        // Below, refunds and disputes of ordinary trade would find nothing.
        let objectTimes: ClosedRange<Duration> = .seconds(90 * 86_400)...(.seconds(36_500 * 86_400))
        try section.read("objects", .duration(objectTimes), into: &objects)
        let failureTimes: ClosedRange<Duration> = .seconds(7 * 86_400)...(.seconds(36_500 * 86_400))
        try section.read("failed_requests", .duration(failureTimes), into: &failedRequests)
        try section.read("archive_directory", .text("a path"), into: &archiveDirectory)
    }
}
