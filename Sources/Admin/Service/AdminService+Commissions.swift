import AdminAPI
import Policy
import Store

extension AdminService {
    var commissionHandlers: [VerbHandler] {
        [
            VerbHandler(CommissionVerbs.show) { try await showCommissions(of: $0.tenant, for: $1) },
            VerbHandler(CommissionVerbs.set) {
                try await changeCommission(of: $0.subject.tenant, $0.request, for: $1)
            },
        ]
    }

    /// Terms that a currency does not have yet begin as what held for it until then. What a lower commission leaves to the
    /// tenant it can spend, so lowering waits for a second operator.
    package func changeCommission(
        of reference: String, _ request: ChangeCommission, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Changed<CommissionList>> {
        let change = try CommissionChange(request)
        let id = try await tenant(reference)
        guard try await row(of: id).binding == .pooled else {
            throw AdminError(
                .conflict,
                "this tenant has an upstream account to itself: its payments are not in the books, and nobody could "
                    + "take a commission of them")
        }
        let currency = change.currency
        var notes: [String] = []
        if let currency { notes = try await check(.currency(currency), of: id) }
        let action = Action(
            CommissionVerbs.set, tenant: id, [("currency", currency?.description ?? "all")] + change.details)
        let rule = SecondPersonRule(
            request: try ProposedRequest(CommissionVerbs.set, Addressed(TenantReference(id.description), request))
        ) { reader in
            let old = try BookRepository.commission(of: id, currency: currency, in: reader)
            let new = change.applied(to: old)
            let isFirst = try currency.map { try !BookRepository.hasCommission(of: id, currency: $0, in: reader) }
            guard isFirst ?? false ? old.isDetached(by: new) : old.isLowered(by: new) else { return [] }
            let changes =
                old == new
                ? [SettingChange("terms", from: "those of all currencies", to: "the same of its own")]
                : CommissionTerms.changes(from: old, to: new)
            return try Self.lines(
                "commission of", id, ", \(currency?.description ?? "all currencies without their own")", changes,
                in: reader)
        }
        return try await self.change(action, by: rule, for: caller) { [notes] writer in
            let old = try BookRepository.commission(of: id, currency: currency, in: writer)
            let new = change.applied(to: old)
            try BookRepository.setCommission(new, of: id, currency: currency, in: writer)
            return Changed(
                try CommissionList(of: id, in: writer), CommissionTerms.changes(from: old, to: new), notes: notes)
        }
    }

    package func showCommissions(
        of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> CommissionList {
        let id = try await tenant(reference)
        return try await ask(Action(CommissionVerbs.show, tenant: id), for: caller) { reader in
            try CommissionList(of: id, in: reader)
        }
    }
}

/// A change of a tenant's terms whose values are good.
private struct CommissionChange: Sendable {
    let currency: CurrencyCode?
    let details: [(String, String)]
    private let basisPoints: FieldChange<Int>
    private let fixed: FieldChange<Amount>
    private let bearer: FieldChange<PaymentTerms.UpstreamFeeBearer>

    init(_ request: ChangeCommission) throws(AdminError) {
        currency = try request.currency.map(AdminService.currency)
        basisPoints = try request.basisPoints.map { (points) throws(AdminError) in
            guard (0...PaymentTerms.basisPointsMax).contains(points) else {
                throw AdminError(
                    .invalidRequest, "the basis points must be 0…\(PaymentTerms.basisPointsMax), is \(points)")
            }
            return points
        }
        fixed = try request.fixed.map { (text) throws(AdminError) in
            guard let amount = try? Amount(parsing: text), !amount.isNegative else {
                throw AdminError(.invalidRequest, "the fixed part must be a number from 0, is \"\(text)\"")
            }
            return amount
        }
        if case .set(let amount) = fixed, !amount.isZero, currency == nil {
            throw AdminError(.invalidRequest, "a fixed part is an amount of one currency: name it")
        }
        bearer = try request.upstreamFeeBearer.map { (text) throws(AdminError) in
            guard let bearer = PaymentTerms.UpstreamFeeBearer(rawValue: text) else {
                throw AdminError(.invalidRequest, "the fee's bearer must be tenant or platform, is \"\(text)\"")
            }
            return bearer
        }
        details =
            AdminService.details("basis_points", basisPoints) + AdminService.details("fixed", fixed)
            + AdminService.details("upstream_fee_bearer", request.upstreamFeeBearer)
        guard !details.isEmpty else { throw AdminError(.invalidRequest, "name something to change") }
    }

    func applied(to old: CommissionTerms) -> CommissionTerms {
        let standard = CommissionTerms.standard
        return CommissionTerms(
            commission: PaymentTerms.Commission(
                basisPoints: basisPoints.applied(to: old.commission.basisPoints) ?? standard.commission.basisPoints,
                fixed: fixed.applied(to: old.commission.fixed) ?? standard.commission.fixed),
            upstreamFeeBearer: bearer.applied(to: old.upstreamFeeBearer) ?? standard.upstreamFeeBearer)
    }
}

extension CommissionTerms {
    fileprivate static func changes(from old: CommissionTerms, to new: CommissionTerms) -> [SettingChange] {
        zip(old.settings, new.settings).map { SettingChange($0.name, from: $0.value, to: $1.value) }
    }

    private var settings: [(name: String, value: String)] {
        [
            ("basis_points", "\(commission.basisPoints)"), ("fixed", commission.fixed.description),
            ("upstream_fee_bearer", upstreamFeeBearer.rawValue),
        ]
    }
}

extension CommissionList {
    init(of tenantID: TenantID, in reader: any SQLReader) throws {
        let commissions = try BookRepository.commissions(of: tenantID, in: reader).map { currency, terms in
            CommissionView(
                currency: currency?.description, basisPoints: terms.commission.basisPoints,
                fixed: terms.commission.fixed, upstreamFeeBearer: terms.upstreamFeeBearer.rawValue)
        }
        self.init(commissions: commissions)
    }
}
