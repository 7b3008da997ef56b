import AdminAPI
import Policy
import Store

/// Whether a currency that an operator names exists where the tenant's withdrawals and payments go.
extension AdminService {
    /// - Returns: what the operator should know when nobody could be asked.
    /// - Throws: `.invalidRequest` with the nearest spelling, where the upstream's catalogue does not have it.
    func check(_ scope: LimitScope, of tenantID: TenantID) async throws(AdminError) -> [String] {
        switch scope {
        case .anyCurrency, .usd: return []
        case .currency(let currency):
            return try await check(currency, "currency", of: tenantID) { $0.keys.map(\.description) }
        case .token(let token):
            return try await check(token, "token", of: tenantID) { $0.values.map(\.token) }
        }
    }

    private func check(
        _ code: CurrencyCode, _ kind: String, of tenantID: TenantID,
        _ names: ([CurrencyCode: CurrencyTraits]) -> [String]
    ) async throws(AdminError) -> [String] {
        guard let catalogue = await host.currencies(of: try await account(of: tenantID)) else {
            return ["the upstream's catalogue could not be read: nobody knows whether it has the \(kind) \(code)"]
        }
        let names = Set(names(catalogue))
        guard !names.contains(code.description) else { return [] }
        let nearest = Suggestion.nearest(to: code.description, among: names.sorted())
        let hint = nearest.map { "; did you mean \($0)?" } ?? ""
        throw AdminError(.invalidRequest, "the upstream's catalogue has no \(kind) \(code)\(hint)")
    }

    private func account(of tenantID: TenantID) async throws(AdminError) -> AccountID {
        try await row(of: tenantID).accountID
    }

    func row(of tenantID: TenantID) async throws(AdminError) -> TenantRow {
        do {
            return try await database.read { reader in
                guard let row = try TenantRepository.tenantRow(tenantID, in: reader) else {
                    throw IdentityError.noSuchTenant(tenantID.description)
                }
                return row
            }
        } catch {
            throw AdminError(describing: error)
        }
    }
}
