import Policy

/// When what a list shows was made.
package struct TimeSpan: Hashable, Sendable {
    /// At or after this; `nil` is no bound.
    package var since: Timestamp?
    /// Before this; `nil` is no bound.
    package var until: Timestamp?

    package init(since: Timestamp? = nil, until: Timestamp? = nil) {
        self.since = since
        self.until = until
    }
}
