/// What somebody did, or tried to do, by one verb of the admin API. Never carries a secret.
package struct ActionReport: Sendable {
    package enum Stage: Hashable, Sendable {
        /// On record before anything is done.
        case requested
        /// A question was answered.
        case answered
        case done
        /// It waits for a second person.
        case proposed
        /// Nobody approved it in time.
        case expired
        /// With the error's code.
        case refused(String)

        /// As the audit has it.
        package var word: String {
            switch self {
            case .requested: "requested"
            case .answered: "ok"
            case .done: "done"
            case .proposed: "proposed"
            case .expired: "expired"
            case .refused(let code): "refused: \(code)"
            }
        }
    }

    package let at: Timestamp
    /// The verb's.
    package let name: String
    /// The operator's user, as the kernel names it.
    package let actor: String
    package let tenantID: TenantID?
    package let stage: Stage
    /// What it was done to, and why. Order is kept.
    package let details: [(name: String, value: String)]

    package init(
        at: Timestamp, name: String, actor: String, tenantID: TenantID?, stage: Stage,
        details: [(name: String, value: String)]
    ) {
        self.at = at
        self.name = name
        self.actor = actor
        self.tenantID = tenantID
        self.stage = stage
        self.details = details
    }
}
