import Transport

/// When a tenant's question about a withdrawal on its way is passed on to the upstream.
package struct MirrorRefresh: Sendable {
    /// When nothing was heard of it, nor asked, for so long.
    package var age: Duration
    /// Short: the client waits, and there is an answer without it.
    package var deadlines: ClientDeadlines

    package static let ageByDefault: Duration = .seconds(60)
    private static let timeoutMax: Duration = .seconds(5)

    /// - Parameter calls: other calls' deadlines, which may be longer.
    package init(age: Duration, within calls: ClientDeadlines) {
        self.init(age: age, deadlines: calls.shortened(to: Self.timeoutMax))
    }

    package init(age: Duration, deadlines: ClientDeadlines) {
        self.age = age
        self.deadlines = deadlines
    }
}
