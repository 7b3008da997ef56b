import Policy
import Store

extension AdminService {
    /// A month: longer than any reason to wait.
    package static let coolingOffSecondsRange: ClosedRange<Int64> = 0...2_592_000

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
            countPerHour: request.countPerHour, approvalAbove: try Self.amount(request.approvalAbove),
            approvalsRequired: try Self.approvals(request))
        guard limits.countPerHour.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw AdminError(.invalidRequest, "the count per hour must be 1…1000000")
        }
        let id = try await tenant(reference)
        let details = [
            ("currency", currency.description), ("per_withdrawal", request.perWithdrawal ?? "none"),
            ("per_day", request.perDay ?? "none"), ("count_per_hour", request.countPerHour.map(String.init) ?? "none"),
            ("approval_above", request.approvalAbove ?? "none"), ("approvals", "\(limits.approvalsRequired)"),
        ]
        let action = Action("withdrawal limit", tenant: id, details)
        return try await changeControls(action, .limits(currency), of: id, for: caller) {
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
        let action = Action("withdrawal allow-list", tenant: id, details)
        return try await changeControls(action, .allowList, of: id, for: caller) {
            try LedgerRepository.setAllowList(
                coolingOff: request.coolingOffSeconds.map { .seconds($0) }, of: id, in: $0)
        }
    }

    package func changeAddress(
        of reference: String, _ request: AddressChange, for caller: AdminCaller
    ) async throws(AdminError) -> WithdrawalControls {
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
        return try await changeControls(action, arrangement, of: id, for: caller) { [now] writer in
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

    private func changeControls(
        _ action: Action, _ arrangement: WithdrawalArrangement, of id: TenantID, for caller: AdminCaller,
        _ job: @escaping @Sendable (any SQLWriter) throws -> Void
    ) async throws(AdminError) -> WithdrawalControls {
        try await change(action, for: caller, reloading: false) { [now] writer in
            try job(writer)
            try LedgerRepository.record(arrangement, by: caller.maker, of: id, at: now(), in: writer)
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

    private static func approvals(_ request: WithdrawalLimitView) throws(AdminError) -> Int {
        let range = SeparationOfDuties.approvalsRange
        guard let count = request.approvals else { return range.lowerBound }
        guard range.contains(count), request.approvalAbove != nil else {
            throw AdminError(
                .invalidRequest,
                "approvals must be \(range.lowerBound)…\(range.upperBound), beside the threshold above which they are due"
            )
        }
        return count
    }
}

extension WithdrawalControls {
    init(of id: TenantID, in reader: any SQLReader) throws {
        limits = try LedgerRepository.limits(of: id, in: reader).map { currency, limits in
            WithdrawalLimitView(
                currency: currency.description, perWithdrawal: limits.perWithdrawal?.description,
                perDay: limits.perDay?.description, countPerHour: limits.countPerHour,
                approvalAbove: limits.approvalAbove?.description,
                approvals: limits.approvalAbove == nil ? nil : limits.approvalsRequired)
        }
        coolingOffSeconds = try LedgerRepository.coolingOff(of: id, in: reader)?.components.seconds
        addresses = try LedgerRepository.addresses(of: id, in: reader).map {
            WithdrawalAddressView(
                currency: $0.currency.description, address: $0.address, memo: $0.memo,
                usableAt: $0.usableAt.description)
        }
        openApprovals = try ApprovalView.open(of: id, in: reader)
    }
}
