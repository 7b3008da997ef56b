import Admin
import AdminAPI
import ArgumentParser

struct CredentialDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Make no more upstream calls with an account. Its webhooks are still accepted.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    func run() async throws {
        let view = try await options.withClient { try await $0.setCredential(credential, disabled: true) }
        try options.show(view) { Presentation.credentials([$0]) }
    }
}
