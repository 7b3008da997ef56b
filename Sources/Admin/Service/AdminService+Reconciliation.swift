import AuditLog
import Policy
import Store

extension AdminService {
    /// Compares the books of a credential with the upstream, and books a drift that the operator has named.
    package func reconcile(
        _ reference: String, _ request: ReconcileRequest, for caller: AdminCaller
    ) async throws(AdminError) -> ReconciliationList {
        let id = try await credential(reference)
        let found = try await compare(id, for: caller)
        guard let variance = request.variance else { return try await list(found, of: id, reference) }
        guard let currency = request.currency.flatMap({ CurrencyCode($0) }), let reconciliation = found[currency]
        else { throw AdminError(.invalidRequest, "a variance needs a --currency that the credential has") }
        guard !reconciliation.drift.isZero else {
            throw AdminError(.conflict, "there is no drift of \(currency) to book")
        }
        try await book(reconciliation.drift, of: currency, credential: id, variance: variance, for: caller)
        return try await list(try await compare(id, for: caller), of: id, reference)
    }

    private func compare(
        _ id: CredentialID, for caller: AdminCaller
    ) async throws(AdminError) -> [CurrencyCode: Reconciliation] {
        let action = Action("ledger reconcile", [("credential", id.description)])
        do {
            try await audit.appendDurably(record(action, by: caller, outcome: "requested"))
        } catch {
            throw AdminError(.unavailable, "nothing was done: the audit log cannot be written: \(error)")
        }
        do { return try await host.reconcile(id) } catch {
            throw AdminError(.unavailable, "the books could not be compared: \(error)")
        }
    }

    /// The difference becomes the platform's: its pool follows the upstream, and the variance says why.
    private func book(
        _ drift: Amount, of currency: CurrencyCode, credential id: CredentialID, variance: String,
        for caller: AdminCaller
    ) async throws(AdminError) {
        let details = [
            ("credential", id.description), ("currency", currency.description), ("amount", drift.description),
            ("variance", variance),
        ]
        let sheet = LedgerSheet(owner: .platform, credentialID: id, currency: currency)
        try await change(Action("ledger book variance", details), for: caller, reloading: false) { [now] writer in
            let entry = try JournalEntry(
                .adjustment, reason: variance, [Posting(.pool, drift), Posting(.variance, drift)])
            try LedgerRepository.post(entry, to: sheet, intent: nil, at: now(), in: writer)
        }
    }

    private func list(
        _ found: [CurrencyCode: Reconciliation], of id: CredentialID, _ reference: String
    ) async throws(AdminError) -> ReconciliationList {
        let paused: Set<CurrencyCode>
        do {
            paused = try await database.read { try LedgerRepository.pausedCurrencies(of: id, in: $0) }
        } catch { throw AdminError(describing: error) }
        let views = found.sorted { $0.key < $1.key }.map { currency, found in
            ReconciliationView(found, currency: currency, isPaused: paused.contains(currency))
        }
        return ReconciliationList(credential: reference, currencies: views)
    }
}

extension ReconciliationView {
    init(_ found: Reconciliation, currency: CurrencyCode, isPaused: Bool) {
        self.init(
            currency: currency.description, books: found.books.pool.description,
            upstreamAvailable: found.upstream.available.description,
            upstreamPending: found.upstream.pending.description, difference: found.difference.description,
            held: found.books.held.description, heldCount: found.books.heldCount,
            unconfirmed: found.books.unconfirmed.description, doubtful: found.books.doubtful.description,
            missing: found.books.missing.description, drift: found.drift.description, isPaused: isPaused)
    }
}
