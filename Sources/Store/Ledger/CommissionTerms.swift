import Policy

/// What a tenant pays, by its own terms or by default: no commission, and the tenant bears the upstream's fee.
package struct CommissionTerms: Hashable, Sendable {
    package static let standard = CommissionTerms(commission: .none, upstreamFeeBearer: .tenant)

    package var commission: PaymentTerms.Commission
    package var upstreamFeeBearer: PaymentTerms.UpstreamFeeBearer

    package init(commission: PaymentTerms.Commission, upstreamFeeBearer: PaymentTerms.UpstreamFeeBearer) {
        self.commission = commission
        self.upstreamFeeBearer = upstreamFeeBearer
    }

    /// Whether some payment would leave more to the tenant where `new` takes their place.
    package func isLowered(by new: CommissionTerms) -> Bool {
        new.commission.basisPoints < commission.basisPoints || new.commission.fixed < commission.fixed
            || (upstreamFeeBearer == .tenant && new.upstreamFeeBearer == .platform)
    }

    /// As `isLowered`, of a currency that has these terms by default and would have `new` of its own: where they leave
    /// as much to the tenant, nothing is gained, and a default that is raised later would not reach it any more.
    package func isDetached(by new: CommissionTerms) -> Bool { isLowered(by: new) || self == new }
}

extension BookRepository {
    /// The terms of payments created from now on.
    ///
    /// - Parameter currency: `nil` reads what holds for every currency without terms of its own.
    package static func commission(
        of tenantID: TenantID, currency: CurrencyCode?, in store: any SQLReader
    ) throws -> CommissionTerms {
        try store.first(
            """
            SELECT basis_points, fixed, upstream_fee_bearer FROM ledger_commissions
            WHERE tenant_id = $1 AND currency IN ($2, '') ORDER BY currency DESC LIMIT 1
            """, [.id(tenantID), .text(currency?.description ?? "")]
        ) { try commission(in: &$0) } ?? .standard
    }

    /// Whether the currency has terms of its own.
    package static func hasCommission(
        of tenantID: TenantID, currency: CurrencyCode, in store: any SQLReader
    ) throws -> Bool {
        try store.exists(
            "SELECT 1 FROM ledger_commissions WHERE tenant_id = $1 AND currency = $2",
            [.id(tenantID), .text(currency.description)])
    }

    /// - Parameter currency: `nil` stands for every currency without terms of its own.
    package static func setCommission(
        _ terms: CommissionTerms, of tenantID: TenantID, currency: CurrencyCode?, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO ledger_commissions (tenant_id, currency, basis_points, fixed, upstream_fee_bearer)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, currency) DO UPDATE SET basis_points = excluded.basis_points,
                fixed = excluded.fixed, upstream_fee_bearer = excluded.upstream_fee_bearer
            """,
            [
                .id(tenantID), .text(currency?.description ?? ""), .count(terms.commission.basisPoints),
                .amount(terms.commission.fixed), .text(terms.upstreamFeeBearer.rawValue),
            ])
    }

    /// Those of every currency first.
    package static func commissions(
        of tenantID: TenantID, in store: any SQLReader
    ) throws -> [(currency: CurrencyCode?, terms: CommissionTerms)] {
        try store.rows(
            """
            SELECT currency, basis_points, fixed, upstream_fee_bearer FROM ledger_commissions
            WHERE tenant_id = $1 ORDER BY currency
            """, [.id(tenantID)]
        ) { (try $0.currencyUnlessEmpty(), try commission(in: &$0)) }
    }

    private static func commission(in row: inout SQLRow) throws -> CommissionTerms {
        CommissionTerms(
            commission: PaymentTerms.Commission(basisPoints: try row.count(), fixed: try row.amount()),
            upstreamFeeBearer: try row.choice())
    }
}
