import Policy
import Store
import TestSupport
import Testing

@Suite struct ObjectCountTests {
    private typealias Fixture = IntentFixture

    /// The slow way.
    private static func counted(_ filter: MirrorFilter, in store: any SQLReader) throws -> Int64? {
        try store.first(
            """
            SELECT COUNT(*) FROM mirrored_objects
            WHERE tenant_id = $1 AND kind = $2 AND ($3 IS NULL OR status = $3)
            """, [.id(filter.tenantID), .text(filter.kind.rawValue), .optionalText(filter.status)]
        ) { try $0.integer() }
    }

    /// New objects and new statuses in any order: what is kept is what a look at every row finds.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func keptCountsAreThoseOfTheRows(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let statuses = ["waiting", "confirming", "completed", nil]
        let steps = (0..<300).map { _ in
            (
                number: Int.random(in: 1...40, using: &generator),
                status: statuses.randomElement(using: &generator) ?? nil
            )
        }
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                var known: Set<Int> = []
                for (number, status) in steps {
                    let tenant = number % 3 == 0 ? Fixture.otherTenant : Fixture.tenant
                    let kind = number % 2 == 0 ? ObjectKind.payment : .withdrawal
                    let intent = Fixture.intent(UInt128(number), tenant: tenant, kind: kind)
                    if known.insert(number).inserted { try IntentRepository.insert(intent, in: store) }
                    let row = MirrorRow(status: status, object: Array("{}".utf8))
                    try ObjectRepository.upsert(row, of: intent, at: Fixture.now, in: store)
                }
                for tenant in [Fixture.tenant, Fixture.otherTenant] {
                    for kind in ObjectKind.allCases {
                        for status in [nil, "waiting", "confirming", "completed", "failed"] {
                            let filter = MirrorFilter(tenantID: tenant, kind: kind, status: status)
                            let kept = try ObjectRepository.count(filter, in: store)
                            #expect(try Int64(kept) == Self.counted(filter, in: store), "seed \(seed), \(filter)")
                        }
                    }
                }
            }
        }
    }

    /// One value for everything a tenant has: the count ends, and the pages do not.
    @Test func aListByReferenceIsCountedUpToABound() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                try store.execute(
                    """
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10050)
                    INSERT INTO mirrored_objects (tenant_id, kind, intent_id, status, order_id, object, checked_at)
                    SELECT $1, 'payment', 'in_' || n, 'waiting', 'same', x'7b7d', 0 FROM numbers
                    """, [.id(Fixture.tenant)])
                let filter = MirrorFilter(tenantID: Fixture.tenant, kind: .payment, orderID: "same")
                #expect(try ObjectRepository.count(filter, in: store) == ObjectRepository.referencesCountedMax)
            }
        }
    }

    /// A page's count touches no row of the mirror.
    @Test func noObjectIsLookedAt() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let planner = PlanningWriter(store)
                for status in [nil, "completed"] {
                    let filter = MirrorFilter(tenantID: Fixture.tenant, kind: .payment, status: status)
                    _ = try ObjectRepository.count(filter, in: planner)
                }
                #expect(planner.plans.count == 2)
                for plan in planner.plans {
                    #expect(plan.steps.allSatisfy { $0.hasPrefix("SEARCH mirror_counts") }, "\(plan)")
                }
            }
        }
    }
}
