import AuditLog
import Foundation
import HTTPWire
import Policy
import Store
import Testing

@testable import Gateway

@Suite struct RetentionTests {
    private typealias World = RetentionWorld

    /// More than two batches of each kind, with and without keys: all that is past its kind's own retention is
    /// forgotten, nothing else is.
    @Test func eachKindHasItsOwnRetention() async throws {
        try await World.with { world in
            let count = Retention.batchRowsMax * 2 + 7
            try await world.database.write { store in
                for kind in ObjectKind.allCases {
                    for number in 0..<count {
                        let intent = world.intent(kind, key: number % 2 == 0 ? "\(kind)-\(number)" : nil)
                        try IntentRepository.insert(intent, in: store)
                        try IntentRepository.refuse(
                            intent, response: StoredResponse(status: 422, body: [7]), at: World.start, in: store)
                    }
                }
            }
            for (days, left) in [(3, (count, count)), (4, (0, count)), (30, (0, count)), (31, (0, 0))] {
                await world.sweep(days: days)
                let kept = try await ObjectKind.allCases.asyncMap { kind in
                    try await world.count("intents WHERE kind = '\(kind.rawValue)' AND response_body IS NOT NULL")
                }
                #expect(kept == [Int64(left.0), Int64(left.1)], "after \(days) days")
            }
            #expect(try await world.count("intents WHERE idempotency_key IS NOT NULL") == 0)
        }
    }

    /// What was refused or had no effect goes with its empty row in the books and what was told about it.
    @Test func requestsWithoutEffectGo() async throws {
        try await World.with { world in
            let opening = PaymentOpening(currency: nil, isFeePaidByUser: false, upstreamFeeBasisPoints: 0)
            let refused = world.intent()
            let open = world.intent()
            try await world.database.write { store in
                for intent in [refused, open, world.intent()] {
                    try IntentRepository.insert(intent, in: store)
                    _ = try BookRepository.open(.payment(opening), for: intent, at: World.start, in: store)
                    if intent == refused {
                        try IntentRepository.refuse(
                            intent, response: StoredResponse(status: 422, body: [7]), at: World.start, in: store)
                    } else if intent == open {
                        try IntentRepository.loseOutcome(intent, at: World.start, in: store)
                    } else {
                        try IntentRepository.abandon(intent, at: World.start, in: store)
                    }
                }
            }
            try await world.event(of: refused, key: 1)
            try await world.event(of: nil, key: 2)
            await world.sweep(days: 89)
            #expect(try await world.count("intents") == 3)
            #expect(try await world.count("webhook_events") == 1, "what nobody is named by goes with other webhooks")
            await world.sweep(days: 91)
            let left = try await world.database.read { reader in
                try reader.rows("SELECT intent_id FROM intents", []) { try $0.text() }
            }
            #expect(left == ["\(open.id)"], "a doubt stays")
            #expect(try await world.count("ledger_payments") == 1)
            #expect(try await world.count("webhook_events") == 0)
        }
    }

    @Test func finalObjectsAreArchivedAndTheBooksStay() async throws {
        try await World.with { world in
            let paid = try await world.succeeded(status: "completed", paid: "10")
            let unused = try await world.succeeded(status: "expired")
            let open = try await world.succeeded(status: "waiting")
            for (key, intent) in [paid, unused, open].enumerated() {
                try await world.event(of: intent, key: UInt8(key))
            }
            await world.sweep(days: 539)
            #expect(try await world.count("mirrored_objects") == 3)
            #expect(try world.archived().isEmpty)
            await world.sweep(days: 541)

            for table in ["intents", "mirrored_objects", "owned_objects", "webhook_events"] {
                #expect(try await world.count(table) == 1, "\(table)")
            }
            #expect(try await world.count("ledger_payments") == 1, "evidence goes with what rests on it")
            let check = try await world.database.read {
                try LedgerCheck(in: $0, at: RetentionWorld.start.advanced(by: .seconds(541 * 86_400)))
            }
            #expect(check.violations.isEmpty && check.entries == 1 && check.carried == 1)
            let all = try world.archived()
            let entry = try #require(all.first { $0["kind"]?.stringValue == "ledger_entry" })
            #expect(entry["intent"]?.stringValue == "\(paid.id)" && entry["evidence"]?["accepted"]?.stringValue == "10")
            let lines = all.filter { $0["kind"]?.stringValue == "payment" }
            #expect(Set(lines.map { $0["intent"]?.stringValue }) == ["\(paid.id)", "\(unused.id)"])
            let line = try #require(lines.first { $0["intent"]?.stringValue == "\(paid.id)" })
            #expect(line["tenant"]?.stringValue == "\(world.tenant)" && line["order_id"]?.stringValue == "A-1")
            #expect(line["object"]?["amount"]?.stringValue == "10.00" && line["status"]?.stringValue == "completed")
            try await Self.expectNothingOf(paid, in: world)
        }
    }

    private static func expectNothingOf(_ paid: Intent, in world: RetentionWorld) async throws {
        let filter = MirrorFilter(tenantID: world.tenant, kind: .payment)
        let (found, listed) = try await world.database.read { reader in
            (
                try IntentRepository.find(
                    ownedBy: world.tenant, upstreamID: "tx-\(paid.id)", accountID: world.account,
                    kind: .payment, in: reader), try ObjectRepository.count(filter, in: reader)
            )
        }
        #expect(found == nil && listed == 1, "it answers as if it had never been")
    }

