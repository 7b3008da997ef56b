import Logging
import Policy
import Store
import Threading

/// Ends proposals whose time has run out, forgets those that were decided long ago, in small batches, and finishes what
/// was approved.
package struct ProposalRetention: Sendable {
    static let interval: Duration = .seconds(60)
    static let batchRowsMax = 100
    /// Who ends them, on the audit log.
    static let gatewayName = "fusegate"
    private static let gateway = AdminCaller(user: gatewayName, isShared: true)

    private let service: AdminService
    private let logger: Logger

    package init(service: AdminService, logger: Logger) {
        self.service = service
        self.logger = logger
    }

    /// Runs until its task is cancelled.
    package func run() async {
        while !Task.isCancelled {
            await sweep()
            try? await service.scheduler.sleep(for: Self.interval)
        }
    }

    func sweep() async {
        do {
            while try await expire() == Self.batchRowsMax {}
            while try await prune() == Self.batchRowsMax {}
            try await service.finishResolutions()
        } catch {
            logger.warning("proposals could not be swept", metadata: ["reason": "\(error)"])
        }
    }

    private func expire() async throws -> Int {
        let now = service.now()
        let expired = try await service.database.write { store in
            try ProposalRepository.expire(
                at: now, by: Self.gateway.user, limit: Self.batchRowsMax, in: store)
        }
        for proposal in expired {
            let action = AdminService.Action(
                ownAct: "proposal expire", tenant: proposal.tenantID,
                [
                    ("proposal", "\(proposal.id)"), ("verb", proposal.verb), ("proposer", proposal.review.proposer),
                    ("summary", proposal.summary),
                ])
            service.tell(action, by: Self.gateway, .expired)
        }
        return expired.count
    }

    private func prune() async throws -> Int {
        let deadline = service.now().advanced(by: .zero - service.options.proposalRetention)
        return try await service.database.write { store in
            try ProposalRepository.prune(decidedBefore: deadline, limit: Self.batchRowsMax, in: store)
        }
    }
}
