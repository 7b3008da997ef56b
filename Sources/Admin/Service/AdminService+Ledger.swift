import AdminAPI
import Policy
import Store

extension AdminService {
    /// How operators name the platform's own accounts.
    static let platformName = "platform"

    var ledgerHandlers: [VerbHandler] {
        [
            VerbHandler(LedgerVerbs.balances) { try await ledgerBalances(of: $0.owner, for: $1) },
            VerbHandler(LedgerVerbs.entries, ledgerEntries),
            VerbHandler(LedgerVerbs.check) { try await checkLedger(for: $1) },
            VerbHandler(LedgerVerbs.reconcile) { try await reconcile($0.subject.account, $0.request, for: $1) },
            VerbHandler(LedgerVerbs.payOutCommission) {
                try await payOutCommission(of: $0.subject.account, $0.request, for: $1)
            },
            VerbHandler(LedgerVerbs.adjust) {
                try await adjustLedger(
                    of: $0.subject.owner, account: $0.subject.account, $0.request, for: $1)
            },
        ]
    }

    /// - Parameter reference: a tenant, `platform`, or `nil` for all together.
    package func ledgerBalances(
        of reference: String?, for caller: AdminCaller
    ) async throws(AdminError) -> LedgerBalances {
        let owner = try await owner(reference)
        return try await ask(Action(LedgerVerbs.balances, tenant: owner?.tenantID), for: caller) { reader in
            try Self.balances(of: owner, in: reader)
        }
    }

    private static func balances(of owner: LedgerOwner?, in reader: any SQLReader) throws -> LedgerBalances {
        var views: [LedgerBalanceView] = []
        let totals =
            if let owner { try BookRepository.totals(of: owner, in: reader) } else {
                try BookRepository.totalsOfAll(in: reader)
            }
        for (accountID, currency, balances) in totals {
            let upstreamAccount = try AccountRepository.name(of: accountID, in: reader)
            for account in LedgerAccount.allCases where !balances[account].isZero {
                views.append(
                    LedgerBalanceView(
                        upstreamAccount: upstreamAccount, currency: currency.description, account: account.rawValue,
                        balance: balances[account]))
            }
        }
        return LedgerBalances(owner: owner.map(name), accounts: views)
    }

    package func ledgerEntries(
        _ query: ListEntries, for caller: AdminCaller
    ) async throws(AdminError) -> LedgerEntryList {
        var filter = LedgerFilter(
            owner: try await owner(query.owner), before: query.before, isNewestFirst: query.after == nil,
            limit: try Self.pageCount(query.count))
        if let number = query.after {
            filter.after = (try await owner(query.afterOwner) ?? .platform, number)
        }
        filter.span = try span(since: query.since, until: query.until)
        if let text = query.cause { filter.cause = try Self.choice(text, "cause") }
        if let object = query.object {
            guard let owner = filter.owner else { throw AdminError(.invalidRequest, "an object needs its owner") }
            filter.intentID = try await intent(behind: object, of: owner.tenantID).id
        }
        return try await ask(Action(LedgerVerbs.entries, tenant: filter.owner?.tenantID), for: caller) {
            [filter] reader in
            let records = try BookRepository.entries(filter, in: reader)
            let names = try AccountRepository.accountNames(in: reader)
            return LedgerEntryList(
                entries: records.map { LedgerEntryView($0, names) }, isFull: records.count == filter.limit)
        }
    }

    package func checkLedger(for caller: AdminCaller) async throws(AdminError) -> LedgerCheckView {
        try await ask(Action(LedgerVerbs.check), for: caller) { [now] reader in
            let check = try LedgerCheck(in: reader, at: now())
            return LedgerCheckView(
                entries: check.entries, carried: check.carried, payments: check.payments,
                withdrawals: check.withdrawals,
                violations: check.violations.map(\.description), violationCount: check.violationCount)
        }
    }

