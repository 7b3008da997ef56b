/// A client certificate that a tenant may be used with.
package struct CertificateView: Codable, Sendable {
    /// `sha256:…`, `dns:…` or `uri:…`.
    package let binding: String
    package let createdAt: String

    enum CodingKeys: String, CodingKey {
        case binding
        case createdAt = "created_at"
    }
}

package struct CertificateList: Codable, Sendable {
    package let certificates: [CertificateView]
}

package struct CertificateReference: Codable, Sendable {
    package let binding: String

    package init(binding: String) { self.binding = binding }
}
