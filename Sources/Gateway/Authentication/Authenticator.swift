import HTTPWire
import Policy
import Store

/// Turns an `Authorization` field into a principal: a gateway token, or an API key (both RFC 6750 Bearer).
struct Authenticator: Sendable {
    let codec: AccessTokenCodec
    let pepper: Pepper

    /// - Throws: 401 for anything that is not valid now; the reason is for the log alone.
    func authenticate(
        _ head: RequestHead, in directory: DirectorySnapshot, now: Timestamp
    ) throws(GatewayError) -> Principal {
        guard let field = head.fields.value(of: "authorization") else {
            throw .authenticationFailed("no Authorization field")
        }
        guard let credential = Self.bearer(field) else { throw .authenticationFailed("not a Bearer credential") }
        let principal =
            credential.hasPrefix(AccessTokenCodec.prefix)
            ? try tokenHolder(credential, in: directory, now: now) : try keyHolder(credential, in: directory, now: now)
        guard principal.tenant.status == .active else {
            throw GatewayError(
                status: 403, code: .forbidden, origin: .client, isRetrySafe: true,
                message: "This account is suspended.", reason: "tenant \(principal.tenant.id) is suspended")
        }
        return principal
    }

    /// Of a credential that was refused, what tells its owner and nobody else which one it was; `nil` for text that is no
    /// credential of ours, and so may be anything.
    func claim(of head: RequestHead) -> String? {
        guard let credential = head.fields.value(of: "authorization").flatMap(Self.bearer) else { return nil }
        if APIKeyText.validate(credential) {
            return String(credential.prefix(CredentialText.apiKey.prefix.utf8.count + Self.shownKeyCharacters)) + "…"
        }
        return codec.decode(credential).map { "token of \($0.tenantID)" }
    }

    /// Of 32 random ones.
    private static let shownKeyCharacters = 4

    /// RFC 9110 section 11.1: the scheme is case-insensitive.
    private static func bearer(_ field: String) -> String? {
        guard let space = field.firstIndex(of: " "), field[..<space].lowercased() == "bearer" else { return nil }
        let credential = field[space...].drop { $0 == " " }
        return credential.isEmpty || credential.contains(" ") ? nil : String(credential)
    }

    private func tokenHolder(
        _ token: String, in directory: DirectorySnapshot, now: Timestamp
    ) throws(GatewayError) -> Principal {
        guard let claims = codec.decode(token) else { throw .authenticationFailed("not a token of this gateway") }
        guard now.millisecondsSinceEpoch / 1000 < claims.expiresAtSecond else {
            throw .authenticationFailed("the token has expired")
        }
        guard let tenant = directory.tenants[claims.tenantID], tenant.tokenGeneration == claims.generation else {
            throw .authenticationFailed("the token was revoked")
        }
        return Principal(
            tenant: tenant, scopes: claims.scopes, actor: "token", expiresAtSecond: claims.expiresAtSecond)
    }

    private func keyHolder(
        _ key: String, in directory: DirectorySnapshot, now: Timestamp
    ) throws(GatewayError) -> Principal {
        guard APIKeyText.validate(key) else { throw .authenticationFailed("not an API key of this gateway") }
        guard let holder = directory.holder(ofKeyHash: pepper.hash(Secret(key))),
            let tenant = directory.tenants[holder.tenantID]
        else { throw .authenticationFailed("unknown or revoked API key") }
        if let expiresAt = holder.expiresAt, expiresAt <= now {
            throw .authenticationFailed("API key \(holder.keyID) has expired")
        }
        return Principal(tenant: tenant, key: holder)
    }
}
