import Threading
import AuditLog
import Policy
import Store
import Synchronization
import TestSupport
import Testing
import Tokens
import Transport

@testable import Gateway

@Suite struct SweeperTests {
    private struct Silence: AuditTrail {
        func append(_ record: AuditRecord) -> Bool { true }
        func appendDurably(_ record: AuditRecord) async throws(AuditError) {}
        var isHealthy: Bool { true }
    }

    /// A sweeper with one account for each host, and one tenant for each account.
    private final class World: Sendable {
        static let now = TestTenants.startedAt

        let database: any Database
        let upstreams: SimulatedUpstreams
        let timeout = Mutex<Duration>(.seconds(10))
        private let tenants = TestTenants()
        private let hasEnded = Mutex(false)
        private let owners = Mutex<[String: (TenantID, AccountID)]>([:])

        init(database: any Database, hosts: [String], hanging: Set<String> = []) async throws {
            self.database = database
            upstreams = SimulatedUpstreams(hangingHosts: hanging)
            for host in hosts {
                let id = AccountID.make(at: Self.now)
                let credential = Credential(
                    id: .make(at: Self.now), accountID: id, clientID: "client", clientSecret: Secret("secret"),
                    scope: "read", createdAt: Self.now)
                let account = Account(
                    id: id, name: host, baseURL: "https://\(host)", createdAt: Self.now, credentials: [credential])
                try await database.write { [sealer = tenants.sealer] in
                    try AccountRepository.insert(account, sealer: sealer, in: $0)
                }
                let tenant = try await tenants.addTenant("of-\(host)", of: id, to: database)
                owners.withLock { $0[host] = (tenant, id) }
            }
        }

        func loseOutcome(at host: String) async throws -> Intent {
            let (tenant, account) = try #require(owners.withLock { $0[host] })
            let intent = try await tenants.addIntent(
                of: tenant, accountID: account, token: "\(UInt64.random(in: .min ... .max))", to: database)
            try await database.write { try IntentRepository.loseOutcome(intent, at: Self.now, in: $0) }
            return intent
        }

        func state(of intent: Intent) async throws -> IntentState? {
            try await database.read { try IntentRepository.find(intent.id, of: intent.tenantID, in: $0)?.state }
        }

        /// Runs the resolver until `body` ends; what hangs then is let go.
        func whileResolving(_ body: () async throws -> Void) async throws {
            let directory = try await TenantDirectory(database: database, sealer: tenants.sealer)
            let registry = UpstreamRegistry(
                client: upstreams,
                settings: UpstreamSettings(
                    deadlines: deadlines(.seconds(40)), tokenPolicy: TokenPolicy(refreshAhead: .seconds(60))),
                scheduler: SystemScheduler(), logger: .silent)
            registry.update(directory.accounts)
            let sweeper = Sweeper(
                database: database, directory: directory, upstreams: registry, audit: Silence(),
                policy: { [self] in
                    SweepPolicy(
                        outcomes: ResolutionSchedule(pauses: [.milliseconds(1)]),
                        payments: SweepSchedule(pauses: [.seconds(3600)]),
                        withdrawals: SweepSchedule(pauses: [.seconds(3600)]),
                        latePayments: SweepSchedule(pauses: [.seconds(7200), .seconds(86_400)]),
                        requestsPerMinute: 6000,
                        deadlines: deadlines(timeout.withLock(\.self)), lease: .seconds(600))
                }, scheduler: SystemScheduler(), logger: .silent)
            let running = Task {
                await sweeper.run()
                hasEnded.withLock { $0 = true }
            }
            defer { running.cancel() }
            try await body()
            running.cancel()
            try await eventually {
                upstreams.releaseHanging()
                return hasEnded.withLock(\.self)
            }
        }

        private func deadlines(_ total: Duration) -> ClientDeadlines {
            ClientDeadlines(connect: total, head: total, total: total, responseBodyBytesMax: 1024)
        }
    }

    @Test func anAccountThatHangsDelaysNoOther() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database: database, hosts: ["slow", "quick"], hanging: ["slow"])
            var slow: [Intent] = []
            for _ in 0..<6 { slow.append(try await world.loseOutcome(at: "slow")) }
            let quick = try await world.loseOutcome(at: "quick")
            try await world.whileResolving {
                try await eventually {
                    try await world.state(of: quick) == .succeeded && world.upstreams.questions(to: "slow") == 1
                }
                let late = try await world.loseOutcome(at: "quick")
                try await eventually { try await world.state(of: late) == .succeeded }
                #expect(world.upstreams.questions(to: "slow") == 1, "one page of its list would answer for all six")
                world.upstreams.releaseHanging()
                // The list does not answer: one by one, a few at once.
                try await eventually {
                    world.upstreams.questions(to: "slow") == 1 + SweepPolicy.questionsAtOnceMax
                }
            }
            for intent in slow { #expect(try await world.state(of: intent) == .unknown) }
        }
    }

    @Test func aChangedDeadlineHoldsForTheNextQuestion() async throws {
        try await TemporaryDatabase.with { database in
            let world = try await World(database: database, hosts: ["quick"])
            try await world.whileResolving {
                let first = try await world.loseOutcome(at: "quick")
                try await eventually { try await world.state(of: first) == .succeeded }
                #expect(Set(world.upstreams.deadlines.map(\.total)) == [.seconds(10)])
                world.timeout.withLock { $0 = .seconds(3) }
                let second = try await world.loseOutcome(at: "quick")
                try await eventually { try await world.state(of: second) == .succeeded }
                #expect(world.upstreams.deadlines.last?.total == .seconds(3))
            }
        }
    }
}
