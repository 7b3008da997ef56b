import AdminAPI
import Policy

/// What of the directory an action changed, so that an installation with many tenants does not load all of them for one.
package enum DirectoryChange: Hashable, Sendable {
    /// These tenants, their keys or their limits.
    case tenants([TenantID])
    /// Credentials, or more than can be named.
    case everything
}

extension DirectoryChange {
    /// What the gateway must load again; `nil`: nothing.
    init?(by actions: [AdminService.Action]) {
        var tenants: [TenantID] = []
        for action in actions {
            switch (action.effect, action.tenantID) {
            case (.reads, _), (.changes, _): break
            case (.changesTenant, let tenant?), (nil, let tenant?): tenants.append(tenant)
            case (.changesTenant, nil), (.changesAccounts, _), (nil, nil):
                self = .everything
                return
            }
        }
        guard !tenants.isEmpty else { return nil }
        self = .tenants(tenants)
    }
}
