import AdminAPI
import Policy
import Store
import Testing

@testable import Admin

/// The last resort for a hold that nothing else can end.
@Suite struct HoldTests {
    /// A withdrawal of 4 of 10 that the upstream has accepted.
    private static func hold(in world: AdminWorld, mirrored status: String? = nil) async throws -> IntentID {
        let now = AdminWorld.startedAt
        let intent = Intent(
            id: .make(at: now), tenantID: world.tenantID, accountID: world.accountID, kind: .withdrawal,
            idempotencyKey: nil, fingerprint: [], callbackToken: "t", tenantCallbackURL: nil, tenantOrderID: nil,
            tenantCustomID: nil, createdAt: now)
        let sheet = LedgerSheet(
            owner: .tenant(world.tenantID), accountID: world.accountID, currency: AdminWorld.currency)
        let (ten, four) = (try Amount(parsing: "10"), try Amount(parsing: "4"))
        try await world.database.write { store in
            let deposit = try JournalEntry(.adjustment, [Posting(.pool, ten), Posting(.available, ten)])
            try BookRepository.post(deposit, to: sheet, intent: nil, at: now, in: store)
            let order = WithdrawalOrder(currency: AdminWorld.currency, amount: four, address: "T1")
            _ = try BookRepository.open(.withdrawal(order), for: intent, at: now, in: store)
            try IntentRepository.insert(intent, in: store)
            try IntentRepository.succeed(
                intent, upstreamID: "w", response: StoredResponse(status: 201, body: []), at: now, in: store)
            if let status {
                let row = MirrorRow(status: status, object: Array("{}".utf8))
                try ObjectRepository.upsert(row, of: intent, at: now, in: store)
            }
        }
        return intent.id
    }

    private static func expectRefusal(_ code: AdminError.Code, _ body: () async throws -> Void) async {
        let error = await #expect(throws: AdminError.self) { try await body() }
        #expect(error?.code == code)
    }

    @Test(arguments: WithdrawalDecision.allCases) func itTakesTwo(decision: WithdrawalDecision) async throws {
        try await AdminWorld.with { world in
            let id = try await Self.hold(in: world, mirrored: "processing").description
            let result = try await world.service.decideHold(of: id, decision, for: .ann)
            guard case .proposed(let proposal) = result else {
                Issue.record("it acted at once")
                return
            }
            #expect(proposal.summary.hasSuffix("4 USDTTRC20: held -> \(decision.rawValue)"))
            let other: WithdrawalDecision = decision == .voided ? .settled : .voided
            let second = await #expect(throws: AdminError.self) {
                try await world.service.decideHold(of: id, other, for: .ann)
            }
            #expect(second?.message.contains("\(proposal.id) waits and is about \(id), too") == true)
            #expect(try await world.balance(.held) == "4")
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            #expect(try await world.balance(.held) == "0")
            #expect(try await world.balance(.available) == (decision == .voided ? "10" : "6"))
            let arranged = try await world.database.read { store in
                try store.rows("SELECT operator FROM withdrawal_arrangements WHERE arrangement = 'credit'", []) {
                    try $0.text()
                }
            }
            #expect(arranged == (decision == .voided ? ["ann"] : []))
            await Self.expectRefusal(.conflict) { _ = try await world.service.decideHold(of: id, .voided, for: .ann) }
        }
    }

    @Test(
        arguments: [
            (UpstreamWord.shown(status: "processing"), nil), (.silent(reason: "no answer"), "processing"),
            (.denied, "completed"),
        ] as [(UpstreamWord, String?)])
    func itContradictsNobody(word: UpstreamWord, mirrored: String?) async throws {
        try await AdminWorld.with(hasOperators: false, upstreamWord: word) { world in
            let id = try await Self.hold(in: world, mirrored: mirrored).description
            await Self.expectRefusal(.conflict) { _ = try await world.service.decideHold(of: id, .voided, for: .ann) }
            #expect(try await world.balance(.held) == "4")
        }
    }

    @Test func itIsForHoldsThatNothingElseEnds() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            let id = try await Self.hold(in: world)
            let text = id.description
            await Self.expectRefusal(.invalidRequest) {
                _ = try await world.service.decideHold(of: text, .voided, for: .bob)
            }
            try await world.database.write {
                try $0.execute("UPDATE intents SET state = 'unknown' WHERE intent_id = $1", [.id(id)])
            }
            await Self.expectRefusal(.conflict) { _ = try await world.service.decideHold(of: text, .voided, for: .ann) }
            await Self.expectRefusal(.notFound) { _ = try await world.service.decideHold(of: "x", .voided, for: .ann) }
            #expect(try await world.balance(.held) == "4")
        }
    }
}
