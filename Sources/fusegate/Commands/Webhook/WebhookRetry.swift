import Admin
import ArgumentParser

struct WebhookRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Send a webhook again now, whatever its status.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The delivery's identifier, dlv_….")
    var delivery: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.retryDelivery(delivery) }, Presentation.delivery)
    }
}
