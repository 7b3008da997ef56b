/// What of a tenant's body may reach the upstream. What the gateway does not understand may mean anything there: another
/// amount, another receiver, another account.
package struct ForwardedMembers: Hashable, Sendable {
    /// They choose whose funds move, or the platform's fee: no tenant's to say, at any depth, in whatever case.
    package static let refusedNames = ["account_id", "fee_percentage", "sub_account", "wallet", "wallet_id"]

    /// What is taken of a value.
    package enum Extent: Hashable, Sendable {
        case nothing
        /// No object, nor a list with one in it.
        case scalar
        /// An object, as far as its members are taken themselves.
        case members
        /// A scalar, or an object as above.
        case scalarOrMembers
        case everything
    }

    private let understood: Set<String>
    private let further: [[String]]

    /// - Parameter further: what an operator lets go on beside what the gateway understands. None of it does for tenants
    ///   that share an account, as it may speak of what is others'.
    package init(of route: Route, isShared: Bool, further: [MemberPath]) {
        understood = route.understoodMembers
        self.further = isShared ? [] : further.map(\.names)
    }

    package func extent(at path: [String]) -> Extent {
        guard let last = path.last, !Self.isRefused(last) else { return .nothing }
        if further.contains(where: { path.starts(with: $0, by: Self.isSpelt) }) { return .everything }
        let isPart = further.contains { $0.starts(with: path, by: Self.isSpelt) }
        let isUnderstood = path.count == 1 && understood.contains(last)
        switch (isUnderstood, isPart) {
        case (true, true): return .scalarOrMembers
        case (true, false): return .scalar
        case (false, true): return .members
        case (false, false): return .nothing
        }
    }

    /// Byte by byte, as the upstream compares: Swift's own equality takes some texts for one.
    private static func isSpelt(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }

    package static func isRefused(_ name: String) -> Bool { refusedNames.contains(name.lowercased()) }
}
