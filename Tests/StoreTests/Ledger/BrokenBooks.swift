import Policy
import Store
import TestSupport
import Testing

/// Books with something of every kind in them, for damaging one row.
///
/// Of the left tenant: FUND paid 10 (entry 1), PAID took 3 of it (2, 4), OPEN holds 4 (3), BACK was never sent (5, 6), and
/// HOLD waits for operators (7). The right tenant has one payment (1).
struct BrokenBooks {
    let world: LedgerFixture
    private var names: [String: String]

    static func with(_ body: (BrokenBooks) async throws -> Void) async throws {
        try await LedgerFixture.with { world in try await body(try await BrokenBooks(world)) }
    }

    private init(_ world: LedgerFixture) async throws {
        self.world = world
        let funding = try await world.payment(of: world.left)
        try await world.complete(funding, "10")
        try await world.fund(world.right, "20")
        let paid = try await world.withdrawal(of: world.left, "3")
        let open = try await world.withdrawal(of: world.left, "4")
        try await world.apply(.withdrawal(.completed), to: paid)
        let back = try await world.withdrawal(of: world.left, "1")
        try await world.database.write { store in
            try IntentRepository.abandon(back, at: LedgerFixture.now, in: store)
            for (intent, id, status) in [(paid, "w-1", "completed"), (open, "w-2", "processing")] {
                try IntentRepository.succeed(
                    intent, upstreamID: id, response: StoredResponse(status: 201, body: []), at: LedgerFixture.now,
                    in: store)
                let row = MirrorRow(status: status, object: Array("{}".utf8))
                try ObjectRepository.upsert(row, of: intent, at: LedgerFixture.now, in: store)
            }
        }
        names = [
            "LEFT": world.left.description, "RIGHT": world.right.description, "CRED": world.accountID.description,
            "FUND": funding.id.description, "PAID": paid.id.description, "OPEN": open.id.description,
            "BACK": back.id.description, "MINUTE": Self.start(of: 60), "HOUR": Self.start(of: 3600),
        ]
        names["HOLD"] = try await Self.hold(in: world).description
    }

    /// Of the span of so many seconds in which everything happened, as its row has it.
    private static func start(of seconds: Int64) -> String {
        let now = LedgerFixture.now.millisecondsSinceEpoch
        return "\(now - now % (seconds * 1000))"
    }

    private static func hold(in world: LedgerFixture) async throws -> IntentID {
        let intent = world.intent(.withdrawal, of: world.left)
        let order = WithdrawalOrder(
            currency: LedgerFixture.currency, amount: try Amount(parsing: "1"), address: "T1")
        let opened = try await world.database.write { store in
            try WithdrawalRuleRepository.setLimits(
                WithdrawalLimits(approvalAbove: ApprovalThreshold(.zero)), of: world.left, in: .anyCurrency, in: store)
            return try BookRepository.open(.withdrawal(order), for: intent, at: LedgerFixture.now, in: store)
        }
        #expect(opened == .awaitsApproval(intent.id))
        return intent.id
    }

    func named(_ text: String) -> String {
        names.reduce(text) { $0.replacing($1.key, with: $1.value) }
    }

    func suffer(_ damage: LedgerDamage) async throws {
        let sql = named(damage.sql)
        let changed = try await world.database.write { try $0.execute(sql, []) }
        #expect(changed == 1, "one row is damaged: \(damage.sql)")
    }

    func check() async throws -> LedgerCheck {
        try await world.database.read { try LedgerCheck(in: $0, at: LedgerFixture.now) }
    }
}
