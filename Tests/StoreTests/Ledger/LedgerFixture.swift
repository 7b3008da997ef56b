import Policy
import Store
import TestSupport

/// Two pooled tenants and what they own, in a store of the test's own.
struct LedgerFixture: Sendable {
    static let now = TestTenants.startedAt
    static let currency = CurrencyCode("USDTTRC20")!  // a literal

    let database: any Database
    let accountID: AccountID
    let left, right: TenantID

    static func with(_ body: (LedgerFixture) async throws -> Void) async throws {
        try await TemporaryDatabase.with { database in
            let tenants = TestTenants()
            let accountID = try await tenants.addAccount(to: database)
            let left = try await tenants.addTenant("left", of: accountID, to: database)
            let right = try await tenants.addTenant("right", of: accountID, to: database)
            try await body(
                LedgerFixture(database: database, accountID: accountID, left: left, right: right))
        }
    }

    func sheet(_ tenant: TenantID) -> LedgerSheet {
        LedgerSheet(owner: .tenant(tenant), accountID: accountID, currency: Self.currency)
    }

    func intent(_ kind: ObjectKind, of tenant: TenantID) -> Intent {
        let id = IntentID.make(at: Self.now)
        return Intent(
            id: id, tenantID: tenant, accountID: accountID, kind: kind, idempotencyKey: nil, fingerprint: [],
            callbackToken: "token-\(id)", tenantCallbackURL: nil, tenantOrderID: nil, tenantCustomID: nil,
            createdAt: Self.now)
    }

    /// A payment that the books know, as the gateway's first commit leaves it.
    func payment(
        of tenant: TenantID, currency: CurrencyCode? = currency, feeBasisPoints: Int = 0
    ) async throws -> Intent {
        let intent = intent(.payment, of: tenant)
        let opening = PaymentOpening(
            currency: currency, isFeePaidByUser: false, upstreamFeeBasisPoints: feeBasisPoints)
        try await database.write { store in
            try IntentRepository.insert(intent, in: store)
            _ = try BookRepository.open(.payment(opening), for: intent, at: Self.now, in: store)
        }
        return intent
    }

    /// - Throws: `WithdrawalRefusal`.
    @discardableResult
    func withdrawal(of tenant: TenantID, _ amount: String, address: String = "T1") async throws -> Intent {
        let intent = intent(.withdrawal, of: tenant)
        let order = WithdrawalOrder(
            currency: Self.currency, amount: try Amount(parsing: amount), address: address)
        try await database.write { store in
            try IntentRepository.insert(intent, in: store)
            _ = try BookRepository.open(.withdrawal(order), for: intent, at: Self.now, in: store)
        }
        return intent
    }

    @discardableResult
    func apply(_ fact: LedgerFact, to intent: Intent) async throws -> Bool {
        try await database.write { try BookRepository.apply(fact, to: intent, at: Self.now, in: $0) }
    }

    func complete(_ payment: Intent, _ total: String) async throws {
        let fact = PaymentFact(
            status: "completed", totalPaid: try Amount(parsing: total), occurredAt: Self.now)
        try await apply(.payment(fact), to: payment)
    }

    func fund(_ tenant: TenantID, _ total: String) async throws {
        try await complete(try await payment(of: tenant), total)
    }

    func balance(_ account: LedgerAccount, of tenant: TenantID) async throws -> String {
        try await database.read { try BookRepository.balances(of: sheet(tenant), in: $0)[account].description }
    }
}
