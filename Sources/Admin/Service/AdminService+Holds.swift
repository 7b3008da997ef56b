import AdminAPI
import Policy
import Store

/// The last resort for a hold that nothing else can end.
extension AdminService {
    /// The upstream is asked first, and what it says is booked. It and the mirror have the last word.
    package func decideHold(
        of text: String, _ decision: WithdrawalDecision, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<HoldView> {
        guard caller.reason != nil else {
            throw AdminError(.invalidRequest, "ending a hold needs a --reason: it goes into the audit log")
        }
        let (intent, hold) = try await openHold(text)
        let word: UpstreamWord
        do { word = try await host.ask(about: intent) } catch { throw AdminError(describing: error) }
        let verb = decision == .settled ? WithdrawalVerbs.settle : WithdrawalVerbs.void
        let details = [
            ("intent", text), ("currency", hold.currency.description), ("amount", hold.amount.description),
            ("upstream", word.description),
        ]
        let action = Action(verb, tenant: intent.tenantID, details)
        let rule = SecondPersonRule(
            request: try ProposedRequest(verb, IntentReference(text)),
            arranging: decision == .voided ? .credit(hold.currency) : nil, intent: intent.id
        ) { reader in
            _ = try Self.status(of: intent, agreeingWith: decision, word, in: reader)
            let owner = try Self.displayName(of: .tenant(intent.tenantID), in: reader)
            return ["withdrawal \(text) of \(owner), \(hold.amount) \(hold.currency): held -> \(decision.rawValue)"]
        }
        return try await change(action, by: rule, for: caller) { [now] writer in
            let status = try Self.status(of: intent, agreeingWith: decision, word, in: writer)
            guard try BookRepository.decide(decision, about: intent, at: now(), in: writer),
                let decided = try BookRepository.hold(of: intent, in: writer)
            else { throw AdminError(.conflict, "its funds are not held any more: what became of it is known") }
            if decision == .voided {
                try WithdrawalRuleRepository.record(
                    .credit(hold.currency), by: caller.maker, of: intent.tenantID, at: now(), in: writer)
            }
            return HoldView(decided, objectStatus: status)
        }
    }

    /// What the mirror says of it, unless that or the upstream's word speaks against the decision.
    private static func status(
        of intent: Intent, agreeingWith decision: WithdrawalDecision, _ word: UpstreamWord, in reader: any SQLReader
    ) throws -> String? {
        let status = try ObjectRepository.status(of: intent, in: reader)
        if let objection = decision.objection(upstream: word, mirroredStatus: status) {
            throw AdminError(.conflict, "nothing was done: \(objection)")
        }
        return status
    }

    private func openHold(_ text: String) async throws(AdminError) -> (Intent, WithdrawalHold) {
        let found: (Intent, WithdrawalHold)?
        do {
            found = try await database.read { reader in
                guard let id = IntentID(text), let intent = try IntentRepository.findForOperator(id, in: reader),
                    let hold = try BookRepository.hold(of: intent, in: reader)
                else { return nil }
                return (intent, hold)
            }
        } catch { throw AdminError(describing: error) }
        guard let found else { throw AdminError(.notFound, "there is no withdrawal \"\(text)\" with funds of its own") }
        switch found.0.state {
        case .succeeded, .confirmed: break
        case .inFlight, .unknown: throw AdminError(.conflict, "its outcome is not known: see `intent resolve`")
        case .refused, .abandoned: throw AdminError(.conflict, "it had no effect: its funds are not held")
        }
        guard found.1.state == .held else {
            throw AdminError(.conflict, "its funds are not held any more: it is \(found.1.state.rawValue)")
        }
        return found
    }
}

extension UpstreamWord {
    fileprivate var description: String {
        switch self {
        case .shown(let status): "shows it as \(status ?? "nothing")"
        case .denied: "knows no such withdrawal"
        case .silent(let reason): reason
        }
    }
}

extension HoldView {
    init(_ hold: WithdrawalHold, objectStatus: String?) {
        self.init(
            id: hold.intentID, tenantID: hold.tenantID, currency: hold.currency.description,
            amount: hold.amount, state: hold.state.rawValue, objectStatus: objectStatus,
            doubt: hold.doubt, createdAt: hold.createdAt.description)
    }
}
