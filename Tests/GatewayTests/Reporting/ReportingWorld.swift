import AuditLog
import HTTPWire
import NIOCore
import NIOEmbedded
import Policy
import Store
import TestSupport
import Tokens
import Webhooks

@testable import Gateway
@testable import Transport

/// A gateway over a store, with one tenant whose intents the upstream calls back about, and who hears what it reports.
struct ReportingWorld: Sendable {
    static let address = "192.0.2.1"
    private static let secret = "upstream-secret"

    let gateway: Gateway
    let audit = RecordingAudit()
    let listener = RecordingListener()
    let accountID: AccountID
    let tenantID: TenantID
    private let tenants: TestTenants
    private let database: any Database

    static func with(_ body: (ReportingWorld) async throws -> Void) async throws {
        try await TemporaryDatabase.with { try await body(ReportingWorld($0)) }
    }

    private init(_ database: any Database) async throws {
        self.database = database
        let tenants = TestTenants()
        self.tenants = tenants
        let account = Account(
            id: .make(at: TestTenants.startedAt), name: "main", baseURL: "https://upstream.example",
            createdAt: TestTenants.startedAt, webhookSecrets: [Secret(Self.secret)])
        try await database.write { try AccountRepository.insert(account, sealer: tenants.sealer, in: $0) }
        accountID = account.id
        tenantID = try await tenants.addTenant("shop", of: account.id, to: database)

        let scheduler = ManualClock(TestTenants.startedAt)
        let directory = try await TenantDirectory(database: database, sealer: tenants.sealer)
        var generator = SystemRandomNumberGenerator()
        let secrets = try await InstanceSecrets.loadOrCreate(
            database: database, masterKey: .generate(using: &generator), now: scheduler.now())
        gateway = Gateway(
            settings: Self.settings, directory: directory,
            upstreams: UpstreamRegistry(
                client: SimulatedUpstreams(),
                settings: UpstreamSettings(deadlines: Self.deadlines, tokenPolicy: TokenPolicy()),
                scheduler: scheduler, logger: .silent),
            secrets: secrets, admission: AdmissionControl(concurrencyMax: 10), database: database,
            reports: Reports(audit: audit, listeners: [listener]),
            intake: WebhookIntake(
                database: database, directory: directory, order: .latest, logger: .silent, wake: { _ in }),
            readiness: Readiness(), keyUses: KeyUses(database: database, scheduler: scheduler, logger: .silent),
            refusals: RefusalRecorder(audit: audit, scheduler: scheduler, logger: .silent), scheduler: scheduler,
            logger: .silent)
    }

    private static let deadlines = ClientDeadlines(
        connect: .seconds(5), head: .seconds(30), total: .seconds(30), responseBodyBytesMax: 1 << 20)

    private static var settings: GatewaySettings {
        GatewaySettings(
            publicURL: "https://gateway.example", tokenLifetime: .seconds(3600), defaultLimits: [:],
            bodyBytesMax: 1 << 16, callbacks: CallbackPolicy(), upstreamFeeBasisPoints: 0,
            mirrorRefresh: MirrorRefresh(age: .seconds(60), deadlines: deadlines))
    }

    func addIntent(_ token: String, upstreamID: String, callbackURL: String) async throws -> Intent {
        try await tenants.addIntent(
            of: tenantID, accountID: accountID, token: token, upstreamID: upstreamID, callbackURL: callbackURL,
            to: database)
    }

    /// The upstream's call.
    ///
    /// - Parameter signature: its own, if not given.
    func hook(_ body: String, token: String = "token", signature: String? = nil) async -> ServerResponse {
        let signature = signature ?? CallbackSignature.sign(Array(body.utf8), secret: Secret(Self.secret))
        return await send(
            "POST /hooks/cryptofuse/\(accountID)/\(token)/", ["X-Webhook-Signature: \(signature)"], body)
    }

    func send(_ line: String, _ fields: [String] = [], _ body: String = "") async -> ServerResponse {
        var parser = RequestParser(limits: WireLimits())
        let lines = ["\(line) HTTP/1.1", "Host: gateway.example", "Content-Length: \(body.utf8.count)"] + fields
        parser.append(ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n"))
        guard case .head(let head)? = try? parser.next() else { preconditionFailure("a head of our own is sound") }
        return await gateway.respond(to: ServerRequest(head: head, client: BodySource(body)))
    }
}

/// The connection of one request.
private final class BodySource: ClientSide, @unchecked Sendable {  // one request's, which one task serves
    var memory: (any AnyObject & Sendable)?
    let peer = ConnectionPeer(remoteAddress: ReportingWorld.address, isTLS: false)
    let disconnection = Disconnection(loop: EmbeddedEventLoop())
    private let body: ByteBuffer

    init(_ body: String) { self.body = ByteBuffer(string: body) }

    func readBody(of _: RequestHead, maxBytes: Int) async throws(BodyError) -> ByteBuffer { body }
}