    /// Moves what is owed from one account of an owner to another, such as a doubt out of suspense. Whoever's name is on it
    /// arranges what the tenant then withdraws.
    package func adjustLedger(
        of reference: String, account: String, _ request: LedgerAdjustment, for caller: AdminCaller
    ) async throws(AdminError) -> ChangeResult<LedgerBalances> {
        guard let reason = caller.reason else { throw AdminError(.invalidRequest, "an adjustment needs a --reason") }
        guard let owner = try await owner(reference) else { throw AdminError(.invalidRequest, "whose?") }
        let accountID = try await self.account(account)
        guard let currency = CurrencyCode(request.currency) else {
            throw AdminError(.invalidRequest, "\"\(request.currency)\" is no currency")
        }
        let entry = try Self.adjustment(request, reason: reason)
        let sheet = LedgerSheet(owner: owner, accountID: accountID, currency: currency)
        let details = [
            ("owner", Self.name(owner)), ("currency", currency.description), ("from", request.from),
            ("to", request.to), ("amount", request.amount),
        ]
        let action = Action(LedgerVerbs.adjust, tenant: owner.tenantID, details)
        let isCredit = [LedgerAccount.available, .receivable].map(\.rawValue).contains(request.to)
        let credits = isCredit && owner.tenantID != nil
        let takesDoubts = request.from == LedgerAccount.suspense.rawValue
        let amount = try Self.amount(of: request)
        let rule = SecondPersonRule(
            request: try ProposedRequest(
                LedgerVerbs.adjust,
                Addressed(
                    SheetReference(account: accountID.description, owner: Self.name(owner)), request)),
            arranging: credits ? .credit(currency) : nil
        ) { reader in
            try Self.requireBooks(of: owner, with: accountID, in: reader)
            let name = try Self.displayName(of: owner, in: reader)
            let doubts = takesDoubts ? try SuspenseDoubts(in: sheet, reader).lines(of: amount) : []
            return ["\(request.amount) \(currency) of \(name): \(request.from) -> \(request.to)"] + doubts
        }
        let isAlone = !options.hasOperators
        return try await change(action, by: rule, for: caller) { [now] writer in
            try Self.requireBooks(of: owner, with: accountID, in: writer)
            if isAlone, takesDoubts, credits { try SuspenseDoubts(in: sheet, writer).requireCertain(amount) }
            do {
                try BookRepository.post(entry, to: sheet, intent: nil, at: now(), in: writer)
            } catch let error as LedgerError {
                throw AdminError(.conflict, "nothing was done: \(error)")
            }
            if credits, case .tenant(let id) = owner {
                try WithdrawalRuleRepository.record(.credit(currency), by: caller.maker, of: id, at: now(), in: writer)
            }
            return try Self.balances(of: owner, in: writer)
        }
    }

    /// A tenant's books are with the account that it shares. Elsewhere it has none, and what is moved there nobody could see
    /// or withdraw.
    private static func requireBooks(
        of owner: LedgerOwner, with accountID: AccountID, in reader: any SQLReader
    ) throws {
        guard let tenantID = owner.tenantID else { return }
        guard let tenant = try TenantRepository.tenantRow(tenantID, in: reader) else {
            throw IdentityError.noSuchTenant(tenantID.description)
        }
        guard tenant.accountID == accountID else {
            throw AdminError(
                .invalidRequest,
                "nothing was done: the books of \(tenant.name) are with the account \(tenant.accountName)")
        }
    }

    /// Between accounts that say whose the pool is: the pool itself follows the upstream alone, and holds follow their
    /// withdrawals.
    private static func adjustment(
        _ request: LedgerAdjustment, reason: String
    ) throws(AdminError) -> JournalEntry {
        let names = LedgerAccount.adjustable.map(\.rawValue)
        guard names.contains(request.from), names.contains(request.to), request.from != request.to,
            let from = LedgerAccount(rawValue: request.from), let to = LedgerAccount(rawValue: request.to)
        else {
            throw AdminError(.invalidRequest, "the accounts must be two of \(names.joined(separator: ", "))")
        }
        let amount = try amount(of: request)
        guard let taken = try? amount.negated(),
            let entry = try? JournalEntry(
                .adjustment, reason: reason,
                [
                    Posting(from, from.normalSide == .debit ? amount : taken),
                    Posting(to, to.normalSide == .debit ? taken : amount),
                ])
        else { throw AdminError(.invalidRequest, "the amount must be a number above zero, is \"\(request.amount)\"") }
        return entry
    }

    private static func amount(of request: LedgerAdjustment) throws(AdminError) -> Amount {
        guard let amount = try? Amount(parsing: request.amount), amount.isPositive else {
            throw AdminError(.invalidRequest, "the amount must be a number above zero, is \"\(request.amount)\"")
        }
        return amount
    }

    func owner(_ reference: String?) async throws(AdminError) -> LedgerOwner? {
        guard let reference else { return nil }
        return reference == Self.platformName ? .platform : .tenant(try await tenant(reference))
    }

    /// As operators know it.
    static func displayName(of owner: LedgerOwner, in reader: any SQLReader) throws -> String {
        try owner.tenantID.flatMap { try TenantRepository.tenantRow($0, in: reader)?.name } ?? name(owner)
    }

    static func name(_ owner: LedgerOwner) -> String { owner.tenantID?.description ?? platformName }
}

extension LedgerAccount {
    fileprivate static let adjustable: [LedgerAccount] = [.available, .commission, .receivable, .suspense, .variance]
}

extension LedgerOwner {
    var tenantID: TenantID? {
        guard case .tenant(let id) = self else { return nil }
        return id
    }
}

extension LedgerEntryView {
    init(_ record: LedgerRecord, _ accountNames: [AccountID: String]) {
        self.init(
            owner: AdminService.name(record.sheet.owner), number: record.number,
            createdAt: record.createdAt.description,
            upstreamAccount: accountNames[record.sheet.accountID] ?? record.sheet.accountID.description,
            currency: record.sheet.currency.description, intentID: record.intentID,
            cause: record.cause.rawValue, reason: record.reason,
            postings: record.postings.map {
                Posting(account: $0.account.rawValue, amount: $0.amount)
            })
    }
}
