import Policy

/// How far asking about an intent has come.
package struct PendingInquiry: Hashable, Sendable {
    package let attempts: Int
    package let dueAt: Timestamp
    /// What the last question brought.
    package let finding: String?

    package init(attempts: Int, dueAt: Timestamp, finding: String?) {
        self.attempts = attempts
        self.dueAt = dueAt
        self.finding = finding
    }
}
