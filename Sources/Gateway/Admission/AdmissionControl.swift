import Policy
import Synchronization

/// Every tenant's meter. Tenants share nothing but the lock under which a meter is looked up.
package final class AdmissionControl: Sendable {
    private let meters = Mutex<[TenantID: TenantMeter]>([:])
    private let concurrencyMax: Atomic<Int>

    package init(concurrencyMax: Int) { self.concurrencyMax = Atomic(concurrencyMax) }

    /// For requests to come; those in flight stay.
    package func limitConcurrency(perTenant max: Int) { concurrencyMax.store(max, ordering: .relaxed) }

    /// The same one for a tenant at every call, so that it may be kept.
    func meter(of tenant: TenantID) -> TenantMeter {
        meters.withLock { meters in
            if let meter = meters[tenant] { return meter }
            let meter = TenantMeter()
            meters[tenant] = meter
            return meter
        }
    }

    /// An admitted request must be followed by the meter's `leave`.
    func enter(
        _ meter: TenantMeter, limit: LimitClass, setting: RateLimitSetting, nowNanoseconds: UInt64
    ) -> TenantMeter.Verdict {
        meter.enter(
            limit, setting: setting, concurrencyMax: concurrencyMax.load(ordering: .relaxed),
            nowNanoseconds: nowNanoseconds)
    }
}
