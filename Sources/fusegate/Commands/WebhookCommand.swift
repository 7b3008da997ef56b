import Admin
import AdminAPI
import ArgumentParser
import Policy

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Look at webhook deliveries, and send them again.",
        subcommands: [List.self, Show.self, Retry.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List deliveries, newest first.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var owner: TenantFilter

        @Option(help: "Only of this account, by name or identifier.", completion: .accounts)
        var account: String?

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
                tenant: owner.tenant, account: account, status: status, object: object, since: span.since?.text,
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

extension Presentation {
    static func deliveries(_ list: DeliveryList) -> String {
        var table = Table(
            "ID", "STATUS", "TENANT", "EVENT", "TRANSACTION", "AMOUNT", "TRIES", "NOTE", numbers: ["TRIES"])
        for delivery in list.deliveries {
            table.add(
                delivery.id, delivery.status, delivery.tenant, delivery.event, delivery.objectID, delivery.amount,
                "\(delivery.attempts)", delivery.note)
        }
        let text = table.text(
            orWhenEmpty: "No deliveries.", shrinking: ["TENANT", "EVENT", "TRANSACTION", "NOTE"], inNeed: ["AMOUNT"])
        return paged(text, before: list.next)
    }

    static func delivery(_ delivery: DeliveryView) -> String {
        var fields = Fields()
        fields.add("delivery", delivery.id)
        fields.add("status", delivery.waits ? "\(delivery.status), after an older event" : delivery.status)
        fields.add("superseded by", delivery.supersededBy)
        fields.add("sequence", "\(delivery.sequence)")
        fields.add("url", delivery.url)
        fields.add("endpoint", delivery.endpointID?.description ?? "the payment's own callback_url")
        fields.add("tenant", "\(delivery.tenant) (\(delivery.tenantID))")
        fields.add("transaction", delivery.objectID)
        fields.add("amount", delivery.amount)
        fields.add("event", delivery.eventID)
        fields.add("intent", delivery.intentID)
        fields.add("created", time(delivery.createdAt))
        fields.add("attempts", "\(delivery.attempts)")
        fields.add("last answer", delivery.lastStatus.map(String.init))
        fields.add("last error", delivery.lastError)
        fields.add("next attempt", delivery.nextAttemptAt.map(time))
        return fields.text
    }

    static func detail(_ detail: DeliveryDetailView) -> String {
        var event = Fields()
        event.add("name", detail.event.name)
        event.add("status", detail.event.status)
        event.add("upstream id", detail.event.upstreamID)
        event.add("received", time(detail.event.receivedAt))
        event.add("note", detail.event.note)
        event.add("body", detail.event.body ?? "gone after its retention")
        var attempts = Table("TRY", "STARTED", "MS", "ANSWER", "ERROR", numbers: ["TRY", "MS", "ANSWER"])
        for attempt in detail.failedAttempts {
            attempts.add(
                "\(attempt.number)", time(attempt.startedAt), "\(attempt.durationMs)",
                attempt.status.map(String.init), attempt.error)
        }
        return [
            delivery(detail.delivery), section("Event", event.text),
            section(
                "Failed attempts",
                attempts.text(orWhenEmpty: "None.", widthMax: Table.sectionWidth, shrinking: ["STARTED", "ERROR"])),
        ].joined(separator: "\n\n")
    }
}
