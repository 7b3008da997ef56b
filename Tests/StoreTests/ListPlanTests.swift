import Policy
import Store
import TestSupport
import Testing

/// What operators list costs a page, with ten rows and with ten million: no list sorts, and none looks at rows beside an
/// index.
@Suite struct ListPlanTests {
    private static let tenant = IntentFixture.tenant
    private static let span = TimeSpan(
        since: IntentFixture.now, until: IntentFixture.now.advanced(by: .seconds(3600)))

    @Test func everyListWalksAnIndex() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let planner = PlanningWriter(store)
                try Self.listDeliveries(in: planner)
                try Self.listIntents(in: planner)
                try Self.listProposals(in: planner)
                try Self.listApprovals(in: planner)
                try Self.listEntries(in: planner)
                #expect(planner.plans.count > 60)
                for (sql, steps) in planner.plans {
                    let isWalk = steps.allSatisfy { !$0.hasPrefix("SCAN") || $0.contains("USING") }
                    #expect(isWalk && !steps.contains { $0.contains("TEMP B-TREE") }, "\(sql): \(steps)")
                }
            }
        }
    }

    /// A state that few are in has an index of its own, and a time bounds the walk.
    @Test func theFewAreNotSearchedForAmongTheMany() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                func plan(_ list: (PlanningWriter) throws -> Void) throws -> String {
                    let planner = PlanningWriter(store)
                    try list(planner)
                    return planner.plans[0].steps.joined(separator: "; ")
                }
                for (status, index) in [
                    (DeliveryStatus.pending, "webhook_deliveries_pending"), (.dead, "webhook_deliveries_dead"),
                    (.superseded, "webhook_deliveries_superseded"),
                ] {
                    let filter = DeliveryFilter(status: status)
                    let steps = try plan { _ = try DeliveryRepository.deliveries(filter, in: $0) }
                    #expect(steps.contains(index), "\(steps)")
                }
                var failed = IntentFilter(states: [.refused], limit: 50)
                #expect(try plan { _ = try IntentRepository.list(failed, in: $0) }.contains("intents_failed"))
                failed.states = IntentState.allCases
                failed.kind = .withdrawal
                #expect(try plan { _ = try IntentRepository.list(failed, in: $0) }.contains("intents_of_withdrawals"))
                var timed = DeliveryFilter()
                timed.span = Self.span
                let steps = try plan { _ = try DeliveryRepository.deliveries(timed, in: $0) }
                #expect(steps.contains("(id>? AND id<?)"), "\(steps)")
            }
        }
    }

    private static func listDeliveries(in store: PlanningWriter) throws {
        for status in [nil] + DeliveryStatus.allCases.map(Optional.some) {
            for tenantID in [nil, tenant] {
                for span in [TimeSpan(), span] {
                    var filter = DeliveryFilter(
                        tenantID: tenantID, status: status, before: .make(at: IntentFixture.now))
                    filter.span = span
                    _ = try DeliveryRepository.deliveries(filter, in: store)
                }
            }
        }
    }

    private static func listIntents(in store: PlanningWriter) throws {
        // Those whose outcome is open are few, and are sorted.
        for states in [IntentState.allCases, [.succeeded], [.refused], [.abandoned, .refused]] {
            for (tenantID, kind) in [(nil, nil), (tenant, nil), (nil, .withdrawal)] as [(TenantID?, ObjectKind?)] {
                for span in [TimeSpan(), span] {
                    var filter = IntentFilter(tenantID: tenantID, states: states, limit: 50)
                    (filter.kind, filter.span) = (kind, span)
                    _ = try IntentRepository.list(filter, in: store)
                }
            }
        }
    }

    private static func listProposals(in store: PlanningWriter) throws {
        for state in [nil] + ProposalReview.State.allCases.map(Optional.some) {
            for tenantID in [nil, tenant] {
                var filter = ProposalRepository.Filter(limit: 50)
                (filter.tenantID, filter.state, filter.span) = (tenantID, state, span)
                _ = try ProposalRepository.list(filter, in: store)
            }
        }
    }

    private static func listApprovals(in store: PlanningWriter) throws {
        let all = WithdrawalApproval.State.allCases.map(ApprovalRepository.Filter.State.one)
        for state in [.open, .any] + all {
            for tenantID in [nil, tenant] {
                var filter = ApprovalRepository.Filter(limit: 50)
                (filter.tenantID, filter.state, filter.span) = (tenantID, state, span)
                _ = try ApprovalRepository.approvals(filter, in: store)
            }
        }
    }

    private static func listEntries(in store: PlanningWriter) throws {
        for cause in [nil] + JournalEntry.Cause.allCases.map(Optional.some) {
            for span in [TimeSpan(), span] {
                var filter = LedgerFilter(owner: .tenant(tenant), before: 100, isNewestFirst: true)
                (filter.cause, filter.span) = (cause, span)
                _ = try BookRepository.entries(filter, in: store)
            }
        }
    }
}
