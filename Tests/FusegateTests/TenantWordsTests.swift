import ArgumentParser
import Foundation
import Testing

@testable import fusegate

struct TenantWordsTests {
    private func placed(_ line: String) throws -> [String] {
        try TenantWords.placed(line.split(separator: " ").map(String.init), in: Fusegate.self)
    }

    @Test(
        arguments: [
            ("endpoint add --tenant shop https://x", "endpoint add shop https://x"),
            ("endpoint add https://x --tenant shop --json", "endpoint add shop https://x --json"),
            ("tenant show --tenant=shop", "tenant show shop"),
            ("withdrawal allow USDTTRC20 TX --tenant shop", "withdrawal allow shop USDTTRC20 TX"),
            ("ledger balances --tenant platform", "ledger balances platform"),
            ("tenant show shop", "tenant show shop"),
            // A filter stays one, and so does what comes after the end of options.
            ("intent list --tenant shop", "intent list --tenant shop"),
            ("tenant show -- --tenant shop", "tenant show -- --tenant shop"),
            ("tenant show --tenant", "tenant show --tenant"), ("tenat show --tenant shop", "tenat show --tenant shop"),
        ])
    func theTenantGoesWhereTheVerbTakesIt(given: String, expected: String) throws {
        #expect(try placed(given).joined(separator: " ") == expected)
    }

    @Test func itIsNamedOnce() {
        #expect(throws: CommandFailure.self) { try placed("tenant show --tenant a --tenant b") }
    }

    /// Whatever takes a tenant takes it by option, wherever it stands.
    @Test func everyVerbThatConcernsATenantHasTheOption() throws {
        var verbs: [[String]] = []
        func walk(_ command: any ParsableCommand.Type, _ path: [String]) {
            for next in command.configuration.subcommands {
                walk(next, path + [next.configuration.commandName ?? ""])
            }
            if command.configuration.subcommands.isEmpty { verbs.append(path) }
        }
        walk(Fusegate.self, [])
        #expect(verbs.count > 50)
        for verb in verbs {
            let help = Fusegate.helpMessage(for: try type(of: verb))
            guard help.contains("tenant's name or identifier") || help.contains("Only of this tenant") else { continue }
            #expect(help.contains("--tenant <tenant>") || help.contains("--tenant <owner>"), "\(verb)")
        }
    }

    private func type(of path: [String]) throws -> any ParsableCommand.Type {
        var command: any ParsableCommand.Type = Fusegate.self
        for name in path {
            command = try #require(command.configuration.subcommands.first { $0.configuration.commandName == name })
        }
        return command
    }
}

/// What the shell can ask the gateway for, it offers.
struct CompletionTests {
    @Test func everyTenantAndAccountIsCompleted() {
        let dump = Fusegate._dumpHelp()
        // Each declaration with its kind of completion, in the text of the JSON.
        let declarations = dump.components(separatedBy: "\"abstract\" : ").dropFirst()
        var found = 0
        for declaration in declarations {
            let abstract = declaration.prefix { $0 != "\n" }
            guard !abstract.contains("A name of A-Z") else { continue }
            for noun in ["tenant", "account"] {
                guard abstract.contains("\(noun)'s name or identifier") || abstract.contains("Only of this \(noun)")
                else { continue }
                found += 1
                #expect(declaration.contains("fusegate \(noun) list --names"), "\(abstract)")
            }
        }
        #expect(found > 40)
    }
}
