/// The documented commands: a row for each, with its verbs in the second cell.
struct CommandList {
    struct Entry: Equatable {
        let words: String
        let line: Int
    }

    static let path = "deploy/docs/commands.md"
    static let actionsHeading = "## Names on the audit log"

    let commands: [Entry]
    /// Names of the admin API that are no command's words.
    let actions: [Entry]

    init(_ page: SourceFile) {
        let rows = page.lines.enumerated().filter { $0.element.hasPrefix("| `") }
            .map { (line: $0.offset + 1, cells: $0.element.split(separator: "|", omittingEmptySubsequences: false)) }
        let end = (page.lines.firstIndex { $0.hasPrefix("## ") } ?? page.lines.count) + 1
        commands = rows.filter { $0.line < end && $0.cells.count > 2 }.flatMap { row in
            let noun = MarkdownPage.spans(in: row.cells[1]).joined()
            let verbs = MarkdownPage.spans(in: row.cells[2])
            return (verbs.isEmpty ? [noun] : verbs.map { "\(noun) \($0)" }).map { Entry(words: $0, line: row.line) }
        }
        let heading = page.lines.firstIndex { $0 == Self.actionsHeading } ?? page.lines.count
        let next = page.lines.dropFirst(heading + 1).firstIndex { $0.hasPrefix("## ") } ?? page.lines.count
        actions = rows.filter { (heading..<next).contains($0.line - 1) }.flatMap { row in
            MarkdownPage.spans(in: row.cells[1]).map { Entry(words: $0, line: row.line) }
        }
    }
}

extension SourceFile {
    /// A command's words by its file: the first name is the noun's, each other one a verb's beneath it.
    var commands: [CommandList.Entry] {
        let named = lines.enumerated().compactMap { index, line in
            Self.literal(in: line, behind: "commandName: \"").map {
                CommandList.Entry(words: $0, line: index + 1)
            }
        }
        guard let noun = named.first, named.count > 1 else { return named }
        return named.dropFirst().map { CommandList.Entry(words: "\(noun.words) \($0.words)", line: $0.line) }
    }

    /// Verbs that no list of subcommands has, so that nobody can give them.
    var lostCommands: [Declaration] {
        types.filter { type in
            let body = lines[(type.line - 1)..<min(type.line - 1 + type.lineCount, lines.count)]
            return body.contains { $0.contains("commandName: \"") } && lines[type.line - 1].hasPrefix(" ")
                && !code.contains { $0.contains("\(type.name).self") }
        }
    }

    /// The names of the admin API's verbs: behind method and path.
    var verbNames: [CommandList.Entry] {
        lines.enumerated().compactMap { index, line in
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            let methods = [".get, ", ".post, ", ".put, ", ".patch, ", ".delete, "]
            guard parts.count > 4, methods.contains(where: parts[0].hasSuffix) else { return nil }
            return CommandList.Entry(words: String(parts[3]), line: index + 1)
        }
    }

    private static func literal(in line: Substring, behind opening: String) -> String? {
        line.ranges(of: opening).first.map { String(line[$0.upperBound...].prefix { $0 != "\"" }) }
    }
}
