/// How many questions of the gateway's own one account is asked: a share of the account's quota, whatever waits to be
/// known. Times are monotonic nanoseconds.
package struct InquiryBudget: Hashable, Sendable {
    /// An upstream that limits without saying for how long.
    package static let pauseByDefault: Duration = .seconds(60)
    /// The longest pause that the upstream's word makes: a mistake of its must not stop the questions for days.
    package static let pauseMax: Duration = .seconds(3600)

    private var rate = GenericCellRate()
    private var pausedUntil: UInt64 = 0

    package init() {}

    /// So many in a minute, as many of them at once after a quiet minute.
    package static func setting(requestsPerMinute: Int) -> RateLimitSetting {
        RateLimitSetting(quota: requestsPerMinute, windowSeconds: 60)
    }

    /// How many may be asked at once now.
    package func available(at now: UInt64, setting: RateLimitSetting) -> Int {
        guard !isPaused(at: now) else { return 0 }
        var rate = rate
        let decision = rate.admit(at: now, setting: setting)
        return decision.isAllowed ? decision.remaining + 1 : 0
    }

    /// Counts one question when it may be asked now.
    package mutating func take(at now: UInt64, setting: RateLimitSetting) -> Bool {
        !isPaused(at: now) && rate.admit(at: now, setting: setting).isAllowed
    }

    /// The upstream limits (429): nothing is asked for so long.
    ///
    /// - Parameter retryAfter: what the upstream says; `nil` when it says nothing.
    package mutating func pause(for retryAfter: Duration?, at now: UInt64) {
        let pause = min(max(retryAfter ?? Self.pauseByDefault, .zero), Self.pauseMax)
        let (end, overflow) = now.addingReportingOverflow(UInt64(pause.wholeMilliseconds) * 1_000_000)
        pausedUntil = max(pausedUntil, overflow ? .max : end)
    }

    package func isPaused(at now: UInt64) -> Bool { now < pausedUntil }
}
