import Policy
import Store

extension AdminService {
    /// A month: longer than any reason to wait.
    package static let coolingOffSecondsRange: ClosedRange<Int64> = 0...2_592_000
    static let openApprovalsMax = 500

    package func showWithdrawalControls(
        of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> WithdrawalControls {
        let id = try await tenant(reference)
        return try await ask(Action("withdrawal show", tenant: id), for: caller) { reader in
            try WithdrawalControls(of: id, in: reader)
        }
    }

    package func setWithdrawalLimits(
        of reference: String, _ request: WithdrawalLimitView, for caller: AdminCaller
    ) async throws(AdminError) -> WithdrawalControls {
        let currency = try Self.currency(request.currency)
        let limits = WithdrawalLimits(
            perWithdrawal: try Self.amount(request.perWithdrawal), perDay: try Self.amount(request.perDay),
            countPerHour: request.countPerHour, approvalAbove: try Self.amount(request.approvalAbove))
        guard limits.countPerHour.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw AdminError(.invalidRequest, "the count per hour must be 1…1000000")
        }
        let id = try await tenant(reference)
        let details = [
            ("currency", currency.description), ("per_withdrawal", request.perWithdrawal ?? "none"),
            ("per_day", request.perDay ?? "none"), ("count_per_hour", request.countPerHour.map(String.init) ?? "none"),
            ("approval_above", request.approvalAbove ?? "none"),
        ]
        return try await changeControls(Action("withdrawal limit", tenant: id, details), of: id, for: caller) {
            try LedgerRepository.setLimits(limits, of: id, currency: currency, in: $0)
        }
    }

    package func setAllowList(
        of reference: String, _ request: SetAllowList, for caller: AdminCaller
    ) async throws(AdminError) -> WithdrawalControls {
        let range = Self.coolingOffSecondsRange
        guard request.coolingOffSeconds.map(range.contains) ?? true else {
            throw AdminError(
                .invalidRequest, "the cooling-off time must be \(range.lowerBound)…\(range.upperBound) seconds")
        }
        let id = try await tenant(reference)
        let details = [("cooling_off_seconds", request.coolingOffSeconds.map { String($0) } ?? "lifted")]
        return try await changeControls(Action("withdrawal allow-list", tenant: id, details), of: id, for: caller) {
            try LedgerRepository.setAllowList(
                coolingOff: request.coolingOffSeconds.map { .seconds($0) }, of: id, in: $0)
        }
    }

    package func changeAddress(
        of reference: String, _ request: AddressChange, for caller: AdminCaller
    ) async throws(AdminError) -> WithdrawalControls {
        let currency = try Self.currency(request.currency)
        guard (1...255).contains(request.address.utf8.count), (request.memo ?? "").utf8.count <= 255 else {
            throw AdminError(.invalidRequest, "an address must have 1…255 bytes, a memo at most 255")
        }
        let id = try await tenant(reference)
        let details = [
            ("currency", currency.description), ("address", request.address), ("memo", request.memo ?? ""),
        ]
        let action = Action(request.isAllowed ? "withdrawal allow" : "withdrawal disallow", tenant: id, details)
        return try await changeControls(action, of: id, for: caller) { [now] writer in
            guard request.isAllowed else {
                guard
                    try LedgerRepository.disallow(
                        currency: currency, address: request.address, memo: request.memo, of: id, in: writer)
                else { throw AdminError(.notFound, "the address is not listed") }
                return
            }
            let wait = try LedgerRepository.coolingOff(of: id, in: writer) ?? .zero
            let address = WithdrawalAddress(
                currency: currency, address: request.address, memo: request.memo,
                usableAt: now().advanced(by: wait))
            try LedgerRepository.allow(address, of: id, at: now(), in: writer)
        }
    }

    package func listApprovals(
        of reference: String?, for caller: AdminCaller
    ) async throws(AdminError) -> ApprovalList {
        var id: TenantID?
        if let reference { id = try await tenant(reference) }
        return try await ask(Action("withdrawal list", tenant: id), for: caller) { [id] reader in
            let approvals = try LedgerRepository.openApprovals(of: id, limit: Self.openApprovalsMax, in: reader)
            return ApprovalList(approvals: approvals.map(ApprovalView.init))
        }
    }

    /// The tenant asked; whoever decides is an operator, and on record with the kernel's name for it.
    package func decide(
        _ text: String, isApproved: Bool, for caller: AdminCaller
    ) async throws(AdminError) -> ApprovalView {
        guard let id = IntentID(text) else { throw Self.noSuchApproval(text) }
        let user = caller.onBehalfOf.map { "\(caller.user) for \($0)" } ?? caller.user
        let action = Action(isApproved ? "withdrawal approve" : "withdrawal reject", [("approval", text)])
        return try await change(action, for: caller, reloading: false) { [now] writer in
            guard let approval = try LedgerRepository.approval(id, in: writer) else {
                throw Self.noSuchApproval(text)
            }
            let done = try LedgerRepository.decide(
                approval, isApproved: isApproved, by: user, at: now(), in: writer)
            guard done else { throw AdminError(.conflict, "it is \(approval.state.rawValue) already") }
            guard let decided = try LedgerRepository.approval(id, in: writer) else {
                throw Self.noSuchApproval(text)
            }
            return ApprovalView(decided)
        }
    }

    private func changeControls(
        _ action: Action, of id: TenantID, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Void
    ) async throws(AdminError) -> WithdrawalControls {
        try await change(action, for: caller, reloading: false) { writer in
            try job(writer)
            return try WithdrawalControls(of: id, in: writer)
        }
    }

    private static func currency(_ text: String) throws(AdminError) -> CurrencyCode {
        guard let currency = CurrencyCode(text) else {
            throw AdminError(.invalidRequest, "\"\(text)\" is no currency")
        }
        return currency
    }

    private static func amount(_ text: String?) throws(AdminError) -> Amount? {
        guard let text else { return nil }
        guard let amount = try? Amount(parsing: text), !amount.isNegative else {
            throw AdminError(.invalidRequest, "a limit must be a number from 0, is \"\(text)\"")
        }
        return amount
    }

    private static func noSuchApproval(_ text: String) -> AdminError {
        AdminError(.notFound, "there is no withdrawal \"\(text)\" to decide about")
    }
}

extension WithdrawalControls {
    init(of id: TenantID, in reader: any SQLReader) throws {
        limits = try LedgerRepository.limits(of: id, in: reader).map { currency, limits in
            WithdrawalLimitView(
                currency: currency.description, perWithdrawal: limits.perWithdrawal?.description,
                perDay: limits.perDay?.description, countPerHour: limits.countPerHour,
                approvalAbove: limits.approvalAbove?.description)
        }
        coolingOffSeconds = try LedgerRepository.coolingOff(of: id, in: reader)?.components.seconds
        addresses = try LedgerRepository.addresses(of: id, in: reader).map {
            WithdrawalAddressView(
                currency: $0.currency.description, address: $0.address, memo: $0.memo,
                usableAt: $0.usableAt.description)
        }
    }
}

extension ApprovalView {
    init(_ approval: WithdrawalApproval) {
        self.init(
            id: approval.id.description, tenantID: approval.tenantID.description,
            currency: approval.currency.description, amount: approval.amount.description, address: approval.address,
            state: approval.state.rawValue, createdAt: approval.createdAt.description, decidedBy: approval.decidedBy)
    }
}
