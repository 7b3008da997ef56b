import Policy

/// How much of a log is kept beside the segment being written.
package struct AuditRetention: Hashable, Sendable {
    /// Of a full segment; `nil` keeps it whatever its age.
    package var age: Duration?
    /// Of all segments together; `nil` is no bound.
    package var totalBytesMax: Int?
    /// Where segments go that are let go of; `nil` deletes them. The archive is a log of its own, which verifies.
    package var archiveDirectory: String?

    package init(age: Duration? = nil, totalBytesMax: Int? = nil, archiveDirectory: String? = nil) {
        self.age = age
        self.totalBytesMax = totalBytesMax
        self.archiveDirectory = archiveDirectory
    }

    struct Kept: Hashable, Sendable {
        let bytes: Int
        /// `nil` while it may not be touched: it is being written, or compressed.
        let endedAt: Timestamp?
    }

    /// How many of the oldest segments are to go. Those that stay follow one another without a gap.
    func expired(of segments: [Kept], at now: Timestamp) -> Int {
        var total = segments.reduce(0) { $0 + $1.bytes }
        var count = 0
        for segment in segments {
            guard let endedAt = segment.endedAt else { break }
            let isOld = age.map { endedAt.advanced(by: $0) <= now } ?? false
            guard isOld || totalBytesMax.map({ total > $0 }) ?? false else { break }
            total -= segment.bytes
            count += 1
        }
        return count
    }
}
