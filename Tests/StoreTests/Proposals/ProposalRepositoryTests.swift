import Policy
import Store
import TestSupport
import Testing

@Suite struct ProposalRepositoryTests {
    private static let now = LedgerFixture.now
    private static let sealer = TestTenants().sealer
    private static let ann = Operator(name: "ann", isShared: false)
    private static let everyRole = Set(OperatorRole.allCases)

    @discardableResult
    private static func propose(
        by name: String = "ann", of tenant: TenantID? = nil, until end: Timestamp = now.advanced(by: .seconds(60)),
        arranging arrangement: WithdrawalArrangement? = nil, code: [UInt8]? = nil, in world: LedgerFixture
    ) async throws -> Proposal {
        let proposal = Proposal(
            id: .make(at: now), tenantID: tenant, verb: "test", summary: "1 -> 2", reason: "why", createdAt: now,
            review: ProposalReview(proposer: name, duty: .treasury, expiresAt: end))
        try await world.database.write { store in
            try ProposalRepository.insert(
                proposal, request: Secret("request of \(proposal.id)"), code: code ?? Array("\(proposal.id)".utf8),
                arranging: arrangement, sealer: sealer, in: store)
        }
        return proposal
    }

    private static func settle(_ proposal: Proposal, by name: String, in world: LedgerFixture) async throws -> Bool {
        try await world.database.write { store in
            var review = proposal.review
            try review.approve(by: Operator(name: name, isShared: false), as: everyRole, at: now)
            return try ProposalRepository.settle(
                proposal.id, review, Proposal.Decision(by: name, at: now, reason: nil), in: store)
        }
    }

    @Test func itIsReadAsItWasWritten() async throws {
        try await LedgerFixture.with { world in
            for tenant in [nil, world.left] {
                let proposal = try await Self.propose(of: tenant, in: world)
                let (found, request) = try await world.database.read { store in
                    (
                        try ProposalRepository.find(proposal.id, in: store),
                        try ProposalRepository.request(of: proposal, sealer: Self.sealer, in: store)
                    )
                }
                #expect(found == proposal)
                #expect(request?.exposed == "request of \(proposal.id)")
            }
        }
    }

    @Test func equalRequestsWaitOnceAndAreFoundUntilTheyAreDecided() async throws {
        try await LedgerFixture.with { world in
            func waiting(_ tenant: TenantID?) async throws -> ProposalID? {
                try await world.database.read { try ProposalRepository.waiting(withCode: [1], of: tenant, in: $0)?.id }
            }
            let proposal = try await Self.propose(of: world.left, code: [1], in: world)
            try await Self.propose(of: world.left, code: [2], in: world)
            await #expect(throws: StoreError.self) { try await Self.propose(of: world.left, code: [1], in: world) }
            #expect(try await waiting(world.left) == proposal.id)
            #expect(try await waiting(world.right) == nil, "another tenant's is another request")
            #expect(try await Self.settle(proposal, by: "bob", in: world))
            #expect(try await waiting(world.left) == nil)
            try await Self.propose(of: world.left, code: [1], in: world)
        }
    }

    /// Both looked when it waited.
    @Test func ofConcurrentVotesOneDecides() async throws {
        try await LedgerFixture.with { world in
            for _ in 0..<20 {
                let proposal = try await Self.propose(in: world)
                let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for name in ["bob", "cyd", "dan"] {
                        group.addTask { try await Self.settle(proposal, by: name, in: world) }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(wins == 1)
                let decided = try await world.database.read { try ProposalRepository.find(proposal.id, in: $0) }
                #expect(decided?.review.state == .applied)
                #expect(["bob", "cyd", "dan"].contains(decided?.decision?.name))
                #expect(
                    try await world.database.read {
                        try ProposalRepository.request(of: proposal, sealer: Self.sealer, in: $0)
                    } == nil)
            }
        }
    }

