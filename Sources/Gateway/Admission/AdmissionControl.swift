import Policy
import Synchronization

/// Per-tenant limits: requests over time per class, and requests at once. Tenants share nothing but the lock's shard.
package final class AdmissionControl: Sendable {
    /// A power of two: enough that two loops seldom meet.
    private static let shardCount = 64

    private struct Meter {
        var rates: [LimitClass: GenericCellRate] = [:]
        var inFlight = 0
    }

    private final class Shard: Sendable {
        let meters = Mutex<[TenantID: Meter]>([:])
    }

    private let shards = (0..<shardCount).map { _ in Shard() }
    private let concurrencyMax: Int

    package init(concurrencyMax: Int) { self.concurrencyMax = concurrencyMax }

    enum Verdict {
        case admitted(RateLimitDecision)
        case limited(RateLimitDecision)
        case tooManyAtOnce
    }

    /// An admitted request must be followed by `leave`.
    func enter(_ tenant: TenantID, limit: LimitClass, setting: RateLimitSetting, nowNanoseconds: UInt64) -> Verdict {
        shard(of: tenant).meters.withLock { meters in
            var meter = meters[tenant, default: Meter()]
            defer { meters[tenant] = meter }
            guard meter.inFlight < concurrencyMax else { return .tooManyAtOnce }
            let decision = meter.rates[limit, default: GenericCellRate()].admit(at: nowNanoseconds, setting: setting)
            guard decision.isAllowed else { return .limited(decision) }
            meter.inFlight += 1
            return .admitted(decision)
        }
    }

    func leave(_ tenant: TenantID) {
        shard(of: tenant).meters.withLock { $0[tenant]?.inFlight -= 1 }
    }

    private func shard(of tenant: TenantID) -> Shard {
        shards[Int(truncatingIfNeeded: tenant.ulid.value) & (Self.shardCount - 1)]
    }
}
