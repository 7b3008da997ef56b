import AdminAPI
import Policy
import Store

/// The running gateway, as the admin API needs it.
package protocol AdminHost: Sendable {
    /// The gateway serves the new state before this returns.
    func directoryDidChange(_ change: DirectoryChange) async throws
    /// Reads the configuration again, all of it or nothing.
    func reloadConfiguration() async throws -> ConfigurationReloaded
    func status() async -> GatewayStatus
    /// What the account's upstream lists now, with tokens; `nil` when it cannot be asked.
    func currencies(of account: AccountID) async -> [CurrencyCode: CurrencyTraits]?
    /// Tries the secrets of an account that is not in force yet.
    func trySecrets(of account: Account) async -> SecretTrial
    /// Deliveries became due.
    func wakeDeliveries()
    /// Compares the books with the upstream, and pauses or resumes withdrawals by what is found.
    func reconcile(_ account: AccountID) async throws -> [CurrencyCode: Reconciliation]
    /// Asks the upstream about an intent's object, and books what it says.
    func ask(about intent: Intent) async throws -> UpstreamWord
}

/// What came of trying an account's secrets at its upstream.
package enum SecretTrial: Hashable, Sendable {
    case accepted
    /// The upstream refuses them: an operator must act.
    case refused(reason: String)
    /// It could not be asked.
    case unanswered(reason: String)
    case notTried
}
