/// One file. Line numbers count from 1.
///
/// `swift format` keeps the layout, so that indentation tells where a declaration ends, and no parser is needed.
struct SourceFile: Sendable {
    let path: String
    let lines: [Substring]
    /// The lines without what stands in comments and string literals.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = path.hasSuffix(".swift") ? CodeScanner.code(of: lines) : []
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The target of a file in `Sources/TARGET/` or `Tests/TARGET/`.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// A comment on the line or straight above it.
    func hasReason(at line: Int) -> Bool {
        let own = lines[line - 1].contains("// ")
        let above = line > 1 && lines[line - 2].drop { $0 == " " }.hasPrefix("//")
        return own || above
    }

    /// The number of the line that closes what opens at `line`: the next one that is no deeper and begins with a brace.
    func end(of line: Int) -> Int {
        guard !isClosed(lines[line - 1]) else { return line }
        let indentation = lines[line - 1].prefix { $0 == " " }
        let closing = lines[line...].firstIndex { $0.hasPrefix(indentation + "}") }
        return closing.map { $0 + 1 } ?? lines.count
    }

    private func isClosed(_ line: Substring) -> Bool { line.contains("{") && line.hasSuffix("}") }
}
