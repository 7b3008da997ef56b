/// A page of the documents. What stands in a fenced block is neither a heading nor a link nor a name.
struct MarkdownPage: Sendable {
    struct Item: Sendable, Equatable {
        let text: String
        let line: Int
    }

    let file: SourceFile
    /// As links spell them.
    let anchors: Set<String>
    /// Targets of links, outside addresses left out.
    let links: [Item]
    /// What stands between backticks.
    let names: [Item]

    init(_ file: SourceFile) {
        self.file = file
        let prose = Self.prose(of: file.lines)
        anchors = Set(
            prose.filter { $0.text.hasPrefix("#") }.map { Self.anchor(of: String($0.text.drop { $0 == "#" })) })
        links = prose.flatMap { line in Self.targets(in: line.text).map { Item(text: $0, line: line.line) } }
        names = prose.flatMap { line in Self.spans(in: line.text).map { Item(text: $0, line: line.line) } }
    }

    private static func prose(of lines: [Substring]) -> [Item] {
        var isFenced = false
        return lines.enumerated().compactMap { index, line in
            guard !line.hasPrefix("```") else {
                isFenced.toggle()
                return nil
            }
            return isFenced || line.hasPrefix("    ") ? nil : Item(text: String(line), line: index + 1)
        }
    }

    /// GitHub's: lower case, hyphens for spaces, without punctuation.
    static func anchor(of heading: String) -> String {
        let words = heading.drop { $0 == " " }.lowercased().map { $0 == " " ? "-" : $0 }
        return String(words.filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    }

    private static func targets(in line: String) -> [String] {
        line.split(separator: "](", omittingEmptySubsequences: false).dropFirst()
            .map { String($0.prefix { $0 != ")" }) }
            .filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
    }

    static func spans(in line: some StringProtocol) -> [String] {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}

extension SourceTree {
    static let readme = "README.md"

    var pages: [MarkdownPage] { files.filter { $0.path.hasSuffix(".md") }.map(MarkdownPage.init) }

    /// A file, or a folder with one.
    func contains(_ path: String) -> Bool {
        files.contains { $0.path == path || $0.path.hasPrefix(path + "/") }
    }
}
