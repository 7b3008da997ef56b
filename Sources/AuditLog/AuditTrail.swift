import Policy

/// Where the gateway leaves its trace: `AuditLog` on disk, or a test's own.
package protocol AuditTrail: Sendable {
    /// Queues a record; never blocks. False when it could not.
    @discardableResult
    func append(_ record: AuditRecord) -> Bool
    /// Returns once the record is on disk.
    func appendDurably(_ record: AuditRecord) async throws(AuditError)
    /// False: no effect may begin, because it could not be recorded.
    var isHealthy: Bool { get }
}

/// A trail that operators look things up in.
package protocol SearchableAuditTrail: AuditTrail {
    func search<Key: Hashable & Sendable>(
        count: Int, of keys: Set<Key>, since time: Timestamp, segmentCountMax: Int,
        key: @escaping @Sendable (AuditLine) -> Key?
    ) async throws(AuditError) -> AuditLog.Search<Key>
}

extension AuditLog: SearchableAuditTrail {}
