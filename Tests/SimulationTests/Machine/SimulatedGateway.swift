import Admin
import AdminAPI
import AuditLog
import Gateway
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import TestSupport
import Tokens
import Transport
import Webhooks

/// The gateway's real parts in one life of its process, joined as the composition root joins them.
final class SimulatedGateway: @unchecked Sendable {  // touched by the scheduler's thread only
    static let publicURL = "https://gateway.example"
    static let upstreamFeeBasisPoints = 100
    /// Short enough for some proposals to expire in a run.
    static let proposalLifetime: Duration = .seconds(60)
    /// Short enough for some deliveries to be given up while receivers fail.
    static let deliveryPauses: [Duration] = [.seconds(1), .seconds(5), .seconds(20)]
    /// The upstream's totals are 30 s.
    static let deadlines = ClientDeadlines(
        connect: .seconds(5), head: .seconds(30), total: .seconds(30), responseBodyBytesMax: 1 << 20)

    let process: SimulatedProcess
    let store: SimulatedStore
    private let audit: SimulatedAudit
    private let reports: Reports
    private let scheduler: SimulatedScheduler
    private let network: SimulatedNetwork
    private let receivers: SimulatedReceivers
    private let masterKey: MasterKey
    /// `nil` while it starts.
    private(set) var gateway: Gateway?
    private(set) var secrets: InstanceSecrets?
    private(set) var reconciler: Reconciler?
    private(set) var admin: AdminService?

    init(
        process: SimulatedProcess, store: SimulatedStore, audit: SimulatedAudit, network: SimulatedNetwork,
        receivers: SimulatedReceivers,
        scheduler: SimulatedScheduler, masterKey: MasterKey
    ) {
        self.process = process
        self.store = store
        self.audit = audit
        reports = Reports(audit: audit)
        self.network = network
        self.receivers = receivers
        self.scheduler = scheduler
        self.masterKey = masterKey
        process.keep(
            scheduler.start { [self] in
                // Whatever stops it is its death, and the next one starts.
                do { try await start() } catch {}
            })
    }

    private func start() async throws {
        let own = ProcessScheduler(process: process, scheduler: scheduler)
        let secrets = try await InstanceSecrets.loadOrCreate(database: store, masterKey: masterKey, now: own.now())
        _ = try await store.writeFromReserve { [now = own.now()] in
            try IntentRepository.loseOutcomesOfEarlierProcess(at: now, in: $0)
        }
        let directory = try await TenantDirectory(database: store, sealer: secrets.sealer)
        let upstreams = UpstreamRegistry(
            client: ProcessClient(process: process, network: network),
            settings: UpstreamSettings(deadlines: Self.deadlines, tokenPolicy: TokenPolicy()), scheduler: own,
            logger: .silent)
        upstreams.update(directory.accounts)
        let engine = makeEngine(directory, own)
        let intake = WebhookIntake(
            database: store, directory: directory, order: .latest, logger: .silent
        ) { engine.wake($0) }
        let sweeper = Sweeper(
            database: store, directory: directory, upstreams: upstreams, audit: audit,
            policy: {
                SweepPolicy(
                    outcomes: ResolutionSchedule(pauses: [.seconds(5), .seconds(30), .seconds(120)]),
                    payments: SweepSchedule(pauses: [.seconds(10), .seconds(300)]),
                    withdrawals: SweepSchedule(pauses: [.seconds(120), .seconds(300)]),
                    latePayments: SweepSchedule(pauses: [.seconds(7200), .seconds(86_400)]), requestsPerMinute: 60,
                    deadlines: Self.deadlines, lease: .seconds(300))
            }, scheduler: own, logger: .silent)
        reconciler = Reconciler(
            database: store, upstreams: upstreams, toleranceBasisPoints: 0, scheduler: own, logger: .silent)
        self.secrets = secrets
        admin = makeAdmin(secrets, directory, upstreams, engine, own)
        gateway = Gateway(
            settings: Self.settings, directory: directory, upstreams: upstreams, secrets: secrets,
            admission: AdmissionControl(concurrencyMax: 1000), database: store, reports: reports, intake: intake,
            readiness: Readiness(), keyUses: KeyUses(database: store, scheduler: own, logger: .silent),
            refusals: RefusalRecorder(audit: audit, scheduler: own, logger: .silent), scheduler: own, logger: .silent)
        process.keep(scheduler.start { await sweeper.run() })
        process.keep(scheduler.start { await engine.run() })
    }

    private func makeEngine(_ directory: TenantDirectory, _ own: ProcessScheduler) -> DeliveryEngine {
        var policy = DeliveryPolicy()
        policy.schedule = RetrySchedule(pauses: Self.deliveryPauses)
        return DeliveryEngine(
            database: store, directory: directory,
            transport: ProcessWebhookTransport(process: process, receivers: receivers), policy: policy,
            reports: reports, logger: .silent, scheduler: own,
            generator: SeededGenerator(seed: scheduler.choices.seed()))
    }

    private func makeAdmin(
        _ secrets: InstanceSecrets, _ directory: TenantDirectory, _ upstreams: UpstreamRegistry,
        _ engine: DeliveryEngine,
        _ own: ProcessScheduler
    ) -> AdminService {
        let inquiry = ObjectInquiry(database: store, upstreams: upstreams, scheduler: own) { Self.deadlines }
        let options = AdminService.Options(
            defaultLimits: [:], endpoints: CallbackPolicy(), hasOperators: true,
            proposalLifetime: Self.proposalLifetime, proposalRetention: .seconds(30 * 86_400))
        return AdminService(
            database: store, sealer: secrets.sealer, pepper: secrets.pepper, audit: audit, reports: reports,
            host: SimulatedHost(directory: directory, inquiry: inquiry, engine: engine), options: { options },
            scheduler: own)
    }

    private static var settings: GatewaySettings {
        let generous = RateLimitSetting(quota: 1_000_000, windowSeconds: 1)
        return GatewaySettings(
            publicURL: publicURL, tokenLifetime: .seconds(3600),
            defaultLimits: Dictionary(uniqueKeysWithValues: LimitClass.allCases.map { ($0, generous) }),
            bodyBytesMax: 1 << 16, callbacks: CallbackPolicy(), upstreamFeeBasisPoints: upstreamFeeBasisPoints,
            mirrorRefresh: MirrorRefresh(age: .seconds(60), deadlines: deadlines))
    }

    /// `nil` when the connection broke before the answer was there.
    func serve(_ request: SimulatedRequest) async -> SimulatedRequest.Reply? {
        guard let gateway else { return nil }
        let reply = process.open { (waiter: Pending<SimulatedRequest.Reply>) in
            scheduler.start { [scheduler] in
                let response = await gateway.respond(to: request.serverRequest)
                let reply = SimulatedRequest.Reply(
                    status: response.status, body: String(buffer: response.body),
                    isReplayed: response.fields.first("Idempotent-Replayed") != nil)
                scheduler.after(scheduler.choices.milliseconds(0...3)) { waiter.succeed(reply) }
            }
        }
        return try? await reply.value()
    }
}
