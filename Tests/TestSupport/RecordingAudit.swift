import AuditLog
import Synchronization

/// Keeps what would be audited; fails durably when told to.
package final class RecordingAudit: AuditTrail {
    private let state = Mutex<(records: [AuditRecord], isBroken: Bool)>(([], false))

    package init() {}

    package var records: [AuditRecord] { state.withLock { $0.records } }
    package var results: [String] { records.map(\.result) }

    package func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    package func append(_ record: AuditRecord) -> Bool {
        state.withLock { $0.records.append(record) }
        return true
    }

    package func appendDurably(_ record: AuditRecord) async throws(AuditError) {
        let isKept = state.withLock { state in
            if !state.isBroken { state.records.append(record) }
            return !state.isBroken
        }
        guard isKept else { throw .failed(reason: "broken by the test") }
    }

    package var isHealthy: Bool { state.withLock { !$0.isBroken } }
}
