import HTTPWire
import NIOCore
import Policy
import Transport

/// Asks an upstream's token endpoint (RFC 6749 section 4.4) over the shared client.
package protocol TokenFetcher: Sendable {
    func fetch() async throws(TokenFailure) -> (accessToken: Secret<String>, lifetime: Duration)
}

/// With one credential of one upstream account.
package struct ClientCredentialsFetcher: TokenFetcher {
    /// RFC 6749 section 5.1 lets `expires_in` be absent; then we renew often.
    static let lifetimeWhenUnstated: Duration = .seconds(600)
    /// Guards the arithmetic against a nonsense `expires_in`.
    static let lifetimeMax: Duration = .seconds(30 * 86_400)

    private let client: any OutboundHTTP
    private let deadlines: ClientDeadlines
    private let origin: Origin
    private let target: String
    private let clientID: String
    private let clientSecret: Secret<String>
    private let scope: String

    package init(
        client: any OutboundHTTP, deadlines: ClientDeadlines, origin: Origin, pathPrefix: String, clientID: String,
        clientSecret: Secret<String>, scope: String
    ) {
        self.client = client
        self.deadlines = deadlines
        self.origin = origin
        self.target = pathPrefix + "/o/token/"
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scope = scope
    }

    package func fetch() async throws(TokenFailure) -> (accessToken: Secret<String>, lifetime: Duration) {
        let form = FormURLEncoding.encode([
            ("grant_type", "client_credentials"), ("client_id", clientID), ("client_secret", clientSecret.exposed),
            ("scope", scope),
        ])
        var fields = HTTPFields()
        fields.append("Content-Type", "application/x-www-form-urlencoded")
        fields.append("Accept", "application/json")
        var request = ClientRequest(
            origin: origin, method: .post, target: target, fields: fields, body: ByteBuffer(string: form))
        request.takesCutAnswer = true
        let response: ClientResponse
        do { response = try await client.send(request, deadlines: deadlines) } catch {
            throw TokenFailure(kind: .unavailable, reason: "token endpoint: \(error.reason)")
        }
        return try Self.read(response)
    }

    private static func read(
        _ response: ClientResponse
    ) throws(TokenFailure) -> (accessToken: Secret<String>, lifetime: Duration) {
        guard response.status == 200 else {
            let rejected = response.status == 400 || response.status == 401
            throw TokenFailure(
                kind: rejected ? .credentialRejected : .unavailable,
                reason: "token endpoint answered \(response.status)\(Self.errorCode(in: response.body))")
        }
        if let cut = response.cut {
            throw TokenFailure(kind: .unavailable, reason: "token endpoint answered 200, but \(cut.reason)")
        }
        guard let body = try? JSONValue.parse(response.body), let token = body["access_token"]?.stringValue else {
            throw TokenFailure(kind: .unavailable, reason: "token endpoint answered without an access_token")
        }
        guard isTokenText(token) else {
            throw TokenFailure(
                kind: .unavailable,
                reason: "token endpoint's access_token is not 1 to \(tokenBytesMax) visible ASCII characters")
        }
        return (Secret(token), lifetime(body["expires_in"]))
    }

    /// It stands in the head of every call: a quarter of what common servers take.
    private static let tokenBytesMax = 4096

    /// RFC 6749 section 5.2's `error`, where it is one: the rest of the answer could be anything, a secret's echo too.
    private static func errorCode(in body: ByteBuffer) -> String {
        guard let code = (try? JSONValue.parse(body))?["error"]?.stringValue, code.utf8.count <= 64,
            code.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") })
        else { return "" }
        return " " + code
    }

    /// RFC 6750 section 2.1's b64token, loosely: what can stand in a header field without changing it.
    private static func isTokenText(_ token: String) -> Bool {
        !token.isEmpty && token.utf8.count <= tokenBytesMax && token.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func lifetime(_ value: JSONValue?) -> Duration {
        guard let text = value?.numberToken ?? value?.stringValue, let seconds = Int64(text), seconds > 0 else {
            return lifetimeWhenUnstated
        }
        return min(.seconds(min(seconds, 1 << 40)), lifetimeMax)
    }
}
