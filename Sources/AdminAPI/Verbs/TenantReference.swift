/// What is asked of a tenant that needs nothing else.
package struct TenantReference: Codable, Sendable {
    /// Its name or identifier.
    package let tenant: String

    package init(_ tenant: String) { self.tenant = tenant }
}
