/// A name that a tenant made up, as an error repeats it.
enum MemberName {
    /// Longer than any name of the contract.
    static let charactersMax = 100

    static func shown(_ name: some StringProtocol) -> String {
        name.unicodeScalars.count <= charactersMax
            ? String(name) : String(String.UnicodeScalarView(name.unicodeScalars.prefix(charactersMax))) + "…"
    }
}
