/// What of the upstream's interface its documents leave open, as an operator knows it of one account.
package struct UpstreamDialect: Hashable, Sendable {
    /// The members of a list of withdrawals; the documents show both.
    package enum WithdrawalList: String, CaseIterable, Sendable {
        /// `{count,next,previous,results}`
        case results
        /// `{withdrawals,total}`
        case withdrawals
    }

    /// Whether lists can be filtered by `order_id` and `custom_id`. Where the filter is ignored, asking is useless yet
    /// harmless: only an object that carries the gateway's own reference proves anything.
    package var listsByReference: Bool
    package var withdrawalList: WithdrawalList

    package init(listsByReference: Bool = true, withdrawalList: WithdrawalList = .results) {
        self.listsByReference = listsByReference
        self.withdrawalList = withdrawalList
    }
}
