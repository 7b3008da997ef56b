import Admin
import AdminAPI
import ArgumentParser

struct IntentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a write, and how far asking the upstream about it has come.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The intent's identifier, as in details.intent_id of an answer.")
    var intent: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.showIntent(intent) }, Presentation.intent)
    }
}