    @Test func theAuditLogVouchesForEachFile() async throws {
        try await World.with { world in
            try await world.succeeded(status: "completed")
            await world.sweep(days: 541)
            let record = try #require(world.records.first)
            let details = Dictionary(uniqueKeysWithValues: record.details.map { ($0.name, $0.value) })
            #expect(record.result == ArchiveVerification.result && details["lines"] == "1")
            let path = world.archive + "/" + (details["file"] ?? "")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(details["bytes"] == "\(attributes[.size] as? Int ?? -1)")
            #expect(details["sha256"]?.count == 64)
        }
    }

    /// A withdrawal's `custom_id` stays taken when the withdrawal itself is in the archive.
    @Test func anArchivedCustomIDStaysTaken() async throws {
        try await World.with { world in
            let first = world.intent(.withdrawal, customID: "mine")
            try await world.database.write { store in
                try IntentRepository.insert(first, in: store)
                try IntentRepository.succeed(
                    first, upstreamID: "w", response: StoredResponse(status: 201, body: [7]), at: World.start,
                    in: store)
                try ObjectRepository.upsert(
                    MirrorRow(status: "completed", object: [123, 125]), of: first, at: World.start, in: store)
            }
            await world.sweep(days: 541)
            #expect(try await world.count("intents") == 0)
            let journal = EffectJournal(database: world.database)
            for (customID, isTaken) in [("mine", true), ("other", false)] {
                let claim = try await journal.claim(world.intent(.withdrawal, customID: customID), opening: nil)
                switch claim {
                case .conflict(let error): #expect(isTaken && error.code == .customIDTaken)
                case .proceed: #expect(!isTaken)
                case .replay: Issue.record("nothing to replay")
                }
            }
        }
    }

    /// Nothing goes for which the audit log does not vouch.
    @Test func withoutTheAuditLogNothingIsRemoved() async throws {
        try await World.with { world in
            try await world.succeeded(status: "completed")
            world.failAudit(true)
            await world.sweep(days: 541)
            #expect(try await world.count("mirrored_objects") == 1)
            world.failAudit(false)
            await world.sweep(days: 541)
            #expect(try await world.count("mirrored_objects") == 0)
            #expect(try world.archived().count == 2, "of the first round, too: in two files, never in none")
        }
    }

    /// Dies between the archive and the removal: what is in the file is still in the books, and balances stay as they are.
    @Test func entriesLeaveTheBooksOnlyWithTheAuditLogsWord() async throws {
        try await World.with { world in
            for _ in 0..<3 { try await world.succeeded(status: "completed", paid: "10") }
            let before = try await world.balances()
            await world.sweep(days: 4)
            try await world.database.write { _ = try $0.execute("DELETE FROM intents", []) }
            world.failAudit(true)
            await world.sweep(days: 541)
            #expect(try await world.count("ledger_entries") == 3)
            #expect(try world.archived().count == 3, "the file is there, without a record")
            world.failAudit(false)
            await world.sweep(days: 541)
            #expect(try await world.count("ledger_entries") == 1)
            #expect(try await world.count("ledger_postings") > 0)
            #expect(try await world.balances() == before)
            #expect(try world.archived().count == 6, "in two files, never in none")
            let check = try await world.database.read {
                try LedgerCheck(in: $0, at: RetentionWorld.start.advanced(by: .seconds(541 * 86_400)))
            }
            #expect(check.violations.isEmpty && check.carried == 3)
            #expect(try await world.count("withdrawals") == 0)
        }
    }

    @Test func newsThatComesMeanwhileKeepsTheObject() async throws {
        try await World.with { world in
            let intent = try await world.succeeded(status: "completed")
            await world.sweep(days: 4)
            try await world.database.write { store in
                let deadline = World.start.advanced(by: .seconds(1))
                let found = try IntentRepository.archivable(
                    kind: .payment, status: "completed", checkedBefore: deadline, after: nil, limit: 9, in: store)
                let object = try #require(found.first)
                try ObjectRepository.upsert(
                    MirrorRow(status: "completed", object: [123, 125]), of: intent, at: deadline, in: store)
                #expect(try !IntentRepository.remove(object, in: store))
            }
            #expect(try await world.count("mirrored_objects") == 1)
        }
    }

    /// A withdrawal that still holds funds, and one whose answer may be replayed, are not final.
    @Test func whatMoneyWaitsForStays() async throws {
        try await World.with { world in
            try await world.succeeded(status: "completed")
            let deadline = World.start.advanced(by: .seconds(1))
            func archivable() async throws -> Int {
                try await world.database.read { reader in
                    try IntentRepository.archivable(
                        kind: .payment, status: "completed", checkedBefore: deadline, after: nil, limit: 9, in: reader
                    ).count
                }
            }
            #expect(try await archivable() == 0, "its answer may be replayed")
            await world.sweep(days: 4)
            #expect(try await archivable() == 1)
            try await world.database.write { store in
                _ = try store.execute("UPDATE ledger_payments SET unconfirmed = '1.000000000000000000'", [])
            }
            #expect(try await archivable() == 0, "more is on its way")
        }
    }
}

extension Sequence where Element: Sendable {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
