import AdminAPI
import Policy
import Store

extension AdminService {
    var limitHandlers: [VerbHandler] {
        [VerbHandler(LimitVerbs.show, showLimits), VerbHandler(LimitVerbs.set, changeLimit)]
    }

    /// A tenant's own limit begins as the configuration's. Its quota and window can only be changed; unset, they are the
    /// configuration's again.
    func changeLimit(
        _ request: ChangeLimit, for caller: AdminCaller
    ) async throws(AdminError) -> Changed<LimitList> {
        guard let limitClass = LimitClass(rawValue: request.class) else {
            throw AdminError(
                .invalidRequest, "the class must be read, payment or withdrawal, is \"\(request.class)\"")
        }
        let quota = try Self.require(request.quota, "the quota", in: RateLimitSetting.quotaRange)
        let window = try Self.require(
            request.windowSeconds, "the window's seconds", in: RateLimitSetting.windowSecondsRange)
        let burst = try Self.require(request.burst, "the burst", in: RateLimitSetting.burstRange)
        let details =
            Self.details("quota", quota) + Self.details("window_seconds", window) + Self.details("burst", burst)
        guard !details.isEmpty else { throw AdminError(.invalidRequest, "name something to change") }
        let id = try await tenant(request.tenant)
        let action = Action(LimitVerbs.set, tenant: id, [("class", limitClass.rawValue)] + details)
        return try await change(action, for: caller) { [options] writer in
            let configured = options.defaultLimits[limitClass]
            let old = try TenantRepository.limits(of: id, in: writer)[limitClass] ?? configured
            guard let quota = quota.applied(to: old?.quota) ?? configured?.quota,
                let window = window.applied(to: old?.windowSeconds) ?? configured?.windowSeconds
            else { throw AdminError(.invalidRequest, "the tenant has no such limit yet: name quota and window") }
            // A burst that was the whole quota stays the whole quota.
            let isWhole = old.map { $0.burst == $0.quota } ?? true
            let new = RateLimitSetting(
                quota: quota, windowSeconds: window, burst: burst.applied(to: isWhole ? nil : old?.burst))
            try TenantRepository.setLimit(new, for: limitClass, of: id, in: writer)
            let own = try TenantRepository.limits(of: id, in: writer)
            return Changed(
                LimitList(limits: LimitView.all(own: own, defaults: options.defaultLimits)),
                [
                    SettingChange("quota", from: old.map { "\($0.quota)" }, to: "\(new.quota)"),
                    SettingChange(
                        "window_seconds", from: old.map { "\($0.windowSeconds)" }, to: "\(new.windowSeconds)"),
                    SettingChange("burst", from: old.map { "\($0.burst)" }, to: "\(new.burst)"),
                ])
        }
    }

    func showLimits(_ request: TenantReference, for caller: AdminCaller) async throws(AdminError) -> LimitList {
        let id = try await tenant(request.tenant)
        return try await ask(Action(LimitVerbs.show, tenant: id), for: caller) { [options] reader in
            let own = try TenantRepository.limits(of: id, in: reader)
            return LimitList(limits: LimitView.all(own: own, defaults: options.defaultLimits))
        }
    }

    private static func require(
        _ change: FieldChange<Int>, _ what: String, in range: ClosedRange<Int>
    ) throws(AdminError) -> FieldChange<Int> {
        try change.map { (value) throws(AdminError) in
            guard range.contains(value) else {
                throw AdminError(
                    .invalidRequest, "\(what) must be \(range.lowerBound)…\(range.upperBound), is \(value)")
            }
            return value
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
                class: limitClass.rawValue, quota: setting.quota, windowSeconds: setting.windowSeconds,
                burst: setting.burst, isDefault: own[limitClass] == nil)
        }
    }
}
