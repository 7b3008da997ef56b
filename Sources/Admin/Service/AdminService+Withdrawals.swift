import AdminAPI
import Policy
import Store

extension AdminService {
    var withdrawalHandlers: [VerbHandler] { decisionHandlers + controlHandlers }

    private var decisionHandlers: [VerbHandler] {
        [
            VerbHandler(WithdrawalVerbs.list, listApprovals),
            VerbHandler(WithdrawalVerbs.approve) { try await approve($0.approval, for: $1) },
            VerbHandler(WithdrawalVerbs.reject) { try await reject($0.approval, for: $1) },
            VerbHandler(WithdrawalVerbs.settle) { try await decideHold(of: $0.intent, .settled, for: $1) },
            VerbHandler(WithdrawalVerbs.void) { try await decideHold(of: $0.intent, .voided, for: $1) },
        ]
    }

    private var controlHandlers: [VerbHandler] {
        [
            VerbHandler(WithdrawalVerbs.show) { try await showWithdrawalControls(of: $0.tenant, for: $1) },
            VerbHandler(WithdrawalVerbs.lock) {
                try await setWithdrawalLock(of: $0.subject.tenant, $0.request, for: $1)
            },
            VerbHandler(WithdrawalVerbs.limit) {
                try await changeWithdrawalLimits(of: $0.subject.tenant, $0.request, for: $1)
            },
            VerbHandler(WithdrawalVerbs.allowList) {
                try await changeAllowList(of: $0.subject.tenant, $0.request, for: $1)
            },
            VerbHandler(WithdrawalVerbs.allow) {
                try await changeAddress(
                    of: $0.subject.tenant, AddressChange($0.request, isAllowed: true), for: $1)
            },
            VerbHandler(WithdrawalVerbs.disallow) {
                try await changeAddress(
                    of: $0.subject.tenant, AddressChange($0.request, isAllowed: false), for: $1)
            },
        ]
    }

