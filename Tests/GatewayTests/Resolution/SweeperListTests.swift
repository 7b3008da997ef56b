import AuditLog
import HTTPWire
import Policy
import Store
import TestSupport
import Testing
import Tokens
import Transport
import Objects
import Webhooks

@testable import Gateway

/// What many open questions cost, on a simulated clock: every request to the upstream is counted.
@Suite struct SweeperListTests {
    private struct Silence: AuditTrail {
        func append(_ record: AuditRecord) -> Bool { true }
        func appendDurably(_ record: AuditRecord) async throws(AuditError) {}
        var isHealthy: Bool { true }
    }

    /// One account, one tenant, and a sweeper that is driven by hand.
    private struct World {
        let database: any Database
        let scheduler = InstantScheduler()
        let listed = ListedUpstream()
        let tenantID: TenantID
        let accountID: AccountID
        let sweeper: Sweeper
        let upstream: Upstream

        init(_ database: any Database, dialect: UpstreamDialect = UpstreamDialect()) async throws {
            self.database = database
            let (tenants, now) = (TestTenants(), TestTenants.startedAt)
            let id = AccountID.make(at: now)
            let credential = Credential(
                id: .make(at: now), accountID: id, clientID: "client", clientSecret: Secret("secret"),
                scope: "read", createdAt: now)
            let account = Account(
                id: id, name: "main", baseURL: "https://upstream.example", dialect: dialect, createdAt: now,
                credentials: [credential])
            try await database.write { try AccountRepository.insert(account, sealer: tenants.sealer, in: $0) }
            tenantID = try await tenants.addTenant("shop", of: id, to: database)
            accountID = id
            let directory = try await TenantDirectory(database: database, sealer: tenants.sealer)
            let deadlines = ClientDeadlines(
                connect: .seconds(5), head: .seconds(5), total: .seconds(5), responseBodyBytesMax: 1 << 20)
            let registry = UpstreamRegistry(
                client: listed,
                settings: UpstreamSettings(deadlines: deadlines, tokenPolicy: TokenPolicy(refreshAhead: .seconds(60))),
                scheduler: scheduler, logger: .silent)
            registry.update(directory.accounts)
            upstream = try #require(registry.upstream(of: id))
            sweeper = Sweeper(
                database: database, directory: directory, upstreams: registry, audit: Silence(),
                policy: {
                    SweepPolicy(
                        outcomes: ResolutionSchedule(
                            pauses: [2, 10, 60, 300, 1800, 7200, 21_600].map { .seconds($0) }),
                        payments: SweepSchedule(pauses: [.seconds(10), .seconds(300), .seconds(3600)]),
                        withdrawals: SweepSchedule(pauses: [.seconds(120)]),
                        latePayments: SweepSchedule(pauses: [.seconds(7200), .seconds(86_400)]), requestsPerMinute: 12,
                        deadlines: deadlines, lease: .seconds(60))
                }, scheduler: scheduler, logger: .silent)
        }

        /// Intents of one second each, the oldest first.
        func intents(_ count: Int) -> [Intent] {
            (0..<count).map { number in
                let created = TestTenants.startedAt.advanced(by: .milliseconds(number))
                return Intent(
                    id: .make(at: created), tenantID: tenantID, accountID: accountID, kind: .payment,
                    idempotencyKey: nil, fingerprint: [], callbackToken: "token-\(number)", tenantCallbackURL: nil,
                    tenantOrderID: nil, tenantCustomID: nil, createdAt: created)
            }
        }

        func lose(_ intents: [Intent]) async throws {
            try await database.write { store in
                for intent in intents {
                    try IntentRepository.insert(intent, in: store)
                    try IntentRepository.loseOutcome(intent, at: intent.createdAt, in: store)
                }
            }
        }

        func object(of intent: Intent, status: String = "waiting") -> JSONValue {
            [
                "transaction_id": .text("tx-\(intent.id)"), "order_id": .text(intent.id.description),
                "status": .text(status), "blockchain_address": "T", "created_at": .text(intent.createdAt.description),
            ]
        }

        /// Objects that are there and were answered, whose webhooks all get lost.
        func create(_ intents: [Intent]) async throws {
            try await database.write { store in
                for intent in intents {
                    try IntentRepository.insert(intent, in: store)
                    try IntentRepository.succeed(
                        intent, upstreamID: "tx-\(intent.id)", response: StoredResponse(status: 201, body: []),
                        at: intent.createdAt, in: store)
                    try ObjectObservation.creation(object(of: intent)).record(
                        of: intent, at: intent.createdAt, in: store)
                }
            }
        }

        func sweep(for duration: Duration, every pause: Duration = .seconds(60)) async throws {
            let end = scheduler.now().advanced(by: duration)
            while scheduler.now() < end {
                await sweeper.askDue(of: upstream)
                try await scheduler.sleep(for: pause)
            }
        }

        func states(of intents: [Intent]) async throws -> Set<IntentState?> {
            try await database.read { store in
                Set(try intents.map { try IntentRepository.find($0.id, of: $0.tenantID, in: store)?.state })
            }
        }

