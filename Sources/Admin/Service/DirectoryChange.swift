import Policy

/// What of the directory an action changed, so that an installation with many tenants does not load all of them for one.
package enum DirectoryChange: Hashable, Sendable {
    /// These tenants, their keys or their limits.
    case tenants([TenantID])
    /// Credentials, or more than can be named.
    case everything
}
