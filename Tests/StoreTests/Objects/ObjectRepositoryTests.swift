import Policy
import Store
import TestSupport
import Testing

@Suite struct ObjectRepositoryTests {
    private typealias Fixture = IntentFixture

    private static func add(
        _ number: Int, of tenant: TenantID, kind: ObjectKind, status: String, orderID: String?, in store: any SQLWriter
    ) throws {
        let intent = Fixture.intent(UInt128(number), tenant: tenant, kind: kind)
        try IntentRepository.insert(intent, in: store)
        let row = MirrorRow(status: status, orderID: orderID, customID: nil, object: Array("{}".utf8))
        try ObjectRepository.upsert(row, of: intent, at: Fixture.now, in: store)
    }

    @Test func theLastWordCounts() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let intent = Fixture.intent(1)
                try IntentRepository.insert(intent, in: store)
                #expect(try ObjectRepository.find(intent, in: store) == nil)
                for status in ["waiting", "completed"] {
                    let row = MirrorRow(
                        status: status, orderID: "a", customID: "b", object: Array(status.utf8), observedAt: "t")
                    try ObjectRepository.upsert(row, of: intent, at: Fixture.now, in: store)
                    #expect(try ObjectRepository.find(intent, in: store) == row)
                    #expect(try ObjectRepository.status(of: intent, in: store) == status)
                }
            }
        }
    }

    @Test func ofManyReadersOneAsks() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let intent = Fixture.intent(1, kind: .withdrawal)
                try IntentRepository.insert(intent, in: store)
                let row = MirrorRow(status: "pending", object: Array("{}".utf8))
                try ObjectRepository.upsert(row, of: intent, at: Fixture.now, in: store)
                let known = try #require(try ObjectRepository.freshness(of: intent, in: store))
                #expect(known == MirrorFreshness(status: "pending", checkedAt: Fixture.now))
                let later = Fixture.now.advanced(by: .seconds(60))
                #expect(try ObjectRepository.claimQuestion(about: intent, after: known, at: later, in: store))
                #expect(try !ObjectRepository.claimQuestion(about: intent, after: known, at: later, in: store))
                #expect(try ObjectRepository.freshness(of: intent, in: store)?.checkedAt == later)
                #expect(try ObjectRepository.find(intent, in: store) == row)
            }
        }
    }

    /// Pages of any size, walked both ways, show exactly the tenant's own objects that match, newest first, each once.
    @Test(arguments: [1, 2, 3] as [UInt64]) func pagesAreAPartition(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let statuses = ["waiting", "completed"]
        let rows = (1...120).map { number in
            (
                number: number, tenant: Bool.random(using: &generator) ? Fixture.tenant : Fixture.otherTenant,
                kind: Bool.random(using: &generator) ? ObjectKind.payment : .withdrawal,
                status: statuses[Int.random(in: 0...1, using: &generator)],
                orderID: ["x", "y", nil][Int.random(in: 0...2, using: &generator)]
            )
        }
        let limit = Int.random(in: 1...9, using: &generator)
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                for row in rows.shuffled() {
                    try Self.add(
                        row.number, of: row.tenant, kind: row.kind, status: row.status, orderID: row.orderID, in: store)
                }
            }
            for (status, orderID) in [(nil, nil), ("completed", nil), (nil, "x"), ("waiting", "y")] {
                let filter = MirrorFilter(tenantID: Fixture.tenant, kind: .payment, status: status, orderID: orderID)
                let expected = rows.filter {
                    $0.tenant == Fixture.tenant && $0.kind == .payment && (status == nil || $0.status == status)
                        && (orderID == nil || $0.orderID == orderID)
                }.map { Fixture.intent(UInt128($0.number)).id }.sorted(by: >)
                try await database.read { reader in
                    func page(_ position: MirrorPosition) throws -> [IntentID] {
                        try ObjectRepository.page(filter, at: position, limit: limit, in: reader).map(\.intent.id)
                    }
                    #expect(try ObjectRepository.count(filter, in: reader) == expected.count, "seed \(seed)")
                    var walked = try page(.offset(0))
                    while let last = walked.last {
                        let next = try page(.olderThan(last))
                        if next.isEmpty { break }
                        walked += next
                    }
                    #expect(walked == expected, "seed \(seed)")
                    guard let oldest = expected.last else { return }
                    var back = [oldest]
                    while let first = back.first {
                        let previous = try page(.newerThan(first))
                        if previous.isEmpty { break }
                        back = previous + back
                    }
                    #expect(back == expected, "seed \(seed)")
                    #expect(try page(.offset(3)) == Array(expected.dropFirst(3).prefix(limit)), "seed \(seed)")
                }
            }
        }
    }
}
