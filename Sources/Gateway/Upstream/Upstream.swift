import Threading
import HTTPWire
import Logging
import NIOCore
import Policy
import Store
import Synchronization
import Tokens
import Transport

/// One upstream account: its address, its credentials' tokens, and how its last calls went.
package final class Upstream: Sendable {
    package enum Health: String, Sendable { case unknown, ok, unavailable }

    /// How the last call went.
    package struct Report: Hashable, Sendable {
        package var health = Health.unknown
        /// Why it is not well.
        package var reason: String?
        /// Monotonic; `nil` before the first call.
        var nanoseconds: UInt64?
    }

    /// A call that only asks whether the account is served: of the catalogue, and so of no effect.
    static let probePath = "/currencies/"
    /// An answer that is older says little of now.
    static let probeAge: Duration = .seconds(10)
    /// Whoever asks how the gateway is waits no longer.
    static let probeTimeout: Duration = .seconds(3)

    let account: Account
    let catalogue: Catalogue
    let callbackScan: CallbackScan
    private let origin: Origin
    private let pathPrefix: String
    private let client: any OutboundHTTP
    private let settings: UpstreamSettings
    private let sources: [TokenSource]
    private let scheduler: any Scheduler
    private let lastReport = Mutex(Report())
    private let preparedFields = Mutex<PreparedFields?>(nil)

    /// `nil` when the account's base URL is not one.
    init?(
        account: Account, client: any OutboundHTTP, settings: UpstreamSettings, scheduler: any Scheduler,
        logger: Logger
    ) {
        guard let (origin, path) = Origin.splitting(url: account.baseURL) else { return nil }
        self.account = account
        self.callbackScan = CallbackScan(accountID: account.id)
        self.origin = origin
        self.pathPrefix = path.hasSuffix("/") ? String(path.dropLast()) : path
        self.client = client
        self.settings = settings
        self.scheduler = scheduler
        self.catalogue = Catalogue(now: scheduler.monotonicNanoseconds)
        var logger = logger
        logger[metadataKey: "account"] = "\(account.name)"
        self.sources = account.credentials.map { [pathPrefix] credential in
            TokenSource(
                fetcher: ClientCredentialsFetcher(
                    client: client, deadlines: settings.deadlines, origin: origin, pathPrefix: pathPrefix,
                    clientID: credential.clientID, clientSecret: credential.clientSecret, scope: credential.scope),
                policy: settings.tokenPolicy, scheduler: scheduler, logger: logger)
        }
    }

    package var health: Health { report.health }

    package var report: Report { lastReport.withLock(\.self) }

    package var tokens: [TokenStatus] { sources.map(\.status) }

    /// Asks the upstream, unless a call has just told.
    package func probe() async -> Report {
        let report = report
        let now = scheduler.monotonicNanoseconds()
        if let asked = report.nanoseconds, now < asked + UInt64(Self.probeAge.components.seconds) * 1_000_000_000 {
            return report
        }
        _ = try? await call(.get, Self.probePath, within: settings.deadlines.within(Self.probeTimeout))
        return self.report
    }

    /// - Returns: what the upstream has against the credentials; `nil` when each got a token.
    package func tryTokens() async -> TokenFailure? {
        for source in sources {
            do throws(TokenFailure) { _ = try await source.lease() } catch { return error }
        }
        return nil
    }

    private func note(of response: ClientResponse) {
        if response.status < 500 { note(.ok) } else { note(.unavailable, because: "it answers \(response.status)") }
    }

    private func note(_ health: Health, because reason: String? = nil) {
        let now = scheduler.monotonicNanoseconds()
        lastReport.withLock { $0 = Report(health: health, reason: reason, nanoseconds: now) }
    }

    /// Calls with a token of ours. A 401 renews the token and is tried once more: the upstream refused to look.
    ///
    /// - Parameters:
    ///   - body: JSON; `nil` sends none.
    ///   - deadlines: instead of the configured ones.
    ///   - abandonment: gives the call up when it happens; never for a call with an effect.
    func call(
        _ method: HTTPMethod, _ path: String, query: String? = nil, body: ByteBuffer? = nil,
        within deadlines: ClientDeadlines? = nil, abandonment: Disconnection? = nil
    ) async throws(UpstreamFailure) -> ClientResponse {
        let deadlines = deadlines ?? settings.deadlines
        var request = ClientRequest(
            origin: origin, method: method, target: target(path, query), body: body ?? ByteBuffer())
        request.abandonment = abandonment
        request.takesCutAnswer = true
        var isSecond = false
        while true {
            let (source, token) = if let ready = leaseAtOnce() { ready } else { try await lease() }
            request.fields = fields(for: token, of: source, hasBody: body != nil)
            let response: ClientResponse
            do throws(ClientError) { response = try await client.send(request, deadlines: deadlines) } catch {
                throw failure(error)
            }
            note(of: response)
            guard response.status == 401 else { return try whole(response) }
            source.reject(token)
            guard !isSecond else { throw rejection() }
            isSecond = true
        }
    }

    /// Its status line alone says that the upstream did not look at the call (429). Anything else is said in a body.
    private func whole(_ response: ClientResponse) throws(UpstreamFailure) -> ClientResponse {
        guard let cut = response.cut, response.status != 429 else { return response }
        throw failure(
            ClientError(
                kind: cut.kind, requestBytesWritten: true,
                reason: "the upstream answered \(response.status), but \(cut.reason)"))
    }

    private func target(_ path: String, _ query: String?) -> String {
        var target = pathPrefix
        target.reserveCapacity(pathPrefix.utf8.count + path.utf8.count + 1 + (query?.utf8.count ?? 0))
        target += path
        if let query {
            target += "?"
            target += query
        }
        return target
    }

    private func failure(_ error: ClientError) -> UpstreamFailure {
        if error.kind != .abandoned { note(.unavailable, because: error.reason) }
        return UpstreamFailure(
            effect: error.requestBytesWritten ? .unknown : .none, isStaleConnection: error.kind == .closed,
            isAbandoned: error.kind == .abandoned, reason: error.reason)
    }

    private func rejection() -> UpstreamFailure {
        let reason = "the upstream rejects its fresh token (401)"
        note(.unavailable, because: reason)
        return UpstreamFailure(effect: .none, reason: reason)
    }

    /// The same for every call with a token, and so made once for each.
    private func fields(for token: UpstreamToken, of source: TokenSource, hasBody: Bool) -> HTTPFields {
        preparedFields.withLock { prepared in
            if let prepared, prepared.source === source, prepared.generation == token.generation {
                return hasBody ? prepared.withBody : prepared.withoutBody
            }
            let fresh = PreparedFields(token: token, source: source)
            prepared = fresh
            return hasBody ? fresh.withBody : fresh.withoutBody
        }
    }

    /// The first credential's token, where nobody has to wait for it.
    private func leaseAtOnce() -> (TokenSource, UpstreamToken)? {
        guard let source = sources.first, let token = source.leaseAtOnce() else { return nil }
        return (source, token)
    }

    /// The first credential that has a token; the others stand in for it.
    private func lease() async throws(UpstreamFailure) -> (TokenSource, UpstreamToken) {
        var reason = "the account has no credential"
        for source in sources {
            do throws(TokenFailure) {
                return (source, try await source.lease())
            } catch {
                reason = error.reason
            }
        }
        note(.unavailable, because: reason)
        throw UpstreamFailure(effect: .none, reason: reason)
    }
}

extension ClientDeadlines {
    /// None is later than `timeout`.
    func within(_ timeout: Duration) -> ClientDeadlines {
        ClientDeadlines(
            connect: min(connect, timeout), head: min(head, timeout), total: min(total, timeout),
            responseBodyBytesMax: responseBodyBytesMax)
    }
}

/// The fields of calls with one token.
private struct PreparedFields: Sendable {
    let source: TokenSource
    let generation: Int
    let withoutBody: HTTPFields
    let withBody: HTTPFields

    init(token: UpstreamToken, source: TokenSource) {
        self.source = source
        generation = token.generation
        var fields = HTTPFields()
        fields.append("Authorization") {
            $0.append(contentsOf: "Bearer ".utf8)
            $0.append(contentsOf: token.accessToken.exposed.utf8)
        }
        fields.append("Accept", "application/json")
        fields.append("User-Agent", "Fusegate/1")
        withoutBody = fields
        fields.append("Content-Type", "application/json")
        withBody = fields
    }
}
