import AdminAPI
import Policy
import Store

extension AdminService {
    var intentHandlers: [VerbHandler] {
        [
            VerbHandler(IntentVerbs.list, listIntents),
            VerbHandler(IntentVerbs.show) { try await showIntent($0.intent, for: $1) },
            VerbHandler(IntentVerbs.preview, previewIntents),
            VerbHandler(IntentVerbs.resolve) { try await resolveIntent($0.subject.intent, $0.request, for: $1) },
            VerbHandler(IntentVerbs.resolveAll, resolveIntents),
        ]
    }

    /// An upstream id is a UUID; room for any other form it may take.
    package static let upstreamIDLengthMax = 255

    package func listIntents(_ query: ListIntents, for caller: AdminCaller) async throws(AdminError) -> IntentList {
        var filter = IntentFilter(states: [.unknown, .confirmed], limit: try Self.pageCount(query.count))
        filter.tenantID = try await optionalTenant(query.tenant)
        if let reference = query.account { filter.accountID = try await account(reference) }
        filter.span = try span(since: query.since, until: query.until)
        if let text = query.kind { filter.kind = try Self.choice(text, "kind") }
        if let object = query.object {
            filter.ids = try await intents(behind: object, of: filter.tenantID).map(\.id)
            filter.states = IntentState.allCases
        }
        if let text = query.state { filter.states = [try Self.choice(text, "state")] }
        if let before = query.before { filter.before = try Self.intentID(before) }
        return try await ask(Action(IntentVerbs.list, tenant: filter.tenantID), for: caller) { [filter] reader in
            let views = try IntentView.all(try IntentRepository.list(filter, in: reader), in: reader)
            return IntentList(intents: views, next: views.count == filter.limit ? views.last?.id : nil)
        }
    }

    package func showIntent(_ text: String, for caller: AdminCaller) async throws(AdminError) -> IntentDetailView {
        let id = try Self.intentID(text)
        return try await ask(Action(IntentVerbs.show, [("intent", text)]), for: caller) { reader in
            try Self.detail(of: id, in: reader)
        }
    }

