import Policy

/// A limit as it holds for one tenant, with the text that every answer under it carries.
struct AppliedLimit: Sendable {
    let limit: LimitClass
    let setting: RateLimitSetting
    let policyFieldValue: String

    init(limit: LimitClass, setting: RateLimitSetting) {
        self.limit = limit
        self.setting = setting
        policyFieldValue = setting.policyFieldValue(for: limit)
    }
}
