import AdminAPI
import HTTPWire
import Policy
import Store
import TestSupport
import Webhooks

@testable import Admin
@testable import Gateway

/// One random history: what tenants ask, what the upstream says of it in every form, and what operators decide, each
/// beside what the models say must come of it.
struct MoneyHistory {
    /// What the histories are for; some seed must meet each.
    enum Sight: String, CaseIterable, Hashable, Sendable {
        case overLimits, withoutFunds, terminalAtBirth, lost, flatWithoutID, withoutTotal, withoutRejection, withoutTime
        case swept, outcomeFound, owed, applied, notApplied, limitRaised, limitLowered, settled, voided, disproved
    }

    let world: MoneyWorld
    var generator: SeededGenerator
    var model: MoneyModel
    var proposals = ProposalModel()
    private(set) var sights: Set<Sight> = []
    private var objects: [MoneyWorld.Object] = []
    /// Intents of which nobody knows whether they had an effect.
    private var unknown: Set<String> = []
    private(set) var violations: [String] = []

    init(in world: MoneyWorld, _ generator: SeededGenerator, _ model: MoneyModel) {
        self.world = world
        self.generator = generator
        self.model = model
    }

    private var now: Timestamp { world.clock.now() }
    private var milliseconds: Int64 { now.millisecondsSinceEpoch }

    mutating func require(_ isTrue: Bool, _ violation: @autoclosure () -> String) {
        if !isTrue { violations.append(violation()) }
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }
    private mutating func pick<Value>(_ values: some Collection<Value>) -> Value {
        Array(values)[Int.random(in: 0..<values.count, using: &generator)]
    }

    mutating func step() async throws {
        world.clock.advance(
            by: .milliseconds(pick([0, 1000, 1000, 60_000, 60_000, 60_000, 600_000, 1_800_000, 1_800_000, 40_000_000])))
        switch Int.random(in: 0..<20, using: &generator) {
        case 0, 1: try await pay()
        case 2...4: try await withdraw()
        case 5...10: try await hear()
        case 11: try await sweep()
        case 12, 13: try await propose()
        case 14: try await setLimit()
        default: try await review()
        }
        try await compare()
    }

    // MARK: Tenants

    private mutating func pay() async throws {
        let tenant = pick([0, 0, 0, 1, 2])
        let intent = world.intent(.payment, of: tenant)
        let opening = PaymentOpening(
            currency: MoneyWorld.currency, isFeePaidByUser: false, upstreamFeeBasisPoints: 0)
        _ = try await world.journal.claim(intent, opening: world.tenants[tenant].isPooled ? .payment(opening) : nil)
        model.payments["\(intent.id)"] = MoneyModel.Payment(tenant: tenant)
        try await answer(MoneyWorld.Object(intent: intent, tenant: tenant))
    }

    private mutating func withdraw() async throws {
        let tenant = pick([0, 0, 0, 1, 2, 2])
        let isPooled = world.tenants[tenant].isPooled
        // All of it, or some.
        let everything = isPooled && chance(50) ? model.spendable(by: tenant) : 0
        let amount = everything > 0 ? everything : Int.random(in: 1...100, using: &generator)
        let isAllowed = model.isWithinLimits(amount, of: tenant, at: milliseconds)
        let isCovered = !isPooled || model.spendable(by: tenant) >= amount
        if !isAllowed { sights.insert(.overLimits) } else if !isCovered { sights.insert(.withoutFunds) }
        let intent = world.intent(.withdrawal, of: tenant)
        let order = WithdrawalOrder(
            currency: MoneyWorld.currency, amount: try Amount(parsing: "\(amount)"), address: "T1",
            holdsFunds: isPooled)
        do {
            _ = try await world.journal.claim(intent, opening: .withdrawal(order))
        } catch is WithdrawalRefusal {
            return require(!isAllowed || !isCovered, "\(amount) of tenant \(tenant) was refused")
        }
        require(isAllowed, "\(amount) of tenant \(tenant) passed its limits")
        require(isCovered, "\(amount) of tenant \(tenant) was not there")
        model.withdrawals["\(intent.id)"] = MoneyModel.Withdrawal(
            tenant: tenant, amount: amount, begunAt: milliseconds)
        try await answer(MoneyWorld.Object(intent: intent, tenant: tenant))
    }

