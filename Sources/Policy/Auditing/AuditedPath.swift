/// The path of a request that no route took, as far as a record may show it.
///
/// People paste keys into paths and call hooks with another method, so what is not a word of the interface is not
/// written: a record is kept for years, and copied.
package enum AuditedPath {
    /// What stands for a segment that may be anything.
    private static let hidden = "*"
    private static let segmentsMax = 8

    /// Segments of the upstream's documented calls beside those of our routes.
    private static let documentedWords: Set<String> = [
        "apps", "available-currencies", "custody", "docs", "fusegate", "history", "manage", "me", "openapi.json", "v1",
        "wallets", "webhooks",
    ]

    private static let words: Set<String> = Set(
        Route.allCases.flatMap { $0.template.split(separator: "/") }.filter { !$0.contains("{") }.map(String.init)
    ).union(documentedWords)

    package static func text(of path: some StringProtocol) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let shown = segments.prefix(segmentsMax).map { segment in
            segment.isEmpty || words.contains(String(segment)) ? String(segment) : hidden
        }
        return shown.joined(separator: "/") + (segments.count > segmentsMax ? "/…" : "")
    }
}
