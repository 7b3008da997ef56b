import AdminAPI
import Policy
import Store

extension AdminService {
    /// Compares the books of an account with the upstream, and books a drift that the operator has named. Booked, it
    /// pauses nothing any more, so that waits for a second operator; on approval both are compared again.
    package func reconcile(
        _ reference: String, _ request: ReconcileRequest, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<ReconciliationList> {
        let id = try await account(reference)
        let found = try await compare(id, for: caller)
        guard let variance = request.variance else { return .done(try await list(found, of: id, reference)) }
        guard let currency = request.currency.flatMap({ CurrencyCode($0) }), let reconciliation = found[currency]
        else { throw AdminError(.invalidRequest, "a variance needs a --currency that the account has") }
        guard !reconciliation.drift.isZero else {
            throw AdminError(.conflict, "there is no drift of \(currency) to book")
        }
        switch try await book(reconciliation, of: currency, account: id, variance: variance, for: caller) {
        case .proposed(let proposal): return .proposed(proposal)
        case .done: return .done(try await list(try await compare(id, for: caller), of: id, reference))
        }
    }

    private func compare(
        _ id: AccountID, for caller: AdminCaller
    ) async throws(AdminError) -> [CurrencyCode: Reconciliation] {
        let action = Action(LedgerVerbs.reconcile, [("account", id.description)])
        try await recordRequests(of: [action], by: caller)
        do {
            let found = try await host.reconcile(id)
            tell(action, by: caller, .done)
            return found
        } catch {
            throw refuse(
                [action], by: caller,
                because: AdminError(.unavailable, "the books could not be compared: \(error)"))
        }
    }

    /// Judged once more in its own commit: of two at once one books the drift, and the other finds none.
    private func book(
        _ found: Reconciliation, of currency: CurrencyCode, account id: AccountID, variance: String,
        for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<Empty> {
        let details = [
            ("account", id.description), ("currency", currency.description), ("amount", found.drift.description),
            ("variance", variance),
        ]
        let request = ReconcileRequest(currency: currency.description, variance: variance)
        let rule = SecondPersonRule(
            request: try ProposedRequest(
                LedgerVerbs.reconcile, Addressed(AccountReference(id.description), request))
        ) { reader in
            let name = try AccountRepository.name(of: id, in: reader)
            return ["drift of \(name), \(found.drift) \(currency): unexplained -> the platform's, \(variance)"]
        }
        return try await change(Action(LedgerVerbs.reconcile, details), by: rule, for: caller) {
            [now] writer in
            do {
                try BookRepository.bookDrift(
                    found, of: currency, accountID: id, reason: variance, at: now(), in: writer)
            } catch let overtaken as ReconciliationOvertaken {
                throw AdminError(.conflict, "\(overtaken)")
            }
            return Empty()
        }
    }

    private func list(
        _ found: [CurrencyCode: Reconciliation], of id: AccountID, _ reference: String
    ) async throws(AdminError) -> ReconciliationList {
        do {
            return try await database.read { reader in
                let paused = try BookRepository.pausedCurrencies(of: id, in: reader)
                let views = try found.sorted { $0.key < $1.key }.map { currency, found in
                    let causes =
                        found.difference.isZero
                        ? [] : try BookRepository.causes(of: id, currency: currency, in: reader)
                    return try ReconciliationView(
                        found, currency: currency, isPaused: paused.contains(currency), causes: causes)
                }
                return ReconciliationList(account: reference, currencies: views)
            }
        } catch { throw AdminError(describing: error) }
    }

    /// Books what the platform took of its earnings upstream: out of the commission and out of the pool, so that nobody's
    /// withdrawals pause for it.
    package func payOutCommission(
        of reference: String, _ request: CommissionPayout, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<CommissionPaidOut> {
        guard let reason = caller.reason else { throw AdminError(.invalidRequest, "a payout needs a --reason") }
        let id = try await account(reference)
        guard let currency = CurrencyCode(request.currency) else {
            throw AdminError(.invalidRequest, "\"\(request.currency)\" is no currency")
        }
        guard let amount = try? Amount(parsing: request.amount), amount.isPositive else {
            throw AdminError(.invalidRequest, "the amount must be a number above zero, is \"\(request.amount)\"")
        }
        let details = [
            ("account", id.description), ("currency", currency.description), ("amount", amount.description),
        ]
        let rule = SecondPersonRule(
            request: try ProposedRequest(
                LedgerVerbs.payOutCommission, Addressed(AccountReference(id.description), request))
        ) { _ in
            ["\(amount) \(currency) of the commission of \(id): in the pool -> paid out"]
        }
        let result = try await change(
            Action(LedgerVerbs.payOutCommission, details), by: rule, for: caller
        ) { [now] writer in
            let earned = try BookRepository.commission(of: id, currency, in: writer)
            do {
                try BookRepository.payOutCommission(
                    amount, of: currency, accountID: id, reason: reason, at: now(), in: writer)
            } catch LedgerError.insufficient {
                throw AdminError(.conflict, "nothing was booked: the commission is \(earned) \(currency)")
            }
            return CommissionPaidOut(
                currency: currency.description, amount: amount,
                rest: try earned.subtracting(amount))
        }
        // A pause that it explains ends now and not at the next comparison.
        if case .done = result { _ = try? await host.reconcile(id) }
        return result
    }
}

extension ReconciliationView {
    /// The largest; more are counted.
    static let causesMax = 50

    init(
        _ found: Reconciliation, currency: CurrencyCode, isPaused: Bool, causes: [ReconciliationCause]
    ) throws {
        var stuck = Amount.zero
        for cause in causes where cause.kind == .holdWithoutWithdrawal { stuck = try stuck.adding(cause.amount) }
        self.init(
            currency: currency.description, books: found.books.pool,
            upstreamAvailable: found.upstream.available,
            upstreamPending: found.upstream.pending, difference: found.difference,
            held: found.books.held, heldCount: found.books.heldCount,
            unconfirmed: found.books.unconfirmed, doubtful: found.books.doubtful,
            missing: found.books.missing, drift: found.drift,
            notComparable: found.silence, isPaused: isPaused,
            heldWithoutWithdrawal: stuck,
            causes: causes.prefix(Self.causesMax).map { cause in
                Cause(
                    kind: cause.kind.rawValue, tenantID: cause.tenantID,
                    intentID: cause.intentID, amount: cause.amount,
                    since: cause.since.description, status: cause.status)
            }, causeCount: causes.count)
    }
}
