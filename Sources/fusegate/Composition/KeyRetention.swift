import GatewayConfiguration
import Logging
import Policy
import Store
import Transport

/// Forgets idempotency keys and stored answers past their retention, in batches small enough not to be felt.
struct KeyRetention: Sendable {
    static let interval: Duration = .seconds(600)
    static let batchRowsMax = 200

    let database: any Database
    let settings: SettingsInForce
    let logger: Logger

    func start() -> Task<Void, Never> {
        Task {
            while !Task.isCancelled {
                let idempotency = settings.current.idempotency
                await forget(.payment, after: idempotency.paymentRetention)
                await forget(.withdrawal, after: idempotency.withdrawalRetention)
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func forget(_ kind: ObjectKind, after retention: Duration) async {
        let now = SystemClock.now()
        let deadline = now.advanced(by: .zero - retention)
        do {
            while try await database.write({ store in
                try IntentRepository.forgetKeys(
                    kind: kind, createdBefore: deadline, limit: Self.batchRowsMax, at: now, in: store)
            }) == Self.batchRowsMax {}
        } catch {
            logger.warning("idempotency keys could not be pruned", metadata: ["reason": "\(error)"])
        }
    }
}
