import Admin
import AdminAPI
import ArgumentParser
import GatewayConfiguration
import Policy
import Threading
import Transport

struct IntentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intent", abstract: "Look at writes to the upstream, and end doubts about their outcome.",
        subcommands: [List.self, Show.self, Resolve.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List writes whose outcome is open, or those in another state, newest first."
        )

        @OptionGroup var options: GlobalOptions

        @OptionGroup var owner: TenantFilter

        @Option(help: "Only of this account, by name or identifier.", completion: .accounts)
        var account: String?

        @Option(
            help:
                "in_flight, succeeded, refused, abandoned, unknown or confirmed; else unknown and confirmed, or any with --object.",
            completion: .list(["in_flight", "succeeded", "refused", "abandoned", "unknown", "confirmed"]))
        var state: String?

        @Option(help: "payment or withdrawal.", completion: .list(["payment", "withdrawal"]))
        var kind: String?

        @Option(
            help: ArgumentHelp("Only of this payment or withdrawal, by what `fusegate find` takes.", valueName: "id"))
        var object: String?

        @OptionGroup var span: TimeSpanOptions

        @Option(help: "Only older ones than this intent.")
        var before: String?

        @OptionGroup var page: PageSize

        func run() async throws {
            let request = ListIntents(
                tenant: owner.tenant, account: account, state: state, kind: kind, object: object,
                since: span.since?.text, until: span.until?.text, before: before, count: page.count)
            try await options.call(IntentVerbs.list, request, Presentation.intents)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a write, and how far asking the upstream about it has come.")

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The intent's identifier, as in details.intent_id of an answer.")
        var intent: String

        func run() async throws {
            try await options.call(IntentVerbs.show, IntentReference(intent), Presentation.intent)
        }
    }

    struct Resolve: AsyncParsableCommand {
        enum Outcome: String, CaseIterable, ExpressibleByArgument {
            case effect
            case noEffect = "no-effect"
        }

        static let configuration = CommandConfiguration(
            commandName: "resolve", abstract: "End the doubt about a write's outcome, or about many, by your own word.",
            discussion: """
                Look at the upstream's own console first, and long enough after the write that it cannot still arrive. \
                no-effect frees the tenant's key and custom_id: when the write did happen after all, the tenant can make it \
                happen twice. What the books, the mirror or a webhook say had an effect is refused. Needs --reason; both are \
                on the audit log with your name.

                With filters in place of an intent, it shows how many they are, what they hold and how old they are. Only \
                --confirm with that number says of all of them that there was no effect. With operators, all of them are one \
                proposal.
                """)

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The intent's identifier; without one, all that the filters name.")
        var intent: String?

        @Option(help: "effect: the upstream has what was asked for. no-effect: it has not, and never will.")
        var outcome: Outcome

        @Option(help: "With effect: the upstream's id of what was created.")
        var upstreamId: String?

        @OptionGroup var owner: TenantFilter

        @Option(help: "Only of this account, by name or identifier.", completion: .accounts)
        var account: String?

        @Option(help: "payment or withdrawal.", completion: .list(["payment", "withdrawal"]))
        var kind: String?

        @Option(help: "Another state than unknown, for a look only.")
        var state: String?

        @Option(help: ArgumentHelp("Only those asked for so long ago, such as 24h.", valueName: "age"))
        var olderThan: String?

        @Option(help: ArgumentHelp("Resolve them, when they are so many.", valueName: "count"))
        var confirm: Int?

        private var hasFilter: Bool { [owner.tenant, account, kind, state, olderThan].contains { $0 != nil } }

        func validate() throws {
            guard (intent == nil) == hasFilter else {
                throw ValidationError(
                    "name one intent, or filters: --tenant, --account, --kind, --older-than, --state")
            }
            guard (outcome == .effect) == (upstreamId != nil) else {
                throw ValidationError("--upstream-id goes with --outcome effect, and only with it")
            }
            guard intent != nil || outcome == .noEffect else {
                throw ValidationError("an effect is of one intent: name it")
            }
            guard intent == nil || confirm == nil else { throw ValidationError("--confirm goes with filters") }
            let isLook = intent == nil && confirm == nil
            guard isLook || options.reason?.isEmpty == false else { throw ValidationError("--reason is needed") }
            guard olderThan == nil || age != nil else { throw ValidationError("--older-than takes an age such as 24h") }
        }

        private var age: Duration? { olderThan.flatMap { DurationText.parse($0) } }

        func run() async throws {
            if let intent { return try await resolve(intent) }
            let selection = IntentSelection(
                tenant: owner.tenant, account: account, kind: kind, state: state,
                createdBefore: age.map { SystemClock.now().advanced(by: .zero - $0).description })
            guard let confirm else {
                return try await options.call(IntentVerbs.preview, selection, Presentation.preview)
            }
            try await resolveAll(ResolveIntents(selection: selection, count: confirm))
        }

        private func resolve(_ intent: String) async throws {
            let request = ResolveIntent(
                outcome: outcome == .effect ? .effect : .noEffect, upstreamID: upstreamId)
            try await options.call(
                IntentVerbs.resolve, Addressed(IntentReference(intent), request), Presentation.intent)
        }

        /// Batch by batch, each to its end whatever becomes of this command.
        private func resolveAll(_ first: ResolveIntents) async throws {
            let result = try await options.withClient { client in
                var all = IntentsResolved()
                var request = first
                while true {
                    let answer = try await client.call(IntentVerbs.resolveAll, request)
                    guard case .done(let batch) = answer else { return answer }
                    all.resolved += batch.resolved
                    all.refused += batch.refused
                    guard let next = batch.next else { return .done(all) }
                    request = ResolveIntents(selection: first.selection, count: first.count, before: next)
                }
            }
            try options.show(result, Presentation.resolved)
            guard case .done(let all) = result else { return }
            guard all.refused.isEmpty else {
                throw CommandFailure(.conflict, "\(all.refused.count) were left as they are")
            }
        }
    }
}

