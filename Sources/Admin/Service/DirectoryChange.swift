import AdminAPI
import Policy

/// What of the directory an action changed, so that an installation with many tenants does not load all of them for one.
package enum DirectoryChange: Hashable, Sendable {
    /// These tenants, their keys or their limits.
    case tenants([TenantID])
    /// Upstream accounts, and no tenant.
    case accounts
    /// More than can be named.
    case everything
}

extension DirectoryChange {
    /// What the gateway must load again; `nil`: nothing.
    init?(by actions: [AdminService.Action]) {
        var tenants: [TenantID] = []
        var hasAccounts = false
        for action in actions {
            switch (action.effect, action.tenantID) {
            case (.reads, _), (.changes, _): break
            case (.changesTenant, let tenant?): tenants.append(tenant)
            case (.changesAccounts, _): hasAccounts = true
            case (.changesTenant, nil):
                self = .everything
                return
            }
        }
        switch (hasAccounts, tenants.isEmpty) {
        case (false, true): return nil
        case (false, false): self = .tenants(tenants)
        case (true, true): self = .accounts
        case (true, false): self = .everything
        }
    }
}