    /// Ends a doubt by an operator's word, who must say why. The upstream is asked nothing here; an effect's object is
    /// read afterwards, so that the tenant's key replays it.
    package func resolveIntent(
        _ text: String, _ request: ResolveIntent, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<IntentDetailView> {
        let (id, now) = (try Self.intentID(text), now())
        guard caller.reason != nil else {
            throw AdminError(.invalidRequest, "resolving needs a --reason: it goes into the audit log")
        }
        let upstreamID = try Self.upstreamID(of: request)
        var details = [("intent", text), ("outcome", request.outcome.rawValue)]
        if let upstreamID { details.append(("upstream_id", upstreamID)) }
        let action = Action(IntentVerbs.resolve, tenant: try await tenant(of: id), details)
        let freed = request.outcome == .noEffect ? try await currency(ofWithdrawal: id) : nil
        let rule = SecondPersonRule(
            request: try ProposedRequest(IntentVerbs.resolve, Addressed(IntentReference(text), request)),
            arranging: freed.map { .credit($0) },
            intent: id
        ) { try Self.weakening(by: request, of: id, in: $0) }
        return try await change(action, by: rule, for: caller) { writer in
            let intent = try Self.openIntent(id, for: request, in: writer)
            if let upstreamID {
                guard try IntentRepository.confirm(intent, upstreamID: upstreamID, at: now, in: writer) else {
                    throw AdminError(.conflict, "\(upstreamID) belongs to another intent")
                }
            } else {
                if let evidence = try EffectEvidence.find(of: intent, in: writer) {
                    throw AdminError(.conflict, "it had its effect: \(evidence)")
                }
                try IntentRepository.disprove(intent, at: now, in: writer)
            }
            if let freed {
                try WithdrawalRuleRepository.record(
                    .credit(freed), by: caller.maker, of: intent.tenantID, at: now, in: writer)
            }
            return try Self.detail(of: id, in: writer)
        }
    }

    /// That there was no effect frees a withdrawal's funds, or a payment's key. That a payment had one gives its tenant
    /// what that object brings.
    private static func weakening(
        by request: ResolveIntent, of id: IntentID, in reader: any SQLReader
    ) throws -> [String] {
        let intent = try openIntent(id, for: request, in: reader)
        if request.outcome == .noEffect, let evidence = try EffectEvidence.find(of: intent, in: reader) {
            throw AdminError(.conflict, "it had its effect: \(evidence)")
        }
        let what = try describe(intent, in: reader)
        switch (request.outcome, intent.kind) {
        case (.noEffect, .withdrawal): return ["\(what): unknown -> no effect, its funds are free"]
        case (.noEffect, .payment): return ["\(what): unknown -> no effect, its key is free"]
        case (.effect, .payment): return ["\(what): unknown -> \(request.upstreamID ?? ""), which credits the tenant"]
        case (.effect, .withdrawal): return []
        }
    }

    private static func describe(_ intent: Intent, in reader: any SQLReader) throws -> String {
        let owner = try displayName(of: .tenant(intent.tenantID), in: reader)
        guard let (amount, currency) = try BookRepository.withdrawn(by: intent, in: reader) else {
            return "\(intent.kind.rawValue) \(intent.id) of \(owner)"
        }
        return "withdrawal \(intent.id) of \(owner), \(amount) \(currency)"
    }

    private func currency(ofWithdrawal id: IntentID) async throws(AdminError) -> CurrencyCode? {
        do {
            return try await database.read { reader in
                guard let intent = try IntentRepository.findForOperator(id, in: reader) else { return nil }
                return try BookRepository.withdrawn(by: intent, in: reader)?.currency
            }
        } catch {
            throw AdminError(describing: error)
        }
    }

    /// A webhook may have proved an effect without naming its object: then that can be told, and nothing else.
    private static func openIntent(
        _ id: IntentID, for request: ResolveIntent, in reader: any SQLReader
    ) throws -> Intent {
        guard let intent = try IntentRepository.findForOperator(id, in: reader) else { throw noSuchIntent("\(id)") }
        let lacksObject = intent.state == .confirmed && intent.upstreamID == nil && request.outcome == .effect
        guard intent.state == .unknown || lacksObject else {
            throw AdminError(.conflict, "its outcome is not unknown: the intent is \(intent.state.rawValue)")
        }
        return intent
    }

    private static func upstreamID(of request: ResolveIntent) throws(AdminError) -> String? {
        switch (request.outcome, request.upstreamID) {
        case (.noEffect, nil): return nil
        case (.noEffect, _?):
            throw AdminError(.invalidRequest, "an upstream id names an effect; there is none for no-effect")
        case (.effect, let id?):
            let isPlain = id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            guard isPlain, (1...upstreamIDLengthMax).contains(id.utf8.count) else {
                throw AdminError(
                    .invalidRequest, "an upstream id is 1 to \(upstreamIDLengthMax) visible ASCII characters")
            }
            return id
        case (.effect, nil):
            throw AdminError(.invalidRequest, "an effect needs the upstream's id of what was created")
        }
    }

    private func tenant(of id: IntentID) async throws(AdminError) -> TenantID {
        let intent: Intent?
        do {
            intent = try await database.read { try IntentRepository.findForOperator(id, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
        guard let intent else { throw Self.noSuchIntent(id.description) }
        return intent.tenantID
    }

    private static func detail(of id: IntentID, in reader: any SQLReader) throws -> IntentDetailView {
        guard let intent = try IntentRepository.findForOperator(id, in: reader) else {
            throw noSuchIntent(id.description)
        }
        return IntentDetailView(
            intent: try IntentView.one(intent, in: reader),
            objectStatus: try ObjectRepository.find(intent, in: reader)?.status,
            resolution: try InquiryQueue.outcomes.find(intent, in: reader).map {
                IntentDetailView.Resolution(
                    questions: $0.attempts, nextQuestionAt: $0.dueAt.description, finding: $0.finding)
            })
    }

    static func intentID(_ text: String) throws(AdminError) -> IntentID {
        guard let id = IntentID(text) else { throw noSuchIntent(text) }
        return id
    }

    private static func noSuchIntent(_ text: String) -> AdminError {
        AdminError(.notFound, "there is no intent \"\(text)\"")
    }
}

extension IntentView {
    static func all(_ intents: [Intent], in reader: any SQLReader) throws -> [IntentView] {
        let tenants = try TenantRepository.tenantNames(of: intents.map(\.tenantID), in: reader)
        return try intents.map { intent in
            IntentView(
                intent, tenant: tenants[intent.tenantID] ?? intent.tenantID.description,
                amount: try amount(of: intent, in: reader))
        }
    }

    static func one(_ intent: Intent, in reader: any SQLReader) throws -> IntentView {
        guard let view = try all([intent], in: reader).first else { preconditionFailure("one for each") }
        return view
    }

    /// Of a withdrawal what was asked for, from which the upstream takes its fee; else the upstream's word.
    private static func amount(of intent: Intent, in reader: any SQLReader) throws -> String? {
        if intent.kind == .withdrawal, let asked = try WithdrawalRepository.asked(by: intent, in: reader) {
            return "\(asked.amount) \(asked.currency)"
        }
        return AdminService.amount(in: try ObjectRepository.find(intent, in: reader)?.object)
    }

    private init(_ intent: Intent, tenant: String, amount: String?) {
        self.init(
            id: intent.id, tenantID: intent.tenantID, tenant: tenant, amount: amount,
            accountID: intent.accountID, kind: intent.kind.rawValue, state: intent.state.rawValue,
            upstreamID: intent.upstreamID, orderID: intent.tenantOrderID, customID: intent.tenantCustomID,
            idempotencyKey: intent.idempotencyKey, responseStatus: intent.response?.status,
            createdAt: intent.createdAt.description)
    }
}
