import Admin
import AdminAPI
import ArgumentParser

struct WebhookShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a delivery with its event and every failed attempt.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The delivery's identifier, dlv_….")
    var delivery: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.showDelivery(delivery) }, Presentation.detail)
    }
}
