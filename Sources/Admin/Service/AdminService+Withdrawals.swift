import Policy
import Store

extension AdminService {
    package func showWithdrawalControls(
        of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> WithdrawalControls {
        let id = try await tenant(reference)
        return try await ask(Action("withdrawal show", tenant: id), for: caller) { reader in
            try WithdrawalControls(of: id, in: reader)
        }
    }

    package func changeWithdrawalLimits(
        of reference: String, _ request: ChangeWithdrawalLimits, for caller: AdminCaller
    ) async throws(AdminError) -> Changed<WithdrawalControls> {
        guard let scope = LimitScope(request.scope) else {
            throw AdminError(
                .invalidRequest, "\"\(request.scope)\" is none of: a currency, default, token:NAME, usd")
        }
        let change = try LimitsChange(request)
        let id = try await tenant(reference)
        let notes = try await check(scope, of: id)
        let action = Action("withdrawal limit", tenant: id, [("scope", scope.description)] + change.details)
        return try await changeControls(action, .limits(scope), of: id, notes: notes, for: caller) { writer in
            let old = try LedgerRepository.limits(of: id, in: writer)[scope]
            let new = try change.applied(to: old)
            try LedgerRepository.setLimits(new, of: id, in: scope, in: writer)
            return WithdrawalLimits.Field.allCases.map {
                SettingChange($0.rawValue, from: old.text(of: $0), to: new.text(of: $0))
            }
        }
    }

    package func changeAllowList(
        of reference: String, _ request: ChangeAllowList, for caller: AdminCaller
    ) async throws(AdminError) -> Changed<WithdrawalControls> {
        let range = AddressAllowList.coolingOffRange
        let coolingOff = try request.coolingOffSeconds.map { (seconds) throws(AdminError) in
            guard range.contains(.seconds(seconds)) else {
                throw AdminError(
                    .invalidRequest,
                    "the cooling-off time must be 0…\(range.upperBound.components.seconds) seconds")
            }
            return seconds
        }
        let id = try await tenant(reference)
        let details = Self.details("in_force", request.isInForce) + Self.details("cooling_off_seconds", coolingOff)
        let action = Action("withdrawal allow-list", tenant: id, details)
        return try await changeControls(action, .allowList, of: id, for: caller) { writer in
            let old = try LedgerRepository.allowList(of: id, in: writer)
            let standard = AddressAllowList.standard
            let new = AddressAllowList(
                isInForce: request.isInForce.applied(to: old.isInForce) ?? standard.isInForce,
                coolingOff: coolingOff.applied(to: old.coolingOff.components.seconds).map { Duration.seconds($0) }
                    ?? standard.coolingOff)
            try LedgerRepository.setAllowList(new, of: id, in: writer)
            return [
                SettingChange("in_force", from: "\(old.isInForce)", to: "\(new.isInForce)"),
                SettingChange(
                    "cooling_off_seconds", from: "\(old.coolingOff.components.seconds)",
                    to: "\(new.coolingOff.components.seconds)"),
            ]
        }
    }

    package func changeAddress(
        of reference: String, _ request: AddressChange, for caller: AdminCaller
    ) async throws(AdminError) -> Changed<WithdrawalControls> {
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
        let action = Action(request.isAllowed ? "withdrawal allow" : "withdrawal disallow", tenant: id, details)
        let arrangement = WithdrawalArrangement.address(currency, address: request.address, memo: request.memo)
        let notes = try await request.isAllowed ? check(.currency(currency), of: id) : []
        return try await changeControls(action, arrangement, of: id, notes: notes, for: caller) { [now] writer in
            guard request.isAllowed else {
                guard
                    try LedgerRepository.disallow(
                        currency: currency, address: request.address, memo: request.memo, of: id, in: writer)
                else { throw AdminError(.notFound, "the address is not listed") }
                return [SettingChange("address", from: request.address, to: nil)]
            }
            let list = try LedgerRepository.allowList(of: id, in: writer)
            let wait = list.isInForce ? list.coolingOff : .zero
            let address = WithdrawalAddress(
                currency: currency, address: request.address, memo: request.memo,
                usableAt: now().advanced(by: wait))
            let isNew = try LedgerRepository.allow(address, of: id, at: now(), in: writer)
            return [SettingChange("address", from: isNew ? nil : request.address, to: request.address)]
        }
    }

    private func changeControls(
        _ action: Action, _ arrangement: WithdrawalArrangement, of id: TenantID, notes: [String] = [],
        for caller: AdminCaller, _ job: @escaping @Sendable (any SQLWriter) throws -> [SettingChange]
    ) async throws(AdminError) -> Changed<WithdrawalControls> {
        try await change(action, for: caller, reloading: false) { [now] writer in
            let changes = try job(writer)
            try LedgerRepository.record(arrangement, by: caller.maker, of: id, at: now(), in: writer)
            return Changed(try WithdrawalControls(of: id, in: writer), changes, notes: notes)
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

extension WithdrawalControls {
    init(of id: TenantID, in reader: any SQLReader) throws {
        limits = try LedgerRepository.limits(of: id, in: reader).rows.sorted { $0.key < $1.key }.map {
            WithdrawalLimitView($0.key, $0.value)
        }
        let list = try LedgerRepository.allowList(of: id, in: reader)
        coolingOffSeconds = list.isInForce ? list.coolingOff.components.seconds : nil
        addresses = try LedgerRepository.addresses(of: id, in: reader).map {
            WithdrawalAddressView(
                currency: $0.currency.description, address: $0.address, memo: $0.memo,
                usableAt: $0.usableAt.description)
        }
        openApprovals = try ApprovalView.open(of: id, in: reader)
    }
}
