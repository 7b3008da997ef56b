import Policy

/// A rule of identity that a change would break. The transaction that hears it rolls back.
package enum IdentityError: Error, Hashable, Sendable, CustomStringConvertible {
    case noSuchAccount(String)
    case noSuchTenant(String)
    case noSuchAPIKey(String)
    case noSuchEndpoint(String)
    case noSuchCertificate(String)
    case accountNameTaken(String)
    case tenantNameTaken(String)
    case endpointExists(url: String)
    case certificateExists(CertificateBinding)
    case credentialExists(clientID: String)
    case tooManyRetiringSecrets
    /// A dedicated account has exactly one tenant, ever: a second would see the first one's balance.
    case accountIsDedicated(AccountID)
    /// An account that pooled tenants share can never become one tenant's own.
    case accountIsPooled(AccountID)

    package var description: String {
        switch self {
        case .noSuchAccount(let name): "there is no account \"\(name)\""
        case .noSuchTenant(let name): "there is no tenant \"\(name)\""
        case .noSuchAPIKey(let name): "the tenant has no API key \"\(name)\""
        case .noSuchEndpoint(let name): "the tenant has no endpoint \"\(name)\""
        case .noSuchCertificate(let name): "the tenant is not bound to a certificate \"\(name)\""
        case .accountNameTaken(let name): "an account named \"\(name)\" exists already"
        case .tenantNameTaken(let name): "a tenant named \"\(name)\" exists already"
        case .endpointExists(let url): "the tenant has the endpoint \(url) already"
        case .certificateExists(let binding): "the tenant is bound to \(binding) already"
        case .credentialExists(let clientID): "the account has a credential \"\(clientID)\" already"
        case .tooManyRetiringSecrets:
            "\(SecretOverlap.retiringCountMax) earlier secrets are valid still: wait for their end, or rotate with "
                + "--overlap 0, which ends all of them"
        case .accountIsDedicated(let id):
            "account \(id) is dedicated to another tenant; use an account of its own or a pooled one"
        case .accountIsPooled(let id):
            "account \(id) is shared by pooled tenants and cannot be dedicated to one"
        }
    }
}
