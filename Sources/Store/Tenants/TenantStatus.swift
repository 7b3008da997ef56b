package enum TenantStatus: String, CaseIterable, Sendable {
    case active
    /// Calls are refused; webhooks of what it had started are still accepted and kept.
    case suspended
}
