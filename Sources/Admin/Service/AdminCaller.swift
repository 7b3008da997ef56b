/// Who asks, and why. Goes into the audit log.
package struct AdminCaller: Hashable, Sendable {
    /// Characters of a reason.
    package static let reasonLengthMax = 200

    /// The peer's user as the kernel names it, such as `root` or `uid 1001`.
    package let user: String
    /// Who the peer says it acts for (`SUDO_USER`); a claim.
    package let onBehalfOf: String?
    package let reason: String?

    package init(user: String, onBehalfOf: String? = nil, reason: String? = nil) {
        self.user = user
        self.onBehalfOf = onBehalfOf
        self.reason = reason
    }
}
