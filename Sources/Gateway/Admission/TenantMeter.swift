import Policy
import Synchronization

/// What one tenant has used up of its limits: requests over time per class, and requests at once.
final class TenantMeter: Sendable {
    enum Verdict {
        /// Must be followed by `leave`.
        case admitted(RateLimitDecision)
        case limited(RateLimitDecision)
        case tooManyAtOnce
    }

    private struct Usage {
        var read = GenericCellRate()
        var payment = GenericCellRate()
        var withdrawal = GenericCellRate()
        var inFlight = 0

        mutating func admit(_ limit: LimitClass, at now: UInt64, setting: RateLimitSetting) -> RateLimitDecision {
            switch limit {
            case .read: read.admit(at: now, setting: setting)
            case .payment: payment.admit(at: now, setting: setting)
            case .withdrawal: withdrawal.admit(at: now, setting: setting)
            }
        }
    }

    private let usage = Mutex(Usage())

    func enter(
        _ limit: LimitClass, setting: RateLimitSetting, concurrencyMax: Int, nowNanoseconds: UInt64
    ) -> Verdict {
        usage.withLock { usage in
            guard usage.inFlight < concurrencyMax else { return .tooManyAtOnce }
            let decision = usage.admit(limit, at: nowNanoseconds, setting: setting)
            guard decision.isAllowed else { return .limited(decision) }
            usage.inFlight += 1
            return .admitted(decision)
        }
    }

    func leave() { usage.withLock { $0.inFlight -= 1 } }
}
