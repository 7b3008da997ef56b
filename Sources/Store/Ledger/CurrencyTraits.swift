import Policy

/// How the upstream writes a currency beside its code.
package struct CurrencyTraits: Hashable, Sendable {
    /// `TRX` and `USDT` of `USDTTRC20`.
    package let blockchain: String
    package let token: String
    /// Fraction digits of its amounts.
    package let decimals: Int

    package init(blockchain: String, token: String, decimals: Int) {
        self.blockchain = blockchain
        self.token = token
        self.decimals = min(max(decimals, 0), Amount.scale)
    }
}

/// What a tenant has in one currency.
package struct TenantBalance: Hashable, Sendable {
    package let currency: CurrencyCode
    package let available: Amount
    package let held: Amount
    /// Payments that were seen on their way and are not credited yet.
    package let unconfirmed: Amount
    /// What the tenant owes: money that left after it was spent. Settled by whatever comes in next.
    package let receivable: Amount
    /// `nil` until they are learnt.
    package let traits: CurrencyTraits?

    /// What is coming or going: held and unconfirmed.
    package var pending: Amount { (try? held.adding(unconfirmed)) ?? held }
}

extension BookRepository {
    /// Every currency in which the tenant has or had anything, by code.
    package static func balances(
        of tenantID: TenantID, accountID: AccountID, in store: any SQLReader
    ) throws -> [TenantBalance] {
        var sheets: [CurrencyCode: [LedgerAccount: Amount]] = [:]
        let accounts = try store.rows(
            """
            SELECT currency, account, balance FROM ledger_accounts WHERE tenant_id = $1 AND account_id = $2
            """, [.id(tenantID), .id(accountID)]
        ) { (try $0.currency(), try $0.ledgerAccount(), try $0.amount()) }
        for (currency, account, balance) in accounts { sheets[currency, default: [:]][account] = balance }
        let unconfirmed = try unconfirmed(of: tenantID, accountID: accountID, in: store)
        return try Set(sheets.keys).union(unconfirmed.keys).sorted().map { currency in
            TenantBalance(
                currency: currency, available: sheets[currency]?[.available] ?? .zero,
                held: sheets[currency]?[.held] ?? .zero, unconfirmed: unconfirmed[currency] ?? .zero,
                receivable: sheets[currency]?[.receivable] ?? .zero,
                traits: try traits(of: currency, accountID: accountID, in: store))
        }
    }

    /// - Parameter price: as of `now`; `nil` leaves the last one, which grows old.
    package static func learn(
        _ traits: CurrencyTraits, price: USDPrice? = nil, of currency: CurrencyCode, accountID: AccountID,
        at now: Timestamp, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO ledger_currencies
                (account_id, currency, blockchain, token, decimals, usd_price, priced_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (account_id, currency) DO UPDATE SET blockchain = excluded.blockchain,
                token = excluded.token, decimals = excluded.decimals,
                usd_price = COALESCE(excluded.usd_price, ledger_currencies.usd_price),
                priced_at = COALESCE(excluded.priced_at, ledger_currencies.priced_at)
            """,
            [
                .id(accountID), .text(currency.description), .text(traits.blockchain), .text(traits.token),
                .count(traits.decimals), .amount(price?.perUnit), .time(price == nil ? nil : now),
            ])
    }

    /// - Returns: `nil` when none is known that was learnt after `since`.
    package static func usdPrice(
        of currency: CurrencyCode, accountID: AccountID, since: Timestamp, in store: any SQLReader
    ) throws -> USDPrice? {
        try store.first(
            """
            SELECT usd_price FROM ledger_currencies
            WHERE account_id = $1 AND currency = $2 AND priced_at > $3
            """, [.id(accountID), .text(currency.description), .time(since)]
        ) { USDPrice(perUnit: try $0.amount()) } ?? nil
    }

    /// All chains of a token, as far as they are learnt.
    package static func currencies(
        of token: CurrencyCode, accountID: AccountID, in store: any SQLReader
    ) throws -> Set<CurrencyCode> {
        Set(
            try store.rows(
                "SELECT currency FROM ledger_currencies WHERE account_id = $1 AND token = $2",
                [.id(accountID), .text(token.description)]
            ) { try $0.currency() })
    }

    private static func unconfirmed(
        of tenantID: TenantID, accountID: AccountID, in store: any SQLReader
    ) throws -> [CurrencyCode: Amount] {
        let rows = try store.rows(
            """
            SELECT currency, unconfirmed FROM ledger_payments
            WHERE tenant_id = $1 AND account_id = $2 AND unconfirmed <> '0.000000000000000000'
            """, [.id(tenantID), .id(accountID)]
        ) { (try $0.currency(), try $0.amount()) }
        return try rows.reduce(into: [:]) { sums, row in
            sums[row.0] = try (sums[row.0] ?? .zero).adding(row.1)
        }
    }

    static func traits(
        of currency: CurrencyCode, accountID: AccountID, in store: any SQLReader
    ) throws -> CurrencyTraits? {
        try store.first(
            "SELECT blockchain, token, decimals FROM ledger_currencies WHERE account_id = $1 AND currency = $2",
            [.id(accountID), .text(currency.description)]
        ) { CurrencyTraits(blockchain: try $0.text(), token: try $0.text(), decimals: try $0.count()) }
    }
}
