import Admin
import AdminAPI
import ArgumentParser

struct CredentialEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Use a disabled account again.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    func run() async throws {
        let view = try await options.withClient { try await $0.setCredential(credential, disabled: false) }
        try options.show(view) { Presentation.credentials([$0]) }
    }
}