        func statuses(of intents: [Intent]) async throws -> Set<String?> {
            try await database.read { store in
                Set(try intents.map { try ObjectRepository.status(of: $0, in: store) })
            }
        }
    }

    @Test func aThousandLostAnswersWithoutAnEffectCostADayAFewReads() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database)
            let lost = world.intents(1000)
            try await world.lose(lost)
            let earlier = Intent(
                id: .make(at: TestTenants.startedAt.advanced(by: .seconds(-3600))), tenantID: world.tenantID,
                accountID: world.accountID, kind: .payment, idempotencyKey: nil, fingerprint: [],
                callbackToken: "earlier", tenantCallbackURL: nil, tenantOrderID: nil, tenantCustomID: nil,
                createdAt: TestTenants.startedAt.advanced(by: .seconds(-3600)))
            world.listed.show((0..<100).map { _ in world.object(of: earlier, status: "completed") })
            try await world.sweep(for: .seconds(86_400))
            #expect(try await world.states(of: lost) == [.unknown], "silence is no proof")
            #expect((7...30).contains(world.listed.questions.count), "\(world.listed.questions.count)")
            let pending = try await database.read { try InquiryQueue.outcomes.find(lost[17], in: $0) }
            #expect(pending.map { (7...12).contains($0.attempts) } == true, "\(String(describing: pending))")
        }
    }

    @Test func aThousandLostAnswersAreFoundInTheirList() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database)
            let lost = world.intents(1000)
            try await world.lose(lost)
            world.listed.show(lost.reversed().map { world.object(of: $0) })
            try await world.sweep(for: .seconds(600))
            #expect(try await world.states(of: lost) == [.succeeded])
            #expect((10...14).contains(world.listed.questions.count), "\(world.listed.questions.count)")
        }
    }

    @Test func anOutageOfWebhooksIsMadeUpForByAPageForAHundred() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database)
            let payments = world.intents(250)
            try await world.create(payments)
            world.listed.show(payments.reversed().map { world.object(of: $0, status: "expired") })
            try await world.sweep(for: .seconds(1800))
            #expect(world.listed.questions.isEmpty, "they may still be paid")
            try await world.sweep(for: .seconds(120))
            #expect(try await world.statuses(of: payments) == ["expired"])
            #expect(world.listed.questions.count == 3)
            try await world.sweep(for: .seconds(86_400), every: .seconds(600))
            #expect(world.listed.questions.count == 6, "money that arrives late would show")
            try await world.sweep(for: .seconds(9 * 86_400), every: .seconds(3600))
            #expect(world.listed.questions.count == 9, "and then it is over")
        }
    }

    @Test func whatTheListDoesNotShowIsAskedForOneByOne() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database)
            let payments = world.intents(30)
            try await world.create(payments)
            // A list of somebody else's, which names no references of ours.
            let foreign: [JSONValue] = payments.map {
                ["transaction_id": .text("other-\($0.id)"), "status": "waiting"]
            }
            let own = payments.map { world.object(of: $0, status: "completed") }
            world.listed.show(foreign + Array(repeating: ["transaction_id": "filler"], count: 6000) + own)
            try await world.sweep(for: .seconds(1800 + 900))
            #expect(try await world.statuses(of: payments) == ["completed"])
            let single = world.listed.questions.count { $0 == "/payments/status/" }
            #expect(single == 30 && world.listed.questions.count <= 30 + 6, "\(world.listed.questions)")
        }
    }

    @Test func aLimitOfTheUpstreamSilencesTheAccount() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database)
            let lost = world.intents(40)
            try await world.lose(lost)
            world.listed.show(lost.reversed().map { world.object(of: $0) })
            world.listed.limit(1)
            try await world.sweep(for: ListedUpstream.retryAfter - .seconds(60), every: .seconds(1))
            #expect(world.listed.questions.count == 1)
            try await world.sweep(for: .seconds(120), every: .seconds(1))
            #expect(world.listed.questions.count == 2)
            #expect(try await world.states(of: lost) == [.succeeded])
        }
    }

    /// One tenant's doubts leave another's turn free, whatever came first.
    @Test func aTenantWithManyDoubtsKeepsNoOtherWaiting() async throws {
        try await TemporaryDatabase.with { database in
            // Without lists each costs a question.
            let world = try await World(database, dialect: UpstreamDialect(listsByReference: false))
            let many = world.intents(300)
            try await world.create(many)
            let other = try await TestTenants().addTenant("other", of: world.accountID, to: database)
            let late = Intent(
                id: .make(at: TestTenants.startedAt.advanced(by: .seconds(1))), tenantID: other,
                accountID: world.accountID, kind: .payment, idempotencyKey: nil, fingerprint: [],
                callbackToken: "late", tenantCallbackURL: nil, tenantOrderID: nil, tenantCustomID: nil,
                createdAt: TestTenants.startedAt.advanced(by: .seconds(1)))
            try await world.create([late])
            world.listed.show((many + [late]).map { world.object(of: $0, status: "completed") })
            try await world.scheduler.sleep(for: .seconds(1900))
            await world.sweeper.askDue(of: world.upstream)
            #expect(try await world.statuses(of: [late]) == ["completed"])
            #expect(world.listed.questions.count <= 13, "a minute's budget")
        }
    }
}
