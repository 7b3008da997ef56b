import Objects
import AuditLog
import HTTPWire
import NIOCore
import Policy
import Store

@testable import CryptofuseSimulator
@testable import StoreSQLite

/// What must be true of every run, whatever died in it. The upstream's own objects are the judge.
struct Verdict {
    private(set) var violations: [String] = []
    let simulation: Simulation
    private(set) var intents: [Intent] = []

    init(_ simulation: Simulation) throws {
        self.simulation = simulation
        let store = simulation.disk.connection
        for tenant in simulation.tenants {
            var before: IntentID?
            repeat {
                let page = try IntentRepository.list(
                    IntentFilter(tenantID: tenant.id, before: before, limit: IntentFilter.limitMax), in: store)
                intents += page
                before = page.count == IntentFilter.limitMax ? page.last?.id : nil
            } while before != nil
        }
        judgeEffects()
        judgeIntents()
        for tenant in simulation.tenants { judge(tenant) }
        violations += try LedgerCheck(in: store, at: simulation.scheduler.now()).violations.map { "books: \($0)" }
        try judgeBalances()
        for tenant in simulation.tenants {
            switch tenant.binding {
            case .pooled: try judgeMoney(of: tenant)
            case .dedicated: try judgeLimits(of: tenant)
            }
        }
        try judgeProposals()
        try judgeWebhooks()
        try judgeDeliveries()
        judgeAudit()
    }

    mutating func require(_ isTrue: Bool, _ violation: @autoclosure () -> String) {
        if !isTrue { violations.append(violation()) }
    }

    // MARK: Upstream

    private struct UpstreamObject {
        let id: String
        let reference: String?
        let kind: ObjectKind
        let account: Int
    }

    private var objects: [UpstreamObject] {
        simulation.world.payments.all.map {
            UpstreamObject(id: $0.id, reference: $0.orderID, kind: .payment, account: $0.account)
        }
            + simulation.world.withdrawals.all.map {
                UpstreamObject(id: $0.id, reference: $0.customID, kind: .withdrawal, account: $0.account)
            }
    }

    private func effects(of intent: Intent) -> [UpstreamObject] {
        objects.filter { $0.reference == intent.id.description && $0.kind == intent.kind }
    }

    /// Every effect has the intent that was there before it, and no other effect.
    private mutating func judgeEffects() {
        let known = Set(intents.map(\.id.description))
        for object in objects {
            require(object.reference.map(known.contains) ?? false, "an effect without an intent: \(object.id)")
        }
        for intent in intents {
            require(effects(of: intent).count <= 1, "two effects of one intent: \(intent.id)")
        }
    }

    /// When all has settled, nothing is in flight, and what happened is known.
    private mutating func judgeIntents() {
        for intent in intents {
            let effect = effects(of: intent).first
            switch intent.state {
            case .succeeded:
                require(intent.upstreamID == effect?.id && effect != nil, "succeeded without its effect: \(intent.id)")
            case .refused, .abandoned:
                require(effect == nil, "\(intent.state) with an effect: \(intent.id)")
            case .unknown: require(effect == nil, "an effect that nobody found: \(intent.id)")
            case .inFlight, .confirmed: violations.append("still \(intent.state): \(intent.id)")
            }
        }
    }

    // MARK: Tenants

    private mutating func judge(_ tenant: SimulatedTenant) {
        let own = intents.filter { $0.tenantID == tenant.id }
        for wish in tenant.wishes {
            let mine = own.filter {
                ($0.kind == .payment ? $0.tenantOrderID : $0.tenantCustomID) == "\"\(wish.marker)\""
            }
            let effects = mine.flatMap { self.effects(of: $0) }
            require(effects.count <= 1, "\(wish.marker) had \(effects.count) effects")
            require(
                effects.allSatisfy { $0.account == tenant.account.number },
                "\(wish.marker) had its effect in another account")
            judge(wish, effects.map(\.id))
        }
        for look in tenant.looks where look.reply.status == 200 {
            require(look.isOwn, "a tenant was shown another's \(look.upstreamID)")
            let isShown = look.reply.body.contains(look.upstreamID)
            // The upstream's answer may come without its body; it is passed on as it came.
            require(isShown || look.reply.body.isEmpty, "a tenant asked about one object and saw another")
        }
        for reply in tenant.reused {
            require(!(200..<300).contains(reply.status), "an old key with another body was taken")
        }
        let foreign = intents.filter { $0.tenantID != tenant.id }
        for reading in tenant.readings {
            for intent in foreign {
                let names = [intent.upstreamID, intent.id.description, intent.callbackToken].compactMap(\.self)
                require(!names.contains { reading.contains($0) }, "a tenant saw another's \(intent.id)")
            }
        }
    }

    private mutating func judge(_ wish: SimulatedTenant.Wish, _ effects: [String]) {
        let successes = wish.successes
        require(Set(successes.map(\.body)).count <= 1, "\(wish.marker) got different answers")
        for success in successes {
            let id = success.json?[wish.kind.idName]?.stringValue
            require(
                id.map(effects.contains) ?? false, "\(wish.marker) was told of \(id ?? "nothing"), not of its effect")
            require(!success.body.contains("gateway.example"), "\(wish.marker) was shown our callback URL")
        }
        let replies = wish.replies.compactMap(\.self)
        require(
            !replies.contains { $0.body.contains(SimulatedNetwork.repetition) },
            "\(wish.marker) was shown the answer to a request that somebody else had repeated")
        if replies.count == wish.replies.count, !replies.isEmpty, replies.allSatisfy(\.promisesNoEffect) {
            require(effects.isEmpty, "\(wish.marker) was told that nothing happened")
        }
        guard wish.key != nil, let last = wish.replies.last else { return }
        // The last question was asked in calm: an effect is told, a doubt has none.
        guard let last else { return violations.append("\(wish.marker) got no answer in calm") }
        require(
            effects.isEmpty || (200..<300).contains(last.status),
            "\(wish.marker) has an effect and is told \(last.status) \(last.code ?? "")")
        require(last.code != "idempotency_key_in_use", "\(wish.marker) stays in flight")
    }

    // MARK: Traces

    /// What was answered 2xx is in the store, with its bytes.
    private mutating func judgeWebhooks() throws {
        let bodies = try simulation.disk.connection.rows("SELECT body FROM webhook_events", []) { try $0.blob() }
        let stored = Set(bodies)
        for webhook in simulation.world.webhooks.values where webhook.state == .delivered {
            require(
                stored.contains(Array(webhook.body.readableBytesView)), "an accepted webhook is gone: \(webhook.id)")
        }
    }

    /// Whoever got an answer about an effect is in the audit log with it.
    private mutating func judgeAudit() {
        let audited = Set(simulation.auditDisk.records.compactMap(\.intentID))
        for intent in intents {
            let wish = simulation.tenants.first { $0.id == intent.tenantID }?.wishes.first {
                "\"\($0.marker)\"" == (intent.kind == .payment ? intent.tenantOrderID : intent.tenantCustomID)
            }
            guard let wish, wish.successes.contains(where: { !$0.isReplayed }), intent.state == .succeeded else {
                continue
            }
            require(audited.contains(intent.id), "an answered effect is not audited: \(intent.id)")
        }
    }
}
