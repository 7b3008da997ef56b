import ArgumentParser
import Policy

/// A word on the command line that is no command, where one is close.
enum Misspelling {
    /// - Parameter arguments: without the program's own name.
    /// - Returns: the commands up to it with the one that may have been meant; `nil` when every word is a command, or none
    ///   is close.
    static func suggestion(for arguments: [String], in root: any ParsableCommand.Type) -> String? {
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
            return Suggestion.nearest(to: word, among: names).map { (path + [$0]).joined(separator: " ") }
        }
        return nil
    }
}
