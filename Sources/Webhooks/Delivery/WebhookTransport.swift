import Policy

/// One HTTP POST to a tenant's receiver.
package struct WebhookCall: Sendable {
    /// On whose account the host's name is resolved.
    package let tenantID: TenantID
    package let url: CallbackURL
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]
}

/// What came of it.
package enum WebhookAnswer: Hashable, Sendable {
    /// Decided by the status line.
    ///
    /// - Parameters:
    ///   - retryAfter: The answer's `Retry-After`, as received.
    ///   - cut: Why not all of the answer's body was read, when it was not.
    case answered(status: Int, retryAfter: String?, cut: String? = nil)
    /// No answer; the reason is fit for the tenant's eyes.
    case failed(reason: String)
    /// Every address of the host is one that must not be dialled.
    case refused(reason: String)

    var cut: String? {
        guard case .answered(_, _, let cut) = self else { return nil }
        return cut
    }

    var isAnswer: Bool {
        guard case .answered = self else { return false }
        return true
    }
}

/// Performs one attempt within its deadline. It follows no redirect and dials no address that was not judged.
package protocol WebhookTransport: Sendable {
    func deliver(_ call: WebhookCall, within deadline: Duration) async -> WebhookAnswer
}
