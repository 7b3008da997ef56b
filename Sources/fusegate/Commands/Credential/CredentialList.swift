import Admin
import ArgumentParser

struct CredentialList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List upstream accounts.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try options.show(await options.withClient { try await $0.listCredentials() }) {
            Presentation.credentials($0.credentials)
        }
    }
}
