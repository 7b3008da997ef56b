import AdminAPI
import ArgumentParser

struct FindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Show a payment or withdrawal by whatever name you hold of it.",
        discussion: """
            Takes a transaction, withdrawal, order, custom, request, event, delivery or intent id, or an idempotency \
            key, and shows the object with its amounts, deliveries, postings and audit records.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name.")
    var id: String

    @OptionGroup var owner: TenantFilter

    @Flag(help: "Look into the audit log as far back as the object goes, which may take minutes.")
    var deep = false

    func run() async throws {
        let request = FindObjects(id, tenant: owner.tenant, deep: deep ? true : nil)
        try await options.call(GatewayVerbs.find, request, Presentation.found)
    }
}

extension Presentation {
    static func found(_ found: FoundObjects) -> String {
        let unread = found.auditSegmentsUnread
        let note = "\(unread) older segments of the audit log may have more, and were not looked into: --deep does"
        return (found.objects.map(object) + (unread > 0 ? [note] : [])).joined(separator: "\n\n")
    }

    private static func object(_ object: FoundObject) -> String {
        var fields = Fields()
        fields.add(object.intent.kind, object.intent.upstreamID ?? "no upstream id is known")
        fields.add("status", object.status)
        fields.add("tenant", "\(object.tenant) (\(object.intent.tenantID))")
        fields.add("account", object.account)
        fields.add("intent", "\(object.intent.id), \(object.intent.state)")
        fields.add("created", time(object.intent.createdAt))
        for (name, value) in object.amounts.sorted(by: { $0.key < $1.key }) { fields.add(name, value) }
        fields.add("order id", object.intent.orderID)
        fields.add("custom id", object.intent.customID)
        fields.add("key", object.intent.idempotencyKey)
        return [
            fields.text, section("Deliveries", deliveries(object.deliveries)),
            section("Postings", postings(object.entries)),
            section("Audit", audit(object.audit)),
        ].joined(separator: "\n\n")
    }

    private static func deliveries(_ deliveries: [DeliveryView]) -> String {
        var table = Table("ID", "STATUS", "EVENT", "TRIES", "ANSWER", "CREATED", "URL", numbers: ["TRIES", "ANSWER"])
        for delivery in deliveries {
            table.add(
                delivery.id, delivery.status, delivery.event, "\(delivery.attempts)",
                delivery.lastStatus.map(String.init), time(delivery.createdAt), delivery.url)
        }
        return table.text(orWhenEmpty: "None.", widthMax: Table.sectionWidth, shrinking: ["EVENT", "URL"])
    }

    private static func postings(_ entries: [LedgerEntryView]) -> String {
        var table = Table(
            "NO", "CREATED", "CURRENCY", "CAUSE", "ACCOUNT", "AMOUNT", numbers: ["NO", "AMOUNT"])
        for entry in entries {
            for posting in postings(of: entry) {
                table.add(
                    "\(entry.number)", time(entry.createdAt), entry.currency, entry.cause, posting.account,
                    posting.amount)
            }
        }
        return table.text(
            orWhenEmpty: "None.", widthMax: Table.sectionWidth, shrinking: ["CURRENCY", "CAUSE", "ACCOUNT"],
            inNeed: ["AMOUNT"])
    }

    private static func audit(_ lines: [String]) -> String {
        lines.isEmpty ? "None." : lines.map(TerminalText.escape).joined(separator: "\n")
    }
}
