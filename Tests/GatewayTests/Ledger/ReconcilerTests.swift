import NIOCore
import Policy
import Store
import Synchronization
import TestSupport
import Testing
import Tokens

@testable import Gateway
@testable import HTTPWire
@testable import Transport

/// What the upstream leaves unsaid: it is no figure, so it is neither a drift nor the end of one.
@Suite struct ReconcilerTests {
    /// Answers the question for balances with what it is given.
    private final class BalancedUpstream: OutboundHTTP {
        private let account = Mutex("{}")

        func show(_ members: String) { account.withLock { $0 = members } }

        func send(
            _ request: ClientRequest, deadlines: ClientDeadlines
        ) async throws(ClientError) -> ClientResponse {
            let body =
                request.target == "/o/token/"
                ? #"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#
                : #"{"account":\#(account.withLock { $0 })}"#
            let head = ResponseHead(
                status: 200, fields: FieldSection(head: ByteBuffer(), lines: []),
                bodyFraming: .contentLength(body.utf8.count), keepAlive: true)
            return ClientResponse(head: head, body: ByteBuffer(string: body))
        }
    }

    private static let currency = CurrencyCode("USDTTRC20")!  // a literal

    private struct World {
        let database: any Database
        let upstream = BalancedUpstream()
        let accountID: AccountID
        let reconciler: Reconciler

        /// The books hold 100.
        init(_ database: any Database) async throws {
            self.database = database
            let (tenants, now) = (TestTenants(), TestTenants.startedAt)
            let id = AccountID.make(at: now)
            let credential = Credential(
                id: .make(at: now), accountID: id, clientID: "client", clientSecret: Secret("secret"),
                scope: "read", createdAt: now)
            let account = Account(
                id: id, name: "main", baseURL: "https://upstream.example", createdAt: now, credentials: [credential])
            try await database.write { store in
                try AccountRepository.insert(account, sealer: tenants.sealer, in: store)
                let amount = try Amount(parsing: "100")
                try BookRepository.post(
                    JournalEntry(.adjustment, reason: "opening", [Posting(.pool, amount), Posting(.variance, amount)]),
                    to: LedgerSheet(owner: .platform, accountID: id, currency: currency), intent: nil, at: now,
                    in: store)
            }
            let deadlines = ClientDeadlines(
                connect: .seconds(5), head: .seconds(5), total: .seconds(5), responseBodyBytesMax: 1 << 20)
            let scheduler = InstantScheduler()
            let registry = UpstreamRegistry(
                client: upstream,
                settings: UpstreamSettings(deadlines: deadlines, tokenPolicy: TokenPolicy(refreshAhead: .seconds(60))),
                scheduler: scheduler, logger: .silent)
            let directory = try await TenantDirectory(database: database, sealer: tenants.sealer)
            registry.update(directory.accounts)
            accountID = id
            reconciler = Reconciler(
                database: database, upstreams: registry, toleranceBasisPoints: 10, scheduler: scheduler,
                logger: .silent)
        }

        func reconcile(_ account: String) async throws -> Reconciliation {
            upstream.show(account)
            return try #require(try await reconciler.reconcile(accountID)[currency])
        }

        var isPaused: Bool {
            get async throws {
                try await database.read { try !BookRepository.pausedCurrencies(of: accountID, in: $0).isEmpty }
            }
        }

        var silences: [String] {
            get async throws { try await database.read { try BookRepository.silences(in: $0).map(\.reason) } }
        }
    }

    @Test(arguments: [
        (#"{"USDTTRC20":{"amount":"1"}}"#, "the upstream said no pending_amount"),
        (#"{"USDTTRC20":{"amount":"1","pending_amount":null}}"#, "the upstream said no pending_amount"),
        (#"{"USDTTRC20":{"pending_amount":"1"}}"#, "the upstream said no amount"),
        (#"{}"#, "the upstream's balances do not name it"),
    ])
    func whatIsNotSaidIsNotComparedAndPausesNothing(account: String, silence: String) async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database)
            let found = try await world.reconcile(account)
            #expect(found.silence == silence && found.drift.isZero)
            #expect(try await !world.isPaused)
            #expect(try await world.silences == [silence])
            let whole = try await world.reconcile(#"{"USDTTRC20":{"amount":"100","pending_amount":0}}"#)
            #expect(whole.silence == nil)
            #expect(try await world.silences.isEmpty, "what was said ends it")
        }
    }

    @Test func silenceEndsNoPause() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database)
            let short = try await world.reconcile(#"{"USDTTRC20":{"amount":"50","pending_amount":"0"}}"#)
            #expect(short.drift.isNegative)
            #expect(try await world.isPaused)
            _ = try await world.reconcile(#"{"USDTTRC20":{"amount":"100"}}"#)
            #expect(try await world.isPaused)
            _ = try await world.reconcile(#"{"USDTTRC20":{"amount":"100","pending_amount":"0"}}"#)
            #expect(try await !world.isPaused)
        }
    }

    @Test func aFigureThatCannotBeReadChangesNothing() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database)
            await #expect(throws: Reconciler.Failure.self) {
                try await world.reconcile(#"{"USDTTRC20":{"amount":"much","pending_amount":"0"}}"#)
            }
            #expect(try await !world.isPaused)
        }
    }
}
