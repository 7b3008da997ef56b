import Admin
import ArgumentParser

struct IntentResolve: AsyncParsableCommand {
    enum Outcome: String, CaseIterable, ExpressibleByArgument {
        case effect
        case noEffect = "no-effect"
    }

    static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "End the doubt about a write's outcome by your own word.",
        discussion: """
            Look at the upstream's own console first, and long enough after the write that it cannot still arrive. \
            no-effect frees the tenant's key and custom_id: when the write did happen after all, the tenant can make it \
            happen twice. Needs --reason; both are on the audit log with your name.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The intent's identifier.")
    var intent: String

    @Option(help: "effect: the upstream has what was asked for. no-effect: it has not, and never will.")
    var outcome: Outcome

    @Option(help: "With effect: the upstream's id of what was created.")
    var upstreamId: String?

    func validate() throws {
        guard (outcome == .effect) == (upstreamId != nil) else {
            throw ValidationError("--upstream-id goes with --outcome effect, and only with it")
        }
        guard options.reason?.isEmpty == false else { throw ValidationError("--reason is needed") }
    }

    func run() async throws {
        let request = ResolveIntent(
            outcome: outcome == .effect ? .effect : .noEffect, upstreamID: upstreamId)
        try options.show(
            await options.withClient { try await $0.resolveIntent(intent, request) }, Presentation.intent)
    }
}
