import Policy
import Store

extension AdminService {
    /// Bounds of a tenant's own limit: the same as the configuration's.
    package static let quotaRange = 1...1_000_000
    package static let windowSecondsRange = 1...86_400

    package func setLimit(
        of reference: String, _ limitClass: String, _ request: SetLimit, for caller: AdminCaller
    ) async throws(AdminError) -> LimitList {
        guard let limitClass = LimitClass(rawValue: limitClass) else {
            throw AdminError(.invalidRequest, "the class must be read, payment or withdrawal, is \"\(limitClass)\"")
        }
        try Self.require(request.quota, "the quota", in: Self.quotaRange)
        try Self.require(request.windowSeconds, "the window's seconds", in: Self.windowSecondsRange)
        try Self.require(request.burst ?? request.quota, "the burst", in: Self.quotaRange)
        let setting = RateLimitSetting(
            quota: request.quota, windowSeconds: request.windowSeconds, burst: request.burst)
        let id = try await tenant(reference)
        let details = [
            ("class", limitClass.rawValue), ("quota", "\(setting.quota)"),
            ("window_seconds", "\(setting.windowSeconds)"), ("burst", "\(setting.burst)"),
        ]
        return try await change(Action("limit set", tenant: id, details), for: caller) { [options] writer in
            try IdentityRepository.setLimit(setting, for: limitClass, of: id, in: writer)
            let own = try IdentityRepository.limits(of: id, in: writer)
            return LimitList(limits: LimitView.all(own: own, defaults: options.defaultLimits))
        }
    }

    package func showLimits(of reference: String, for caller: AdminCaller) async throws(AdminError) -> LimitList {
        let id = try await tenant(reference)
        return try await ask(Action("limit show", tenant: id), for: caller) { [options] reader in
            let own = try IdentityRepository.limits(of: id, in: reader)
            return LimitList(limits: LimitView.all(own: own, defaults: options.defaultLimits))
        }
    }

    private static func require(_ value: Int, _ what: String, in range: ClosedRange<Int>) throws(AdminError) {
        guard range.contains(value) else {
            throw AdminError(
                .invalidRequest, "\(what) must be \(range.lowerBound)…\(range.upperBound), is \(value)")
        }
    }
}

extension LimitView {
    static func all(
        own: [LimitClass: RateLimitSetting], defaults: [LimitClass: RateLimitSetting]
    ) -> [LimitView] {
        LimitClass.allCases.compactMap { limitClass in
            guard let setting = own[limitClass] ?? defaults[limitClass] else { return nil }
            return LimitView(
                limitClass: limitClass.rawValue, quota: setting.quota, windowSeconds: setting.windowSeconds,
                burst: setting.burst, isDefault: own[limitClass] == nil)
        }
    }
}
