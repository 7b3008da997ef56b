import NIOCore
import Policy
import Store
import Testing
import Transport

@testable import Gateway

struct KnownCallerTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)
    private static let mirrorRefresh = MirrorRefresh(
        age: .seconds(60),
        deadlines: ClientDeadlines(
            connect: .seconds(1), head: .seconds(1), total: .seconds(1), responseBodyBytesMax: 1024))
    private static let settings = GatewaySettings(
        publicURL: "http://gateway.example", tokenLifetime: .seconds(3600), defaultLimits: [:], bodyBytesMax: 1024,
        callbacks: CallbackPolicy(), upstreamFeeBasisPoints: 0,
        mirrorRefresh: mirrorRefresh)
    private static let tenant = Tenant(
        id: .make(at: now), name: "shop", accountID: .make(at: now), binding: .pooled, clientID: "client",
        clientSecretHash: [], webhookSecret: Secret(""), createdAt: now)

    private static func bytes(_ text: String) -> ByteBufferView { ByteBuffer(string: text).readableBytesView }

    private static func caller(in directory: DirectorySnapshot, expiresAtSecond: Int64 = .max) -> KnownCaller {
        KnownCaller(
            principal: Principal(tenant: tenant, scopes: .all, actor: "key", expiresAtSecond: expiresAtSecond),
            authorization: bytes("Bearer one"), directory: directory, meter: TenantMeter(), settings: settings)
    }

    @Test func standsForTheSameCredentialUnderTheSameDirectoryOnly() {
        let directory = DirectorySnapshot(tenants: [Self.tenant], accounts: [])
        let caller = Self.caller(in: directory)
        #expect(caller.isBehind(Self.bytes("Bearer one"), in: directory, under: Self.settings, now: Self.now))
        #expect(!caller.isBehind(Self.bytes("Bearer two"), in: directory, under: Self.settings, now: Self.now))
        #expect(!caller.isBehind(Self.bytes("Bearer on"), in: directory, under: Self.settings, now: Self.now))
        #expect(
            !caller.isBehind(Self.bytes("Bearer one"), in: directory.replacing([]), under: Self.settings, now: Self.now)
        )
    }

    @Test func endsWithTheSettings() {
        let directory = DirectorySnapshot(tenants: [Self.tenant], accounts: [])
        let caller = Self.caller(in: directory)
        let reloaded = GatewaySettings(
            publicURL: "http://gateway.example", tokenLifetime: .seconds(3600), defaultLimits: [:], bodyBytesMax: 1024,
            callbacks: CallbackPolicy(), upstreamFeeBasisPoints: 0,
            mirrorRefresh: Self.mirrorRefresh)
        #expect(!caller.isBehind(Self.bytes("Bearer one"), in: directory, under: reloaded, now: Self.now))
    }

    @Test func endsWithItsToken() {
        let directory = DirectorySnapshot(tenants: [Self.tenant], accounts: [])
        let second = Self.now.millisecondsSinceEpoch / 1000
        let caller = Self.caller(in: directory, expiresAtSecond: second + 1)
        #expect(caller.isBehind(Self.bytes("Bearer one"), in: directory, under: Self.settings, now: Self.now))
        #expect(
            !caller.isBehind(
                Self.bytes("Bearer one"), in: directory, under: Self.settings, now: Self.now.advanced(by: .seconds(1))))
    }

    /// Idle connections would otherwise keep every directory that they ever saw.
    @Test func doesNotKeepTheDirectory() {
        var directory: DirectorySnapshot? = DirectorySnapshot(tenants: [Self.tenant], accounts: [])
        let isKept = { [weak directory] in directory != nil }
        let caller = directory.map { Self.caller(in: $0) }
        directory = nil
        #expect(!isKept())
        #expect(caller != nil)
    }
}
