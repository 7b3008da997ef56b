import HTTPWire
import NIOCore
import Policy
import Store
import Transport

/// POST /o/token/: the client-credentials grant (RFC 6749 section 4.4) for tenants.
struct TokenEndpoint: Sendable {
    /// Larger than any legitimate form of four short fields.
    static let bodyBytesMax = 8 * 1024

    let codec: AccessTokenCodec
    let pepper: Pepper
    let lifetime: Duration

    /// An RFC 6749 section 5.2 error.
    struct Refusal: Error {
        let status: Int
        let error: String
        let reason: String
        /// For the client. It does not tell an unknown client from a wrong secret.
        let description: String
        var tenantID: TenantID?
        /// As claimed, when it has the form of one: other text may be anything.
        var clientID: String?
    }

    struct Grant {
        let tenantID: TenantID
        let body: JSONValue
    }

    func grant(
        _ head: RequestHead, body: ByteBuffer, certificate: ClientCertificate?, in directory: DirectorySnapshot,
        now: Timestamp
    ) throws(Refusal) -> Grant {
        let form = try Self.form(head, body)
        let (clientID, secret) = try Self.clientCredentials(head, form)
        guard form["grant_type"] == "client_credentials" else {
            let error = form["grant_type"] == nil ? "invalid_request" : "unsupported_grant_type"
            throw Refusal(
                status: 400, error: error, reason: "grant_type", description: "grant_type must be client_credentials.")
        }
        let known = directory.tenant(clientID: clientID)
        // Hashed also for an unknown client, so that the time tells nothing.
        let isSecret = pepper.matches(secret, anyOf: known?.clientSecretHashes(at: now) ?? [])
        guard let tenant = known, isSecret, tenant.status == .active else {
            throw Refusal(
                status: 401, error: "invalid_client",
                reason: known == nil ? "unknown client" : isSecret ? "the tenant is suspended" : "wrong client secret",
                description: "Client authentication failed.", tenantID: known?.id,
                clientID: CredentialText.clientID.isWellFormed(clientID) ? clientID : nil)
        }
        guard CertificateBinding.allow(certificate, tenant.certificates) else {
            throw Refusal(
                status: 401, error: "invalid_client", reason: "not the tenant's client certificate",
                description: "This client needs a connection with its registered client certificate.",
                tenantID: tenant.id)
        }
        guard let scopes = Scopes(parsing: form["scope"] ?? "read write") else {
            throw Refusal(
                status: 400, error: "invalid_scope", reason: "unknown scope",
                description: "scope may hold read and write.", tenantID: tenant.id)
        }
        return issue(to: tenant, scopes: scopes.isEmpty ? .all : scopes, now: now)
    }

    private func issue(to tenant: Tenant, scopes: Scopes, now: Timestamp) -> Grant {
        var generator = SystemRandomNumberGenerator()
        let seconds = lifetime.components.seconds
        let token = codec.encode(
            AccessTokenCodec.Claims(
                tenantID: tenant.id, generation: tenant.tokenGeneration, scopes: scopes,
                expiresAtSecond: now.millisecondsSinceEpoch / 1000 + seconds), using: &generator)
        return Grant(
            tenantID: tenant.id,
            body: [
                "access_token": .text(token.exposed), "token_type": "Bearer", "expires_in": .integer(Int(seconds)),
                "scope": .text(scopes.description),
            ])
    }

    private static func form(_ head: RequestHead, _ body: ByteBuffer) throws(Refusal) -> [String: String] {
        guard head.fields.hasMediaType("application/x-www-form-urlencoded"),
            let pairs = FormURLEncoding.decode(body.readableBytesView)
        else {
            throw Refusal(
                status: 400, error: "invalid_request", reason: "not a form",
                description: "The body must be application/x-www-form-urlencoded.")
        }
        // RFC 6749 section 3.2: parameters must not be repeated.
        var form: [String: String] = [:]
        for (name, value) in pairs {
            guard form.updateValue(value, forKey: name) == nil else {
                throw Refusal(
                    status: 400, error: "invalid_request", reason: "repeated parameter",
                    description: "A parameter is given twice.")
            }
        }
        return form
    }

    /// RFC 6749 section 2.3.1: HTTP Basic or the form. Clients that send both say the same in both, or could be read
    /// two ways. A field of another scheme, such as a token that a client adds to every call, is none of them.
    private static func clientCredentials(
        _ head: RequestHead, _ form: [String: String]
    ) throws(Refusal) -> (clientID: String, secret: Secret<String>) {
        if let field = head.fields.value(of: "authorization"), BasicCredentials.isScheme(of: field) {
            guard let pair = BasicCredentials(fieldValue: field) else {
                throw Refusal(
                    status: 401, error: "invalid_client", reason: "unusable Authorization field",
                    description: "The Authorization field is not valid Basic authentication.")
            }
            guard form["client_id"] ?? pair.user == pair.user,
                form["client_secret"] ?? pair.password.exposed == pair.password.exposed
            else {
                throw Refusal(
                    status: 400, error: "invalid_request", reason: "two different client credentials",
                    description: "The Authorization field and the form name different client credentials.")
            }
            return (pair.user, pair.password)
        }
        guard let clientID = form["client_id"], let secret = form["client_secret"] else {
            throw Refusal(
                status: 401, error: "invalid_client", reason: "no client credentials",
                description: "client_id and client_secret are required, in the form or as Basic authentication.")
        }
        return (clientID, Secret(secret))
    }
}
