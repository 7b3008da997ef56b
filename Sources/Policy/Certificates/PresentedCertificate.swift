/// What a server's certificate says of itself, and in one plain sentence why it was not accepted.
///
/// TLS decides whether it is accepted; beside that it only refuses.
package struct PresentedCertificate: Hashable, Sendable {
    /// Names that are said, of a certificate that has many.
    private static let namesShownMax = 3
    /// A certificate's own words, which may be anybody's, are cut.
    private static let nameCharactersMax = 64

    /// DNS names and addresses it is for.
    package let names: [String]
    package let notBefore: Timestamp
    package let notAfter: Timestamp
    /// `nil` when it was issued by itself.
    package let issuer: String?

    package init(names: [String], notBefore: Timestamp, notAfter: Timestamp, issuer: String?) {
        self.names = names
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.issuer = issuer
    }

    /// Whether one of its names is the host's, by stricter rules for wildcards than those of TLS libraries.
    package func isFor(host: String) -> Bool { names.contains { CertificateName.matches($0, host: host) } }

    /// Why it was not accepted although nothing was wrong with its name.
    package func distrust(at now: Timestamp) -> String {
        if now > notAfter { return "the certificate expired on \(Self.day(notAfter))" }
        if now < notBefore { return "the certificate is not valid before \(Self.day(notBefore))" }
        guard let issuer else { return "the certificate is self-signed, not issued by a known authority" }
        return "the certificate was issued by \"\(Self.shown(issuer))\", for which no known authority vouches: an "
            + "intermediate certificate may be missing"
    }

    /// It is for somebody else.
    package func mismatch(host: String) -> String {
        guard !names.isEmpty else { return "the certificate is for no host at all, and so not for \(host)" }
        let shown = names.prefix(Self.namesShownMax).map(Self.shown).joined(separator: ", ")
        let more = names.count > Self.namesShownMax ? " and \(names.count - Self.namesShownMax) more" : ""
        return "the certificate is for \(shown)\(more), not \(host)"
    }

    private static func day(_ time: Timestamp) -> String { String(time.description.prefix(10)) }

    /// Printable ASCII: names go to terminals and logs.
    private static func shown(_ name: String) -> String {
        let printable = name.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" }
        return String(printable.prefix(nameCharactersMax))
    }
}
