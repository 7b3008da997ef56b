/// Who administers the gateway, as far as the system vouches for it.
package struct Operator: Hashable, Sendable {
    /// The system user's name.
    package let name: String
    /// An account behind which may be anybody: root, or the one that the gateway runs as.
    package let isShared: Bool

    package init(name: String, isShared: Bool) {
        self.name = name
        self.isShared = isShared
    }
}
