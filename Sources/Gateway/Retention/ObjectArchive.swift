import AuditLog
import HTTPWire
import Policy
import Store

/// Moves final objects out of the store: into a file, whose checksum goes into the audit log, and only then away.
///
/// A process that ends between the two leaves a file of objects that are still there, and that the next file has again.
struct ObjectArchive: Sendable {
    /// Objects of one file, some ten megabytes.
    static let fileObjectsMax = 10_000

    let database: any Database
    let audit: any AuditTrail
    let directory: @Sendable () -> String

    /// One file.
    ///
    /// - Returns: whether there may be more.
    func archive(checkedBefore deadline: Timestamp, at now: Timestamp) async throws -> Bool {
        let objects = try await candidates(checkedBefore: deadline)
        guard !objects.isEmpty else { return false }
        let file = try write(objects, at: now)
        try await audit.appendDurably(ArchiveVerification.record(of: file, at: now))
        let removed = try await remove(objects)
        return objects.count == Self.fileObjectsMax && removed > 0
    }

    private func candidates(checkedBefore deadline: Timestamp) async throws -> [ArchivableObject] {
        var objects: [ArchivableObject] = []
        for kind in ObjectKind.allCases {
            for status in ObservationOrder.settledStatuses.sorted() {
                var last: ArchivableObject?
                repeat {
                    let limit = min(Retention.batchRowsMax, Self.fileObjectsMax - objects.count)
                    guard limit > 0 else { return objects }
                    let found = try await database.read { [last] reader in
                        try IntentRepository.archivable(
                            kind: kind, status: status, checkedBefore: deadline, after: last, limit: limit, in: reader)
                    }
                    objects += found
                    last = found.count == limit ? found.last : nil
                } while last != nil
            }
        }
        return objects
    }

    private func write(_ objects: [ArchivableObject], at now: Timestamp) throws -> ArchiveFile.Summary {
        let file = try ArchiveFile(named: "objects-\(RequestID.make(at: now)).jsonl", in: directory())
        for object in objects { try file.append(try object.line()) }
        return try file.finish()
    }

    private func remove(_ objects: [ArchivableObject]) async throws -> Int {
        var removed = 0
        for start in stride(from: 0, to: objects.count, by: Retention.batchRowsMax) {
            let batch = Array(objects[start..<min(start + Retention.batchRowsMax, objects.count)])
            removed += try await database.write { store in
                try batch.count { try IntentRepository.remove($0, in: store) }
            }
        }
        return removed
    }
}

extension ArchivableObject {
    /// A JSON object. The tenant's own values are the tokens that it sent.
    fileprivate func line() throws -> [UInt8] {
        func token(_ text: String?) throws -> JSONValue { try text.map { try JSONValue.parse($0.utf8) } ?? .null }
        func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
        let line: JSONValue = [
            "tenant": .text("\(intent.tenantID)"), "account": .text("\(intent.accountID)"),
            "intent": .text("\(intent.id)"), "kind": .text(intent.kind.rawValue),
            "upstream_id": text(intent.upstreamID), "status": text(row.status),
            "order_id": try token(intent.tenantOrderID), "custom_id": try token(intent.tenantCustomID),
            "callback_url": text(intent.tenantCallbackURL), "created_at": .text("\(intent.createdAt)"),
            "observed_at": text(row.observedAt), "checked_at": .text("\(checkedAt)"),
            "object": try JSONValue.parse(row.object),
        ]
        return line.serialize()
    }
}
