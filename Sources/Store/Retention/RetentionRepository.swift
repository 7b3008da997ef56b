import Policy

/// What a step of `RetentionPolicy` drops.
package enum RetentionRepository {
    /// One batch, in the caller's transaction.
    ///
    /// - Returns: whether there may be more of it.
    package static func prune(
        _ step: RetentionPolicy.Step, olderThan deadline: Timestamp, limit: Int, in store: any SQLWriter
    ) throws -> Bool {
        switch step {
        case .paymentAnswers:
            try IntentRepository.forgetAnswers(kind: .payment, settledBefore: deadline, limit: limit, in: store)
                == limit
        case .withdrawalAnswers:
            try IntentRepository.forgetAnswers(
                kind: .withdrawal, settledBefore: deadline, limit: limit, in: store) == limit
        case .webhooks: try DeliveryRepository.prune(createdBefore: deadline, limit: limit, in: store) >= limit
        case .strayEvents:
            try EventRepository.pruneStrayEvents(receivedBefore: deadline, limit: limit, in: store) == limit
        case .failedRequests:
            try IntentRepository.dropFailed(settledBefore: deadline, limit: limit, in: store) == limit
        case .approvals: try ApprovalRepository.prune(decidedBefore: deadline, limit: limit, in: store) == limit
        }
    }
}
