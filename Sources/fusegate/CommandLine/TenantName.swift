import ArgumentParser

/// A verb whose first word is a tenant. `--tenant NAME` says the same wherever it stands.
protocol NamesTenantFirst: ParsableCommand {}

/// The tenant that a verb is about.
struct TenantName: ParsableArguments {
    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    @Option(
        name: .customLong(TenantWords.optionName),
        help: ArgumentHelp("The same, where a script would rather name it.", valueName: "tenant"),
        completion: .tenants)
    var sameByOption: String?
}

/// Whose books a verb is about.
struct OwnerName: ParsableArguments {
    @Argument(help: "The tenant's name or identifier, or \"platform\".", completion: .tenants)
    var owner: String?

    @Option(
        name: .customLong(TenantWords.optionName),
        help: ArgumentHelp("The same, where a script would rather name it.", valueName: "owner"),
        completion: .tenants)
    var sameByOption: String?

    /// For verbs that are about one owner.
    func required() throws -> String {
        guard let owner else { throw ValidationError("name the tenant, or platform") }
        return owner
    }
}

/// Only the tenant's own, in lists of all tenants'.
struct TenantFilter: ParsableArguments {
    @Option(help: "Only of this tenant, by name or identifier.", completion: .tenants)
    var tenant: String?
}

/// The words of a command line, with a tenant that an option names put where verbs take it.
enum TenantWords {
    static let optionName = "tenant"

    /// - Parameter arguments: without the program's own name.
    /// - Throws: `CommandFailure` when it is named twice.
    static func placed(_ arguments: [String], in root: any ParsableCommand.Type) throws -> [String] {
        var command = root
        var depth = 0
        while depth < arguments.count,
            let next = command.configuration.subcommands.first(where: {
                $0.configuration.commandName == arguments[depth]
            })
        {
            command = next
            depth += 1
        }
        guard command is any NamesTenantFirst.Type else { return arguments }
        var rest = Array(arguments[depth...])
        guard let name = try taken(from: &rest) else { return arguments }
        return arguments[..<depth] + [name] + rest
    }

    private static func taken(from words: inout [String]) throws -> String? {
        let end = words.firstIndex(of: "--") ?? words.count
        let (option, assignment) = ("--\(optionName)", "--\(optionName)=")
        let places = words[..<end].indices.filter { words[$0] == option || words[$0].hasPrefix(assignment) }
        guard places.count <= 1 else { throw CommandFailure(.usage, "\(option) is given twice") }
        guard let place = places.first else { return nil }
        if words[place] != option { return String(words.remove(at: place).dropFirst(assignment.count)) }
        // Without a value the parser says what is missing.
        guard place + 1 < end, !words[place + 1].hasPrefix("-") else { return nil }
        words.remove(at: place)
        return words.remove(at: place)
    }
}
