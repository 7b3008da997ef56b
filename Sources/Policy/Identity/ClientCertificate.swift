/// What a client certificate that passed verification says of its holder (RFC 5280).
package struct ClientCertificate: Hashable, Sendable {
    /// SHA-256 of the certificate's DER form.
    package let fingerprint: [UInt8]
    /// `dNSName`s of the subject alternative names, in lower case.
    package let dnsNames: Set<String>
    /// `uniformResourceIdentifier`s of the subject alternative names, such as SPIFFE ids.
    package let uris: Set<String>

    package init(fingerprint: [UInt8], dnsNames: Set<String> = [], uris: Set<String> = []) {
        self.fingerprint = fingerprint
        self.dnsNames = Set(dnsNames.map { $0.lowercased() })
        self.uris = uris
    }
}
