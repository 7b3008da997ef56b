import Policy
import Store

@testable import CryptofuseSimulator
@testable import StoreSQLite

/// A tenant with an account of its own: limits bind it by what the gateway wrote down, and books it has none.
extension Verdict {
    /// A withdrawal that left, or may yet leave.
    private struct Leaving {
        let at: Timestamp
        let amount: Amount
    }

    static let limitVerb = "withdrawal limit"
    /// Longer than a request that began before a change waits for its commit, which is judged by it.
    private static let claimTime: Duration = .seconds(60)
    private static let hour: Duration = .seconds(3600)
    private static let day: Duration = .seconds(24 * 3600)

    /// Whatever the gateway's sums say: no window of the upstream's own withdrawals holds more than the limits allow.
    mutating func judgeLimits(of tenant: SimulatedTenant) throws {
        let leaving = try leaving(from: tenant)
        let raises = try raises()
        for last in leaving {
            let until = leaving.filter { $0.at <= last.at }
            let inHour = until.filter { $0.at > last.at.advanced(by: .zero - Self.hour) }
            let inDay = until.filter { $0.at > last.at.advanced(by: .zero - Self.day) }
            let sum = try inDay.reduce(Amount.zero) { try $0.adding($1.amount) }
            let limits = Scenario.limits
            require(last.amount <= limits.perWithdrawal ?? .zero, "\(last.amount) at once passed the limits")
            let raised = raises.filter { $0.at <= last.at.advanced(by: Self.claimTime) }.map(\.amount).max() ?? .zero
            require(sum <= max(limits.perDay ?? .zero, raised), "\(sum) within a day passed the limits")
            require(inHour.count <= limits.countPerHour ?? 0, "\(inHour.count) within an hour passed the limits")
        }
        try judgeEmptyBooks(of: tenant)
    }

    /// What two operators agreed on, by what they were shown.
    private func raises() throws -> [Leaving] {
        let filter = ProposalRepository.Filter(limit: 10_000)
        return try ProposalRepository.list(filter, in: simulation.disk.connection).compactMap { proposal in
            guard proposal.verb == Self.limitVerb, proposal.review.state == .applied, let at = proposal.decision?.at,
                let amount = proposal.summary.split(separator: " ").last
            else { return nil }
            return Leaving(at: at, amount: try Amount(parsing: String(amount)))
        }
    }

    /// By the times at which they were asked for. What came back does not count, nor does what was counted as such and then
    /// paid out after all.
    private func leaving(from tenant: SimulatedTenant) throws -> [Leaving] {
        let own = intents.filter { $0.tenantID == tenant.id && $0.kind == .withdrawal }
        let times = Dictionary(uniqueKeysWithValues: own.map { ($0.id.description, $0.createdAt) })
        return try simulation.world.withdrawals.all.compactMap { withdrawal in
            guard let at = withdrawal.customID.flatMap({ times[$0] }), !withdrawal.status.returnsMoney,
                !simulation.network.paidOutAfterAll.contains(withdrawal.id)
            else { return nil }
            return Leaving(at: at, amount: try Amount(parsing: withdrawal.requested.text(digits: Amount.scale)))
        }
    }

    private mutating func judgeEmptyBooks(of tenant: SimulatedTenant) throws {
        let entries = try simulation.disk.connection.rows(
            """
            SELECT e.tenant_id, e.number FROM ledger_entries e JOIN tenants t ON t.id = $1
            WHERE e.tenant_id = t.id OR e.account_id = t.account_id
            """, [.id(tenant.id)]
        ) { "\(try $0.text())/\(try $0.integer())" }
        require(entries.isEmpty, "an account of one tenant has books: \(entries.joined(separator: ", "))")
    }
}
