import Admin
import AdminAPI
import ArgumentParser

struct WebhookRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Send a webhook again now, whatever its status.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The delivery's identifier, dlv_….")
    var delivery: String

    private static let outOfOrder = """
        a later event of the object was there, and this one goes all the same: a receiver that does not look at \
        webhook-sequence may take it for news
        """

    func run() async throws {
        let retried = try await options.withClient { try await $0.retryDelivery(delivery) }
        try options.show(retried, Presentation.delivery)
        if retried.supersededBy != nil { Console.warn(Self.outOfOrder) }
    }
}
