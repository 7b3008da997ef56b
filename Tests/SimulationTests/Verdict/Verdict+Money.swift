import Policy
import Store

@testable import CryptofuseSimulator
@testable import StoreSQLite

extension Verdict {
    /// The shared account's balances and the books agree to the last digit.
    mutating func judgeBalances() throws {
        guard let accountID = simulation.sharedAccountID else { return }
        let found = simulation.reconcile(accountID)
        let balances = simulation.world.accounts[UpstreamAccount.shared.number].balances
        require(!found.isEmpty || balances.isEmpty, "the books cannot be compared")
        let drifting = found.filter { !$0.value.drift.isZero }
        let differences = try drifting.isEmpty ? "" : self.differences().joined(separator: ", ")
        for (currency, reconciliation) in drifting {
            let difference = "\(reconciliation.difference), \(reconciliation.drift) unexplained"
            require(false, "\(currency): the upstream differs by \(difference): \(differences)")
        }
    }

    /// Which objects the books and the upstream have in different states, for whoever looks for the cause.
    private func differences() throws -> [String] {
        let store = simulation.disk.connection
        let payments = try simulation.world.payments.all.compactMap { payment -> String? in
            let booked = try store.first(
                """
                SELECT p.amount FROM ledger_postings p JOIN ledger_entries e
                    ON e.tenant_id = p.tenant_id AND e.number = p.entry_number
                WHERE e.intent_id = $1 AND p.account = 'pool' ORDER BY e.number DESC LIMIT 1
                """, [.text(payment.orderID ?? "")]
            ) { try $0.text() }
            guard payment.account == UpstreamAccount.shared.number, booked != nil || payment.credited > .zero else {
                return nil
            }
            return """
                payment \(payment.id) \(payment.status) paid \(payment.totalPaid) rejected \(payment.rejected) \
                credited \(payment.credited), last booked \(booked ?? "nothing")
                """
        }
        let withdrawals = try simulation.world.withdrawals.all.compactMap { withdrawal -> String? in
            let state = try store.first(
                "SELECT state FROM ledger_withdrawals WHERE intent_id = $1", [.text(withdrawal.customID ?? "")]
            ) { try $0.text() }
            guard withdrawal.account == UpstreamAccount.shared.number else { return nil }
            return "withdrawal \(withdrawal.id) \(withdrawal.status) of \(withdrawal.requested): \(state ?? "no hold")"
        }
        return payments + withdrawals
    }

    /// Whatever the books say: what the upstream sent away for a tenant, it had received for that tenant, and no more than
    /// the rest is the tenant's to spend.
    mutating func judgeMoney(of tenant: SimulatedTenant) throws {
        let own = Set(intents.filter { $0.tenantID == tenant.id }.map(\.id.description))
        let payments = simulation.world.payments.all.filter { $0.orderID.map(own.contains) ?? false }
        let withdrawals = simulation.world.withdrawals.all.filter {
            !$0.status.returnsMoney && $0.customID.map(own.contains) ?? false
        }
        let received = payments.reduce(FixedPoint.zero) { $0 + $1.credited }
        let sent = withdrawals.reduce(FixedPoint.zero) { $0 + $1.requested }
        guard let accountID = simulation.sharedAccountID, let currency = CurrencyCode("USDTTRC20") else { return }
        let sheet = LedgerSheet(owner: .tenant(tenant.id), accountID: accountID, currency: currency)
        let balances = try BookRepository.balances(of: sheet, in: simulation.disk.connection)
        let (available, owed) = (balances[.available], balances[.receivable])
        // What came back was the tenant's to spend, and what then left all the same is owed by it.
        let rest = try Amount(parsing: (received - sent).text(digits: Amount.scale)).adding(owed)
        require(!rest.isNegative, "tenant \(tenant.number) received \(received), withdrew \(sent), owes \(owed)")
        require(available <= rest, "tenant \(tenant.number) may spend \(available) of \(rest)")
    }
}
