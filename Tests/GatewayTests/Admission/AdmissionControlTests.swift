import Policy
import Testing

@testable import Gateway

struct AdmissionControlTests {
    private let setting = RateLimitSetting(quota: 60, windowSeconds: 60, burst: 2)
    private let one = TenantID(ulid: ULID(value: 1))
    // The same shard as `one`.
    private let other = TenantID(ulid: ULID(value: 65))

    private func isAdmitted(_ verdict: AdmissionControl.Verdict) -> Bool {
        if case .admitted = verdict { true } else { false }
    }

    @Test func aTenantAtItsLimitDoesNotTouchAnother() {
        let control = AdmissionControl(concurrencyMax: 100)
        for _ in 0..<2 { #expect(isAdmitted(control.enter(one, limit: .read, setting: setting, nowNanoseconds: 0))) }
        #expect(!isAdmitted(control.enter(one, limit: .read, setting: setting, nowNanoseconds: 0)))
        #expect(isAdmitted(control.enter(one, limit: .payment, setting: setting, nowNanoseconds: 0)))
        #expect(isAdmitted(control.enter(other, limit: .read, setting: setting, nowNanoseconds: 0)))
        #expect(isAdmitted(control.enter(one, limit: .read, setting: setting, nowNanoseconds: 1_000_000_000)))
    }

    @Test func requestsAtOnceAreBoundedAndGivenBack() {
        let control = AdmissionControl(concurrencyMax: 1)
        #expect(isAdmitted(control.enter(one, limit: .read, setting: setting, nowNanoseconds: 0)))
        guard case .tooManyAtOnce = control.enter(one, limit: .payment, setting: setting, nowNanoseconds: 0) else {
            return #expect(Bool(false), "the second at once must be refused")
        }
        #expect(isAdmitted(control.enter(other, limit: .read, setting: setting, nowNanoseconds: 0)))
        control.leave(one)
        #expect(isAdmitted(control.enter(one, limit: .payment, setting: setting, nowNanoseconds: 0)))
    }
}
