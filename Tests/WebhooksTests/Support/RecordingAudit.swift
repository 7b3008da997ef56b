import AuditLog
import Synchronization
import Webhooks

/// Keeps what would be audited; fails durably when told to.
final class RecordingAudit: WebhookAudit {
    struct Broken: Error {}

    private let state = Mutex<(records: [AuditRecord], isBroken: Bool)>(([], false))

    var records: [AuditRecord] { state.withLock { $0.records } }
    var outcomes: [String] { records.map(\.outcome) }

    func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    func append(_ record: AuditRecord) -> Bool {
        state.withLock { $0.records.append(record) }
        return true
    }

    func appendDurably(_ record: AuditRecord) async throws {
        try state.withLock { state in
            guard !state.isBroken else { throw Broken() }
            state.records.append(record)
        }
    }
}
