import ArgumentParser
import Policy

/// A word on the command line that is no command, where one is close.
struct Misspelling: Equatable, CustomStringConvertible {
    let word: String
    /// The commands up to it.
    let path: [String]
    let nearest: String

    /// - Parameter arguments: without the program's own name.
    /// - Returns: `nil` when every word is a command, or none is close.
    static func find(in arguments: [String], of root: any ParsableCommand.Type) -> Misspelling? {
        var command = root
        var path: [String] = []
        for word in arguments where !word.hasPrefix("-") {
            let subcommands = command.configuration.subcommands
            guard !subcommands.isEmpty else { return nil }
            if let next = subcommands.first(where: { $0.configuration.commandName == word }) {
                command = next
                path.append(word)
                continue
            }
            let names = subcommands.compactMap { $0.configuration.commandName }
            return Suggestion.nearest(to: word, among: names).map { Misspelling(word: word, path: path, nearest: $0) }
        }
        return nil
    }

    var description: String {
        let command = (["fusegate"] + path).joined(separator: " ")
        return "`\(command)` has no command '\(word)'. Did you mean `\(command) \(nearest)`?"
    }
}
