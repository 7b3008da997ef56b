import Policy
import Synchronization
import Webhooks

/// The gateway's snapshot, by hand.
final class TestDirectory: WebhookDirectory {
    private struct State {
        var accounts: [AccountID: [Secret<String>]] = [:]
        var tenants: [TenantID: Secret<String>] = [:]
        var suspended: Set<TenantID> = []
    }

    private let state = Mutex(State())

    func setSecrets(_ secrets: [String], of accountID: AccountID) {
        state.withLock { $0.accounts[accountID] = secrets.map { Secret($0) } }
    }

    func setSecret(_ secret: String, of tenantID: TenantID) {
        state.withLock { $0.tenants[tenantID] = Secret(secret) }
    }

    func setSuspended(_ isSuspended: Bool, _ tenantID: TenantID) {
        state.withLock { state in
            if isSuspended { state.suspended.insert(tenantID) } else { state.suspended.remove(tenantID) }
        }
    }

    func webhookSecrets(of accountID: AccountID) -> [Secret<String>] {
        state.withLock { $0.accounts[accountID] ?? [] }
    }

    func webhookSigning(of tenantID: TenantID, at now: Timestamp) -> WebhookSigning? {
        state.withLock { $0.tenants[tenantID] }.map { WebhookSigning($0) }
    }
    func isActive(_ tenantID: TenantID) -> Bool { state.withLock { !$0.suspended.contains(tenantID) } }
}
