import Admin
import AdminAPI
import ArgumentParser

struct LedgerReconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Compare the books of a credential with the upstream's balances.",
        discussion: """
            Open withdrawals, payments on their way and amounts in suspense explain a difference; what is left is drift. \
            Withdrawals of a currency pause while more is missing than the configured tolerance, and go on once it is \
            not. Payments never pause. What is pending upstream hides no shortage. Ends with status 3 on drift or pause.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Option(help: "The currency whose drift --book-variance books.")
    var currency: String?

    @Option(help: ArgumentHelp("Accept the drift as the platform's, under this name.", valueName: "name"))
    var bookVariance: String?

    func validate() throws {
        guard bookVariance == nil || currency != nil else { throw ValidationError("--book-variance needs --currency") }
    }

    func run() async throws {
        let request = ReconcileRequest(currency: currency, variance: bookVariance)
        let result = try await options.withClient { try await $0.reconcile(credential, request) }
        try options.show(result, Presentation.reconciliation)
        guard case .done(let list) = result else { return }
        let wrong = list.currencies.filter { $0.drift != "0" || $0.isPaused }
        guard wrong.isEmpty else {
            throw CommandFailure(
                .conflict,
                wrong.map { "\($0.currency): drift \($0.drift)" + ($0.isPaused ? ", withdrawals are paused" : "") }
                    .joined(separator: "; "))
        }
    }
}
