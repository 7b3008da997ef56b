extension Settings {
    /// The durable store's writer.
    package struct Store: Hashable, Sendable {
        /// Jobs that may wait for the writer; one more is answered 503 before any upstream effect.
        package var queueMax = 8192
        /// Jobs that share one fsync.
        package var batchMax = 256
    }

    package struct Audit: Hashable, Sendable {
        package var directory = "data/audit"
        package var segmentBytesMax = 64 << 20
        /// Records between two signed checkpoints.
        package var checkpointEvery = 1000
        /// A money route waits this long for its record before it fails.
        package var appendDeadline: Duration = .seconds(2)
    }

    package struct Log: Hashable, Sendable {
        package enum Level: String, CaseIterable, Sendable {
            case trace, debug, info, notice, warning, error, critical
        }

        package enum Format: String, CaseIterable, Sendable {
            /// One readable line.
            case text
            /// One JSON object a line.
            case json
        }

        package var level: Level = .info
        package var format: Format = .text
    }
}

extension Settings.Store {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("queue_max", .integer(16...1_000_000), into: &queueMax)
        try section.read("batch_max", .integer(1...10_000), into: &batchMax)
    }
}

extension Settings.Audit {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("directory", .text("a path"), into: &directory)
        try section.read("segment_bytes_max", .size(64 << 10...4 << 30), into: &segmentBytesMax)
        try section.read("checkpoint_every", .integer(1...1_000_000), into: &checkpointEvery)
        let deadlines: ClosedRange<Duration> = .milliseconds(50)...(.seconds(60))
        try section.read("append_deadline", .duration(deadlines), into: &appendDeadline)
    }
}

extension Settings.Log {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("level", .choice, into: &level)
        try section.read("format", .choice, into: &format)
    }
}
