import AdminAPI

/// An account's base URL: where its calls go.
enum UpstreamURL {
    private static let bytesMax = 512

    /// The URL without a trailing slash. `http` is accepted: the simulator and terminators next door speak it.
    static func validate(_ text: String) throws(AdminError) -> String {
        var url = Substring(text)
        while url.hasSuffix("/") { url = url.dropLast() }
        let rest = ["https://", "http://"].lazy.compactMap { url.hasPrefix($0) ? url.dropFirst($0.count) : nil }.first
        let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"?#@\\\"".utf8.contains($0) }
        guard let rest, isPlain, let first = rest.first, first != "/", first != ":", url.utf8.count <= bytesMax else {
            throw AdminError(
                .invalidRequest,
                "the base URL must look like https://api.example.com, without query, fragment or user name, is "
                    + "\"\(text.prefix(bytesMax))\"")
        }
        return String(url)
    }
}