    /// The second commit of a request: what came of it, as far as anybody knows.
    private mutating func answer(_ object: MoneyWorld.Object) async throws {
        let (intent, id) = (object.intent, "\(object.intent.id)")
        objects.append(object)
        let outcome: EffectOutcome
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...2:
            sights.insert(.lost)
            unknown.insert(id)
            outcome = .unknown(
                .outcomeUnknown(status: 502, origin: .upstream, intent: intent.id, reason: "lost"), relayed: nil)
        case 3:
            let refusal = StoredResponse(status: 400, body: [])
            model.withdrawals[id]?.isRefused = true
            outcome = pick([true, false]) ? .turnedAway(refusal) : .refused(refusal)
        default:
            let fact = fact(about: object)
            if ["completed", "failed", "rejected"].contains(fact.status) { sights.insert(.terminalAtBirth) }
            model.learn(fact, of: id)
            outcome = .succeeded(
                upstreamID: object.upstreamID, StoredResponse(status: 201, body: []),
                object: try JSONValue.parse(body(fact, of: object, timeName: "created_at").utf8))
        }
        try await world.journal.record(outcome, of: intent, at: now)
    }

    // MARK: The upstream

    private mutating func fact(about object: MoneyWorld.Object) -> MoneyModel.Fact {
        let statuses =
            object.intent.kind == .payment
            ? ["waiting", "confirming", "completed", "completed", "completed", "partially_paid", "expired", "failed"]
            : ["pending", "pending", "processing", "processing", "processing", "completed", "failed", "cancelled"]
        var fact = MoneyModel.Fact(status: pick(statuses))
        if !chance(25) { fact.time = Int.random(in: 0..<20, using: &generator) }
        if object.intent.kind == .payment {
            if !chance(20) { fact.total = Int.random(in: 0...150, using: &generator) }
            if chance(40) { fact.rejected = Int.random(in: 0...40, using: &generator) }
        }
        if object.intent.kind == .payment, fact.total == nil { sights.insert(.withoutTotal) }
        if object.intent.kind == .payment, fact.rejected == nil { sights.insert(.withoutRejection) }
        if fact.time == nil { sights.insert(.withoutTime) }
        return fact
    }

    private func body(
        _ fact: MoneyModel.Fact, of object: MoneyWorld.Object, timeName: String, hasID: Bool = true,
        isNested: Bool = false
    ) -> String {
        let kind = object.intent.kind
        var members = [#""status":"\#(fact.status)""#]
        if hasID { members.append(#""\#(kind.upstreamIDName)":"\#(object.upstreamID)""#) }
        if let total = fact.total { members.append(#""total_paid_amount":"\#(total)""#) }
        if let rejected = fact.rejected { members.append(#""rejected_amount":\#(rejected)"#) }
        let time = fact.time.map { MoneyWorld.startedAt.advanced(by: .seconds($0)) }.map {
            #","\#(timeName)":"\#($0)""#
        }
        let object = members.joined(separator: ",")
        return isNested
            ? #"{"event":"\#(kind.rawValue)_status_update","data":{\#(object)}\#(time ?? "")}"#
            : "{\(object)\(time ?? "")}"
    }

    private mutating func hear() async throws {
        guard !objects.isEmpty else { return }
        let object = pick(objects.suffix(6))
        let fact = fact(about: object)
        let (hasID, isNested) = (chance(60), chance(50))
        if !hasID && !isNested { sights.insert(.flatWithoutID) }
        let body = body(fact, of: object, timeName: "timestamp", hasID: hasID, isNested: isNested)
        let result = await world.receive(body, of: object)
        switch result {
        case .accepted, .duplicate: break
        default: require(false, "\(body) was taken as \(result)")
        }
        unknown.remove("\(object.intent.id)")
        model.learn(fact, of: "\(object.intent.id)")
    }

    /// Everything that is due of an account, answered by the upstream.
    private mutating func sweep() async throws {
        for accountID in [world.tenants[0].accountID, world.tenants[2].accountID] {
            let due = try await world.sweeps.due(of: accountID, at: now, MoneyWorld.policy)
            let claims = try await world.sweeps.claim(due, at: now, until: now.advanced(by: .seconds(1)))
            // In the history's order: that of identifiers is another one in each run.
            for object in objects {
                guard let claimed = claims.first(where: { $0.intent.id == object.intent.id }) else { continue }
                let fact = fact(about: object)
                let answer = UpstreamInquiry.Answer(
                    finding: .effect(upstreamID: object.upstreamID),
                    object: try JSONValue.parse(body(fact, of: object, timeName: "updated_at").utf8))
                _ = try await world.sweeps.apply(
                    .answered(answer, to: .objectWithID(object.upstreamID)), to: claimed,
                    nextQuestionAt: now.advanced(by: .seconds(60)), at: now)
                sights.insert(claimed.subject == .outcome ? .outcomeFound : .swept)
                unknown.remove("\(object.intent.id)")
                model.learn(fact, of: "\(object.intent.id)")
            }
        }
    }

    // MARK: Operators

    private mutating func propose() async throws {
        let held = objects.filter {
            model.withdrawals["\($0.intent.id)"]?.whereabouts == .held && world.tenants[$0.tenant].isPooled
                && !unknown.contains("\($0.intent.id)")
        }
        let lost = objects.filter { unknown.contains("\($0.intent.id)") }
        let admin = world.admin
        switch Int.random(in: 0..<3, using: &generator) {
        case 0 where !held.isEmpty:
            let (id, decision) = ("\(pick(held).intent.id)", pick(WithdrawalDecision.allCases))
            try await ask(for: .decision(intent: id, decision.rawValue)) {
                try await admin.decideHold(of: id, decision, for: $0)
            }
        case 1 where !lost.isEmpty:
            let id = "\(pick(lost).intent.id)"
            try await ask(for: .noEffect(intent: id)) {
                try await admin.resolveIntent(id, ResolveIntent(outcome: .noEffect, upstreamID: nil), for: $0)
            }
        default:
            let (tenant, amount) = (pick([0, 1]), Int.random(in: 1...30, using: &generator))
            let ways = pick([["available", "suspense"], ["suspense", "available"]])
            let request = LedgerAdjustment(
                currency: "\(MoneyWorld.currency)", from: ways[0], to: ways[1], amount: "\(amount)")
            let id = "\(world.tenants[tenant].id)"
            try await ask(for: .adjustment(tenant: tenant, ways[1] == "available" ? amount : -amount)) {
                try await admin.adjustLedger(of: id, account: "shared", request, for: $0)
            }
        }
    }

    /// A lower one binds at once, and a higher one once two agree.
    private mutating func setLimit() async throws {
        let tenant = pick([0, 1, 2, 2])
        let (from, to) = (model.limits[tenant].perDay, Int.random(in: 50...600, using: &generator))
        let (admin, id) = (world.admin, "\(world.tenants[tenant].id)")
        var change = ChangeWithdrawalLimits(scope: "default")
        change.perDay = .set("\(to)")
        guard to > from else {
            let result = try await admin.changeWithdrawalLimits(of: id, change, for: .operated(by: "ann"))
            require(!result.isDeferred, "a lower limit waits")
            sights.insert(.limitLowered)
            return model.limits[tenant].perDay = to
        }
        try await ask(for: .limit(tenant: tenant, from: from, to: to)) { [change] in
            try await admin.changeWithdrawalLimits(of: id, change, for: $0)
        }
    }

    /// Nobody does it alone.
    private mutating func ask<Value>(
        for change: ProposalModel.Change, by verb: (AdminCaller) async throws -> ChangeResult<Value>
    ) async throws {
        let name = pick(["ann", "bob"])
        let waits = proposals.isWaiting(for: change, at: milliseconds)
        do {
            guard case .proposed(let proposal) = try await verb(.operated(by: name)) else {
                return require(false, "\(change) took one operator")
            }
            require(!waits, "\(change) is proposed twice")
            proposals.waiting.append(
                ProposalModel.Waiting(
                    id: proposal.id, proposer: name, createdAt: milliseconds, change: change,
                    doubts: try await doubts(of: change)))
        } catch let error as AdminError {
            require(waits && error.code == .conflict, "\(change): \(error.message)")
        }
    }

    /// What its approver has to know.
    private func doubts(of change: ProposalModel.Change) async throws -> [String] {
        guard case .adjustment(let tenant, let amount) = change, amount > 0 else { return [] }
        return try await world.doubts(of: tenant, touchedBy: amount)
    }

    private mutating func review() async throws {
        guard let id = proposals.waiting.randomElement(using: &generator)?.id,
            let proposal = proposals[id]
        else { return }
        let name = pick(["ann", "bob", "ann", "bob", "eve", "root"])
        let isEffective = proposals.isEffective(
            proposal, approvedBy: name, at: milliseconds, model, unknown: unknown,
            doubts: try await doubts(of: proposal.change))
        let result = try? await world.admin.approveProposal(id.description, for: .operated(by: name))
        let isApplied = result?.state == "applied"
        require(isApplied == isEffective, "\(proposal) by \(name): \(isApplied), must be \(isEffective)")
        sights.insert(isApplied ? .applied : .notApplied)
        guard isApplied else { return }
        proposals.waiting.removeAll { $0.id == id }
        model.apply(proposal.change)
        switch proposal.change {
        case .limit: sights.insert(.limitRaised)
        case .decision(_, let word): sights.insert(word == "voided" ? .voided : .settled)
        case .noEffect(let intent):
            sights.insert(.disproved)
            unknown.remove(intent)
        case .adjustment: break
        }
    }

    // MARK: What must be

    private mutating func compare() async throws {
        for tenant in world.tenants.indices {
            let balances = try await world.balances(of: tenant)
            guard world.tenants[tenant].isPooled else {
                require(balances.isEmpty, "a tenant with an account of its own has books")
                continue
            }
            func balance(_ account: String) -> Int { balances[account] ?? 0 }
            let spendable = model.spendable(by: tenant)
            if spendable < 0 { sights.insert(.owed) }
            let expected = [max(spendable, 0), max(-spendable, 0), model.held(of: tenant)]
            let found = ["available", "receivable", "held"].map(balance)
            require(found == expected, "tenant \(tenant) has, owes and holds \(found), must be \(expected)")
            let owned = ["available", "held", "commission", "suspense", "variance"].map(balance).reduce(0, +)
            let there = ["pool", "upstream_fees", "receivable"].map(balance).reduce(0, +)
            require(owned == there, "the books of tenant \(tenant) do not balance")
        }
    }
}

extension AdminCaller {
    fileprivate static func operated(by name: String) -> AdminCaller {
        let roles: [String: Set<OperatorRole>] = ["ann": [.treasurer], "bob": [.owner], "eve": [.support]]
        return AdminCaller(
            user: name, isShared: name == "root", roles: roles[name] ?? [], duty: .treasury, reason: "because")
    }
}