extension Presentation {
    static func intents(_ list: IntentList) -> String {
        var table = Table("ID", "STATE", "KIND", "TENANT", "CREATED", "TRANSACTION", "AMOUNT", "OWN ID")
        for intent in list.intents {
            table.add(
                intent.id, intent.state, intent.kind, intent.tenant, time(intent.createdAt), intent.upstreamID,
                intent.amount, intent.orderID ?? intent.customID)
        }
        let text = table.text(
            orWhenEmpty: "No intents.", shrinking: ["TENANT", "TRANSACTION", "OWN ID"], inNeed: ["AMOUNT"])
        return paged(text, before: list.next)
    }

    static func preview(_ preview: IntentPreview) -> String {
        guard preview.count > 0 else { return "None." }
        var fields = Fields()
        fields.add("intents", "\(preview.count)")
        for sum in preview.sums { fields.add("held", "\(sum.amount) \(sum.currency)") }
        fields.add("oldest", preview.oldest.map(time))
        return fields.text + "\n\nNothing was done. That none of them had an effect: --confirm \(preview.count)"
    }

    static func resolved(_ result: IntentsResolved) -> String {
        var table = Table("LEFT AS IT IS", "BECAUSE")
        for refusal in result.refused { table.add(refusal.intent, refusal.reason) }
        let lines = ["\(result.resolved.count) resolved without effect"]
        return (lines + (result.refused.isEmpty ? [] : [table.text(orWhenEmpty: "", shrinking: ["BECAUSE"])])).joined(
            separator: "\n")
    }

    static func intent(_ detail: IntentDetailView) -> String {
        let intent = detail.intent
        var fields = Fields()
        fields.add("intent", intent.id)
        fields.add("state", intent.state)
        fields.add("kind", intent.kind)
        fields.add("tenant", "\(intent.tenant) (\(intent.tenantID))")
        fields.add("amount", intent.amount)
        fields.add("account", intent.accountID)
        fields.add("created", time(intent.createdAt))
        fields.add("upstream id", intent.upstreamID)
        fields.add("upstream status", detail.objectStatus)
        fields.add("order id", intent.orderID)
        fields.add("custom id", intent.customID)
        fields.add("key", intent.idempotencyKey)
        fields.add("answered", intent.responseStatus.map(String.init))
        guard let resolution = detail.resolution else { return fields.text }
        var questions = Fields()
        questions.add("asked", "\(resolution.questions) times")
        questions.add("last finding", resolution.finding)
        questions.add("asked again", time(resolution.nextQuestionAt))
        return fields.text + "\n\n" + section("Resolution", questions.text)
    }
}