    @Test func timeEndsThoseThatWaitABatchAtATime() async throws {
        try await LedgerFixture.with { world in
            let end = Self.now.advanced(by: .seconds(60))
            let early = try await Self.propose(until: end, in: world)
            try await Self.propose(until: end, in: world)
            let late = try await Self.propose(until: end.advanced(by: .milliseconds(1)), in: world)
            let decided = try await Self.propose(until: end, in: world)
            #expect(try await Self.settle(decided, by: "bob", in: world))
            let expire = { (now: Timestamp) in
                try await world.database.write { store in
                    try ProposalRepository.expire(at: now, by: "gateway", limit: 1, in: store).map(\.id)
                }
            }
            #expect(try await expire(end.advanced(by: .milliseconds(-1))) == [])
            #expect(try await expire(end).count == 1)
            #expect(try await expire(end).count == 1)
            #expect(try await expire(end) == [])
            let states = try await world.database.read { store in
                try [early, late, decided].map { try ProposalRepository.find($0.id, in: store)?.review.state }
            }
            #expect(states == [.expired, .waiting, .applied])
            #expect(try await world.database.read { try ProposalRepository.countWaiting(in: $0) } == 1)
        }
    }

    @Test func onlyWhatWasDecidedLongAgoIsForgotten() async throws {
        try await LedgerFixture.with { world in
            let (first, second) = (try await Self.propose(in: world), try await Self.propose(in: world))
            let waiting = try await Self.propose(in: world)
            for proposal in [first, second] { #expect(try await Self.settle(proposal, by: "bob", in: world)) }
            let prune = { (deadline: Timestamp) in
                try await world.database.write { store in
                    try ProposalRepository.prune(decidedBefore: deadline, limit: 1, in: store)
                }
            }
            #expect(try await prune(Self.now) == 0)
            #expect(try await prune(Self.now.advanced(by: .milliseconds(1))) == 1)
            #expect(try await prune(Self.now.advanced(by: .milliseconds(1))) == 1)
            #expect(try await prune(Self.now.advanced(by: .seconds(1_000_000))) == 0)
            let left = try await world.database.read { store in
                try ProposalRepository.list(ProposalRepository.Filter(limit: 10), in: store)
            }
            #expect(left.map(\.id) == [waiting.id])
        }
    }

    @Test func whoeverProposesIsNoSecondPersonForItWhileItWaits() async throws {
        try await LedgerFixture.with { world in
            let credit = WithdrawalArrangement.credit(LedgerFixture.currency)
            let proposal = try await Self.propose(of: world.left, arranging: credit, in: world)
            let approve = { (tenant: TenantID) in
                try await world.fund(tenant, "100")
                let intent = world.intent(.withdrawal, of: tenant)
                let order = WithdrawalOrder(
                    currency: LedgerFixture.currency, amount: try Amount(parsing: "80"), address: "T1")
                return try await world.database.write { store in
                    _ = try BookRepository.open(.withdrawal(order), for: intent, at: Self.now, in: store)
                    guard let approval = try ApprovalRepository.approvalForOperator(intent.id, in: store) else {
                        return false
                    }
                    return try ApprovalRepository.approve(approval, by: Self.ann, at: Self.now, in: store)
                }
            }
            try await world.database.write { store in
                let limits = WithdrawalLimits(approvalAbove: ApprovalThreshold(.zero))
                for tenant in [world.left, world.right] {
                    try WithdrawalRuleRepository.setLimits(
                        limits, of: tenant, in: .currency(LedgerFixture.currency), in: store)
                }
            }
            await #expect(throws: ApprovalRefusal.arranged("ann", .credit)) { try await approve(world.left) }
            #expect(try await approve(world.right), "another tenant's proposal is no arrangement")
            try await world.database.write { store in
                var review = proposal.review
                try review.reject(by: "bob", as: Self.everyRole, at: Self.now)
                _ = try ProposalRepository.settle(
                    proposal.id, review, Proposal.Decision(by: "bob", at: Self.now, reason: nil), in: store)
            }
            #expect(try await approve(world.left), "what was rejected arranges nothing")
        }
    }
}
