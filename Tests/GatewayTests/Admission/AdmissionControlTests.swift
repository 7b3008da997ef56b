import Policy
import Testing

@testable import Gateway

struct AdmissionControlTests {
    private let setting = RateLimitSetting(quota: 60, windowSeconds: 60, burst: 2)
    private let one = TenantID(ulid: ULID(value: 1))
    private let other = TenantID(ulid: ULID(value: 2))

    private func isAdmitted(_ verdict: TenantMeter.Verdict) -> Bool {
        if case .admitted = verdict { true } else { false }
    }

    private func enter(
        _ control: AdmissionControl, _ tenant: TenantID, _ limit: LimitClass = .read, at nanoseconds: UInt64 = 0
    ) -> TenantMeter.Verdict {
        control.enter(control.meter(of: tenant), limit: limit, setting: setting, nowNanoseconds: nanoseconds)
    }

    @Test func aTenantAtItsLimitDoesNotTouchAnother() {
        let control = AdmissionControl(concurrencyMax: 100)
        for _ in 0..<2 { #expect(isAdmitted(enter(control, one))) }
        #expect(!isAdmitted(enter(control, one)))
        #expect(isAdmitted(enter(control, one, .payment)))
        #expect(isAdmitted(enter(control, other)))
        #expect(isAdmitted(enter(control, one, at: 1_000_000_000)))
    }

    @Test func requestsAtOnceAreBoundedAndGivenBack() {
        let control = AdmissionControl(concurrencyMax: 1)
        #expect(isAdmitted(enter(control, one)))
        guard case .tooManyAtOnce = enter(control, one, .payment) else {
            return #expect(Bool(false), "the second at once must be refused")
        }
        #expect(isAdmitted(enter(control, other)))
        control.meter(of: one).leave()
        #expect(isAdmitted(enter(control, one, .payment)))
    }
}
