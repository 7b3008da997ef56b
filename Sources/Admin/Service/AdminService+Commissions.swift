import Policy
import Store

extension AdminService {
    package func setCommission(
        of reference: String, _ request: CommissionView, for caller: AdminCaller
    ) async throws(AdminError) -> CommissionList {
        guard (0...PaymentTerms.basisPointsMax).contains(request.basisPoints) else {
            throw AdminError(
                .invalidRequest, "the basis points must be 0…\(PaymentTerms.basisPointsMax), is \(request.basisPoints)")
        }
        guard let fixed = try? Amount(parsing: request.fixed), !fixed.isNegative else {
            throw AdminError(.invalidRequest, "the fixed part must be a number from 0, is \"\(request.fixed)\"")
        }
        guard let bearer = PaymentTerms.UpstreamFeeBearer(rawValue: request.upstreamFeeBearer) else {
            throw AdminError(
                .invalidRequest, "the fee's bearer must be tenant or platform, is \"\(request.upstreamFeeBearer)\"")
        }
        let currency = request.currency.map { CurrencyCode($0) }
        if let currency, currency == nil { throw AdminError(.invalidRequest, "no such currency") }
        let terms = CommissionTerms(
            commission: PaymentTerms.Commission(basisPoints: request.basisPoints, fixed: fixed),
            upstreamFeeBearer: bearer)
        let id = try await tenant(reference)
        let details = [
            ("currency", request.currency ?? "all"), ("basis_points", "\(request.basisPoints)"),
            ("fixed", fixed.description), ("upstream_fee_bearer", bearer.rawValue),
        ]
        return try await change(
            Action("commission set", tenant: id, details), for: caller, reloading: false
        ) { writer in
            try LedgerRepository.setCommission(terms, of: id, currency: currency ?? nil, in: writer)
            return try CommissionList(of: id, in: writer)
        }
    }

    package func showCommissions(
        of reference: String, for caller: AdminCaller
    ) async throws(AdminError) -> CommissionList {
        let id = try await tenant(reference)
        return try await ask(Action("commission show", tenant: id), for: caller) { reader in
            try CommissionList(of: id, in: reader)
        }
    }
}

extension CommissionList {
    init(of tenantID: TenantID, in reader: any SQLReader) throws {
        commissions = try LedgerRepository.commissions(of: tenantID, in: reader).map { currency, terms in
            CommissionView(
                currency: currency?.description, basisPoints: terms.commission.basisPoints,
                fixed: terms.commission.fixed.description, upstreamFeeBearer: terms.upstreamFeeBearer.rawValue)
        }
    }
}
