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
        /// The private key of the checkpoints; `nil` is in the log's directory.
        package var checkpointKeyFile: String?
        /// Of full segments.
        package var retention: Duration = .seconds(3650 * 86_400)
        package var totalBytesMax = 100 << 30
        /// Where older segments go; `nil` deletes them.
        package var archiveDirectory: String?
        package var reserveBytes = 8 << 20
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
        try section.readOptional("checkpoint_key_file", .text("a path"), into: &checkpointKeyFile)
        let ages: ClosedRange<Duration> = .seconds(86_400)...(.seconds(36_500 * 86_400))
        try section.read("retention", .duration(ages), into: &retention)
        try section.read("total_bytes_max", .size(1 << 20...1 << 50), into: &totalBytesMax)
        try section.readOptional("archive_directory", .text("a path"), into: &archiveDirectory)
        try section.read("reserve_bytes", .size(0...1 << 30), into: &reserveBytes)
    }
}

extension Settings.Log {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("level", .choice, into: &level)
        try section.read("format", .choice, into: &format)
    }
}
