import Admin
import AdminAPI
import Gateway
import Policy
import Store
import Webhooks

/// What operators' verbs ask of the running gateway. Those of a run concern books and intents.
struct SimulatedHost: AdminHost {
    struct NotSimulated: Error {}

    let directory: TenantDirectory
    let inquiry: ObjectInquiry
    let engine: DeliveryEngine

    func directoryDidChange(_ change: DirectoryChange) async throws {
        switch change {
        case .tenants(let tenants): try await directory.reload(tenants: tenants)
        case .accounts: try await directory.reloadAccounts()
        case .everything: try await directory.reload()
        }
    }

    func ask(about intent: Intent) async throws -> UpstreamWord { try await inquiry.ask(about: intent) }

    func currencies(of _: AccountID) async -> [CurrencyCode: CurrencyTraits]? { nil }
    func trySecrets(of _: Account) async -> SecretTrial { .notTried }
    func wakeDeliveries() { engine.wake() }
    func reloadConfiguration() async throws -> ConfigurationReloaded { throw NotSimulated() }
    func reconcile(_: AccountID) async throws -> [CurrencyCode: Reconciliation] { throw NotSimulated() }
    func status() async -> GatewayStatus { preconditionFailure("nobody asks for it in a run") }
}
