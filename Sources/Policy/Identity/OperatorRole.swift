/// What an operator is there for. Membership of the role's system group gives it.
package enum OperatorRole: String, CaseIterable, Hashable, Sendable {
    case owner
    case treasurer
    case support
    case auditor
}

/// What a verb of administration is part of, and so which roles may use it.
package enum OperatorDuty: String, CaseIterable, Hashable, Sendable {
    /// To look at everything but secrets.
    case reading
    /// Tenants, their keys, endpoints, certificates and rate limits, and webhooks.
    case support
    /// Money, and the controls that bound it.
    case treasury
    /// Upstream accounts, their secrets, and the configuration.
    case ownership
    /// To decide about what somebody else proposed. The proposed verb's own duty is asked for as well.
    case decision

    package var roles: Set<OperatorRole> {
        switch self {
        case .reading: Set(OperatorRole.allCases)
        case .support: [.owner, .support]
        case .treasury: [.owner, .treasurer]
        case .ownership: [.owner]
        case .decision: [.owner, .treasurer, .support]
        }
    }
}
