import Admin
import AdminAPI
import ArgumentParser

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Look at webhook deliveries, and send them again.",
        subcommands: [List.self, Show.self, Retry.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List deliveries, newest first.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var owner: TenantFilter

        @Option(help: "Only of this credential, by name or identifier.", completion: .credentials)
        var credential: String?

        @Option(
            help: "Only those that are pending, delivered, superseded or dead.",
            completion: .list(["pending", "delivered", "superseded", "dead"]))
        var status: String?

        @Option(
            help: ArgumentHelp("Only of this payment or withdrawal, by what `fusegate find` takes.", valueName: "id"))
        var object: String?

        @OptionGroup var span: TimeSpanOptions

        @Option(help: "Only older ones than this delivery.")
        var before: String?

        @OptionGroup var page: PageSize

        func run() async throws {
            let request = ListDeliveries(
                tenant: owner.tenant, credential: credential, status: status, object: object, since: span.since?.text,
                until: span.until?.text, before: before, count: page.count)
            try await options.call(WebhookVerbs.list, request, Presentation.deliveries)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a delivery with its event and every failed attempt.")

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The delivery's identifier, dlv_….")
        var delivery: String

        func run() async throws {
            try await options.call(WebhookVerbs.show, DeliveryReference(delivery)) { Presentation.detail($0) }
        }
    }

    struct Retry: AsyncParsableCommand {
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
            let retried = try await options.withClient {
                try await $0.call(WebhookVerbs.retry, DeliveryReference(delivery))
            }
            try options.show(retried, Presentation.delivery)
            if retried.supersededBy != nil { Console.warn(Self.outOfOrder) }
        }
    }
}
