import Admin
import AdminAPI
import ArgumentParser

struct CredentialListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List upstream accounts.")

    @OptionGroup var options: GlobalOptions

    @Flag(help: ArgumentHelp("Print names alone, one a line.", visibility: .hidden))
    var names = false

    func run() async throws {
        let list = try await options.withClient(within: names ? AdminClient.completionDeadlines : nil) {
            try await $0.listCredentials()
        }
        if names { return list.credentials.forEach { print($0.name) } }
        try options.show(list) { Presentation.credentials($0.credentials) }
    }
}
