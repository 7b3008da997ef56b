import AuditLog
import HTTPWire
import Policy
import Store

/// Moves old entries out of the books: into a file, whose checksum goes into the audit log, and only then away. In their
/// place stays one entry a sheet, with their sums.
///
/// A process that ends between the two leaves a file of entries that are still there, and that the next file has again.
struct BookArchive: Sendable {
    /// Entries of one file, some ten megabytes.
    static let fileEntriesMax = 25_000
    /// Objects whose entries go in one commit: some ten rows each.
    private static let batchObjectsMax = 25
    private static let ownersMax = 100
    /// Most owners have nothing old: so many of the oldest entries tell.
    private static let firstLook = 8

    let database: any Database
    let audit: any AuditTrail
    let directory: @Sendable () -> String

    /// One file.
    ///
    /// - Returns: whether there may be more.
    func archive(createdBefore deadline: Timestamp, at now: Timestamp) async throws -> Bool {
        let closed = try await closed(createdBefore: deadline)
        guard !closed.isEmpty else { return false }
        let file = try write(closed, at: now)
        try await audit.appendDurably(ArchiveVerification.record(of: file, at: now))
        let carried = try await carryForward(closed)
        return file.lines >= Self.fileEntriesMax && carried > 0
    }

    private func closed(createdBefore deadline: Timestamp) async throws -> [ClosedEntries] {
        var closed: [ClosedEntries] = []
        var count = 0
        var last: LedgerOwner?
        repeat {
            let owners = try await database.read { [last] reader in
                try BookRepository.owners(after: last, limit: Self.ownersMax, in: reader)
            }
            for owner in owners {
                var (after, limit) = (Int64?.some(0), Self.firstLook)
                while let number = after, count < Self.fileEntriesMax {
                    let found = try await database.read { [limit] reader in
                        try BookRepository.closed(
                            of: owner, after: number, createdBefore: deadline, limit: limit, in: reader)
                    }
                    closed += found.entries
                    count += found.entries.reduce(0) { $0 + $1.records.count }
                    (after, limit) = (found.last, Retention.batchRowsMax)
                }
            }
            last = owners.count == Self.ownersMax && count < Self.fileEntriesMax ? owners.last : nil
        } while last != nil
        return closed
    }

    private func write(_ closed: [ClosedEntries], at now: Timestamp) throws -> ArchiveFile.Summary {
        let file = try ArchiveFile(named: "books-\(RequestID.make(at: now)).jsonl", in: directory())
        for entries in closed {
            for (index, record) in entries.records.enumerated() {
                try file.append(record.line(evidence: index == 0 ? entries.evidence : nil))
            }
        }
        return try file.finish()
    }

    private func carryForward(_ closed: [ClosedEntries]) async throws -> Int {
        var carried = 0
        var rest = closed[...]
        while let owner = rest.first?.owner {
            let batch = Array(rest.prefix(Self.batchObjectsMax).prefix { $0.owner == owner })
            rest = rest.dropFirst(batch.count)
            carried += try await database.write { try BookRepository.carryForward(batch, in: $0) }
        }
        return carried
    }
}

extension LedgerRecord {
    /// A JSON object. Amounts are text, as they are exact.
    ///
    /// - Parameter evidence: of its intent, with the first of its entries.
    fileprivate func line(evidence: ClosedEntries.Evidence?) -> [UInt8] {
        func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
        let owner: JSONValue = sheet.owner == .platform ? "platform" : .text("\(sheet.owner)")
        let postings: [JSONValue] = postings.map {
            ["account": .text($0.account.rawValue), "amount": .text("\($0.amount)")]
        }
        let line: JSONValue = [
            "kind": "ledger_entry", "owner": owner, "number": .integer(Int(number)),
            "account": .text("\(sheet.accountID)"), "currency": .text("\(sheet.currency)"),
            "intent": text(intentID?.description), "cause": .text(cause.rawValue), "reason": text(reason),
            "created_at": .text("\(createdAt)"), "postings": .array(postings), "evidence": evidence?.json ?? .null,
        ]
        return line.serialize()
    }
}

extension ClosedEntries.Evidence {
    fileprivate var json: JSONValue {
        switch self {
        case .payment(let accepted, let rejected):
            ["accepted": .text("\(accepted)"), "rejected": .text("\(rejected)")]
        case .withdrawal(let amount, let state): ["amount": .text("\(amount)"), "state": .text(state.rawValue)]
        }
    }
}
