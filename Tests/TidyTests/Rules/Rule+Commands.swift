extension Rule {
    static let commandsListed = Rule("the list of commands is the program's") { tree in
        guard let page = tree[CommandList.path] else {
            return [Finding(path: CommandList.path, line: 1, advice: "there is no list of the commands")]
        }
        let list = CommandList(page)
        let files = tree.sources.filter { $0.path.hasPrefix("Sources/fusegate/Commands/") }
        let words = Set(files.flatMap(\.commands).map(\.words))
        let listed = Set(list.commands.map(\.words))
        return missing(files, \.commands) { listed.contains($0) }
            + files.flatMap { file in
                file.lostCommands.map { file.finding(at: $0.line, "\($0.name) is in no list of subcommands: add it") }
            }
            + list.commands.filter { !words.contains($0.words) }.map {
                page.finding(at: $0.line, "there is no command \($0.words): take it off the list")
            }
    }

    static let actionsListed = Rule("names of the admin API are commands, or listed beside them") { tree in
        guard let page = tree[CommandList.path] else { return [] }
        let list = CommandList(page)
        let files = tree.sources.filter { $0.path.hasPrefix("Sources/AdminAPI/Verbs/") }
        let verbs = Set(files.flatMap(\.verbNames).map(\.words))
        let listed = Set((list.commands + list.actions).map(\.words))
        return missing(files, \.verbNames) { listed.contains($0) }
            + list.actions.filter { !verbs.contains($0.words) }.map {
                page.finding(at: $0.line, "the admin API has no \($0.words): take it off the list")
            }
    }

    private static func missing(
        _ files: [SourceFile], _ entries: (SourceFile) -> [CommandList.Entry], unless isListed: (String) -> Bool
    ) -> [Finding] {
        files.flatMap { file in
            entries(file).filter { !isListed($0.words) }.map {
                file.finding(at: $0.line, "\($0.words) is not in \(CommandList.path): add it to its row")
            }
        }
    }
}
