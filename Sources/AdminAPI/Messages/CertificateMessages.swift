/// A client certificate that a tenant may be used with.
package struct CertificateView: Codable, Sendable {
    /// `sha256:…`, `dns:…` or `uri:…`.
    package let binding: String
    package let createdAt: String

    package init(binding: String, createdAt: String) {
        self.binding = binding
        self.createdAt = createdAt
    }
}

package struct CertificateList: Codable, Sendable {
    package let certificates: [CertificateView]

    package init(certificates: [CertificateView]) {
        self.certificates = certificates
    }
}
