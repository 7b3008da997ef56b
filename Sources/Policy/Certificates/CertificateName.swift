/// Whether a name in a certificate is a host's: RFC 9525, section 6.3, and no further.
enum CertificateName {
    /// A `*` stands for exactly one label, alone in it and first, and only below a name of two labels at least: `*`, `*.com`,
    /// `*.*.example` and `f*.example.com` are nobody's names.
    static func matches(_ name: String, host: String) -> Bool {
        let (name, host) = (labels(name), labels(host))
        guard name.count == host.count, !name.contains(where: \.isEmpty) else { return false }
        guard name.contains(where: { $0.utf8.contains(UInt8(ascii: "*")) }) else { return name == host }
        guard name.first == "*", name.count > 2, name.dropFirst() == host.dropFirst() else { return false }
        return !name.dropFirst().contains { $0.utf8.contains(UInt8(ascii: "*")) }
    }

    /// In lower case, without the root's.
    private static func labels(_ name: String) -> [String] {
        let labels = name.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return labels.count > 1 && labels.last == "" ? Array(labels.dropLast()) : labels
    }
}