    package func showWithdrawalControls(
        of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> WithdrawalControls {
        let id = try await tenant(reference)
        return try await ask(Action(WithdrawalVerbs.show, tenant: id), for: caller) { reader in
            try WithdrawalControls(of: id, in: reader)
        }
    }

    /// Locking acts at once. Unlocking waits for a second operator.
    package func setWithdrawalLock(
        of reference: String, _ request: SetWithdrawalLock, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        let id = try await tenant(reference)
        let action = Action(WithdrawalVerbs.lock, tenant: id, [("locked", "\(request.locked)")])
        let rule = SecondPersonRule(
            request: try ProposedRequest(WithdrawalVerbs.lock, Addressed(TenantReference(id.description), request))
        ) { reader in
            guard let tenant = try TenantRepository.tenantRow(id, in: reader) else {
                throw IdentityError.noSuchTenant(id.description)
            }
            guard tenant.withdrawalsLocked, !request.locked else { return [] }
            let extent =
                tenant.binding == .dedicated ? ", up to all that the account \(tenant.accountName) holds" : ""
            return ["withdrawals of \(tenant.name): locked -> unlocked\(extent)"]
        }
        return try await changeControls(action, by: rule, of: id, for: caller) { writer in
            let old = try TenantRepository.withdrawalsLocked(of: id, in: writer)
            try TenantRepository.setWithdrawalsLocked(request.locked, of: id, in: writer)
            return [SettingChange("locked", from: "\(old)", to: "\(request.locked)")]
        }
    }

    /// What raises or takes away a limit waits for a second operator, with all that the request changes besides.
    package func changeWithdrawalLimits(
        of reference: String, _ request: ChangeWithdrawalLimits, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        guard let scope = LimitScope(request.scope) else {
            throw AdminError(
                .invalidRequest, "\"\(request.scope)\" is none of: a currency, default, token:NAME, usd")
        }
        let change = try LimitsChange(request)
        let id = try await tenant(reference)
        let notes = try await check(scope, of: id)
        let action = Action(WithdrawalVerbs.limit, tenant: id, [("scope", scope.description)] + change.details)
        let rule = SecondPersonRule(
            request: try ProposedRequest(WithdrawalVerbs.limit, Addressed(TenantReference(id.description), request)),
            arranging: .limits(scope)
        ) { reader in
            let old = try WithdrawalRuleRepository.limits(of: id, in: reader)
            let row = try change.applied(to: old[scope])
            guard !old.weakened(by: row, in: scope).isEmpty else { return [] }
            return try Self.lines(
                "withdrawal limits of", id, ", \(scope)", old.changes(by: row, in: scope), in: reader)
        }
        return try await changeControls(action, by: rule, of: id, notes: notes, for: caller) { writer in
            let old = try WithdrawalRuleRepository.limits(of: id, in: writer)[scope]
            let new = try change.applied(to: old)
            try WithdrawalRuleRepository.setLimits(new, of: id, in: scope, in: writer)
            return WithdrawalLimits.changes(from: old, to: new)
        }
    }

    /// Switching it off waits for a second operator, and so does a shorter cooling-off time, in force or not: what is
    /// switched on later inherits it.
    package func changeAllowList(
        of reference: String, _ request: ChangeAllowList, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        let range = AddressAllowList.coolingOffRange
        let coolingOff = try request.coolingOffSeconds.map { (seconds) throws(AdminError) in
            guard range.contains(.seconds(seconds)) else {
                throw AdminError(
                    .invalidRequest,
                    "the cooling-off time must be 0…\(range.upperBound.components.seconds) seconds")
            }
            return Duration.seconds(seconds)
        }
        let id = try await tenant(reference)
        let details =
            Self.details("in_force", request.inForce) + Self.details("cooling_off_seconds", request.coolingOffSeconds)
        let action = Action(WithdrawalVerbs.allowList, tenant: id, details)
        let change = { @Sendable (old: AddressAllowList) in
            let standard = AddressAllowList.standard
            return AddressAllowList(
                isInForce: request.inForce.applied(to: old.isInForce) ?? standard.isInForce,
                coolingOff: coolingOff.applied(to: old.coolingOff) ?? standard.coolingOff)
        }
        let rule = SecondPersonRule(
            request: try ProposedRequest(
                WithdrawalVerbs.allowList, Addressed(TenantReference(id.description), request)), arranging: .allowList
        ) { reader in
            let old = try WithdrawalRuleRepository.allowList(of: id, in: reader)
            let new = change(old)
            guard old.isWeakened(by: new) else { return [] }
            return try Self.lines("allow-list of", id, "", AddressAllowList.changes(from: old, to: new), in: reader)
        }
        return try await changeControls(action, by: rule, of: id, for: caller) { writer in
            let old = try WithdrawalRuleRepository.allowList(of: id, in: writer)
            let new = change(old)
            try WithdrawalRuleRepository.setAllowList(new, of: id, in: writer)
            return AddressAllowList.changes(from: old, to: new)
        }
    }

    /// Adding one waits for a second operator even while the list is off: it would be usable, without its cooling-off
    /// time, from the moment that the list is switched on. Removing one acts at once.
    func changeAddress(
        of reference: String, _ request: AddressChange, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        let currency = try Self.currency(request.currency)
        let memo = request.memo ?? ""
        let hasControls = (request.address + memo).unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard (1...255).contains(request.address.utf8.count), memo.utf8.count <= 255, !hasControls else {
            throw AdminError(
                .invalidRequest, "an address must have 1…255 bytes, a memo at most 255, neither control characters")
        }
        let id = try await tenant(reference)
        let details = [
            ("currency", currency.description), ("address", request.address), ("memo", memo),
        ]
        let action = Action(request.isAllowed ? WithdrawalVerbs.allow : WithdrawalVerbs.disallow, tenant: id, details)
        let notes = try await request.isAllowed ? check(.currency(currency), of: id) : []
        let rule = SecondPersonRule(
            request: try ProposedRequest(
                request.isAllowed ? WithdrawalVerbs.allow : WithdrawalVerbs.disallow,
                Addressed(TenantReference(id.description), request.listed)),
            arranging: .address(currency, address: request.address, memo: request.memo)
        ) { try Self.weakening(by: request, currency, of: id, in: $0) }
        return try await changeControls(action, by: rule, of: id, notes: notes, for: caller) { [now] writer in
            guard request.isAllowed else {
                guard
                    try WithdrawalRuleRepository.disallow(
                        currency: currency, address: request.address, memo: request.memo, of: id, in: writer)
                else { throw AdminError(.notFound, "the address is not listed") }
                return [SettingChange("address", from: request.address, to: nil)]
            }
            let wait = try WithdrawalRuleRepository.allowList(of: id, in: writer).wait
            let address = WithdrawalAddress(
                currency: currency, address: request.address, memo: request.memo,
                usableAt: now().advanced(by: wait))
            let isNew = try WithdrawalRuleRepository.allow(address, of: id, at: now(), in: writer)
            return [SettingChange("address", from: isNew ? nil : request.address, to: request.address)]
        }
    }

    private static func weakening(
        by request: AddressChange, _ currency: CurrencyCode, of id: TenantID, in reader: any SQLReader
    ) throws -> [String] {
        let isListed = try WithdrawalRuleRepository.addresses(of: id, in: reader).contains {
            $0.currency == currency && $0.address == request.address && ($0.memo ?? "") == (request.memo ?? "")
        }
        guard request.isAllowed, !isListed else { return [] }
        let name = try displayName(of: .tenant(id), in: reader)
        let memo = request.memo.map { " with the memo \($0)" } ?? ""
        let seconds = try WithdrawalRuleRepository.allowList(of: id, in: reader).wait.components.seconds
        let wait = seconds == 0 ? "without any wait" : "after \(seconds) s"
        return ["addresses of \(name): \(currency) may go to \(request.address)\(memo), too, \(wait)"]
    }

    private func changeControls(
        _ action: Action, by rule: SecondPersonRule, of id: TenantID, notes: [String] = [], for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> [SettingChange]
    ) async throws(AdminError) -> ChangeResult<Changed<WithdrawalControls>> {
        try await change(action, by: rule, for: caller) { [now] writer in
            let changes = try job(writer)
            // Who sets what is set already arranges nothing, and whoever did stays its arranger.
            if let arrangement = rule.arranging, changes.contains(where: { $0.old != $0.new }) {
                try WithdrawalRuleRepository.record(arrangement, by: caller.maker, of: id, at: now(), in: writer)
            }
            return Changed(try WithdrawalControls(of: id, in: writer), changes, notes: notes)
        }
    }

    /// All that differs, and not only what is weaker: whoever approves sees the whole.
    static func lines(
        _ what: String, _ id: TenantID, _ which: String, _ changes: [SettingChange], in reader: any SQLReader
    ) throws -> [String] {
        let name = try displayName(of: .tenant(id), in: reader)
        return changes.filter { $0.old != $0.new }.map {
            "\(what) \(name)\(which): \($0.setting) \($0.old ?? "none") -> \($0.new ?? "none")"
        }
    }

    /// For the audit log: what is named, and nothing else.
    static func details<Value>(_ name: String, _ change: FieldChange<Value>) -> [(String, String)] {
        switch change {
        case .keep: []
        case .unset: [(name, "unset")]
        case .set(let value): [(name, "\(value)")]
        }
    }

    static func currency(_ text: String) throws(AdminError) -> CurrencyCode {
        guard let currency = CurrencyCode(text) else {
            throw AdminError(.invalidRequest, "\"\(text)\" is no currency")
        }
        return currency
    }
}

extension AddressAllowList {
    fileprivate static func changes(from old: AddressAllowList, to new: AddressAllowList) -> [SettingChange] {
        [
            SettingChange("in_force", from: "\(old.isInForce)", to: "\(new.isInForce)"),
            SettingChange(
                "cooling_off_seconds", from: "\(old.coolingOff.components.seconds)",
                to: "\(new.coolingOff.components.seconds)"),
        ]
    }

    /// Before an address that is added now may be used.
    fileprivate var wait: Duration { isInForce ? coolingOff : .zero }
}

extension WithdrawalControls {
    init(of id: TenantID, in reader: any SQLReader) throws {
        let limits = try WithdrawalRuleRepository.limits(of: id, in: reader).rows.sorted { $0.key < $1.key }.map {
            WithdrawalLimitView($0.key, $0.value)
        }
        let list = try WithdrawalRuleRepository.allowList(of: id, in: reader)
        let addresses = try WithdrawalRuleRepository.addresses(of: id, in: reader).map {
            WithdrawalAddressView(
                currency: $0.currency.description, address: $0.address, memo: $0.memo,
                usableAt: $0.usableAt.description)
        }
        self.init(
            locked: try TenantRepository.withdrawalsLocked(of: id, in: reader), limits: limits,
            coolingOffSeconds: list.isInForce ? list.coolingOff.components.seconds : nil, addresses: addresses,
            openApprovals: try ApprovalView.open(of: id, in: reader))
    }
}
