import Policy

/// A client certificate that one tenant may be used with.
package struct TenantCertificate: Sendable {
    package let tenantID: TenantID
    package let binding: CertificateBinding
    package let createdAt: Timestamp

    package init(tenantID: TenantID, binding: CertificateBinding, createdAt: Timestamp) {
        self.tenantID = tenantID
        self.binding = binding
        self.createdAt = createdAt
    }
}
