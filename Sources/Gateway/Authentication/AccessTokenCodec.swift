import Crypto
import Policy

/// The gateway's own access tokens: signed, not stored, so that they outlive a restart and need no look-up.
///
/// Layout: version, tenant (16 bytes), generation (4), scopes (1), expiry in Unix seconds (8), random (8), then
/// HMAC-SHA256 over all of it; `fgt_` and lower-case hex around it. Raising a tenant's generation revokes them all.
struct AccessTokenCodec: Sendable {
    struct Claims: Hashable, Sendable {
        let tenantID: TenantID
        let generation: Int
        let scopes: Scopes
        let expiresAtSecond: Int64
    }

    static let prefix = "fgt_"
    private static let version: UInt8 = 1
    private static let claimsLength = 38
    private static let length = claimsLength + SHA256.byteCount

    private let key: SymmetricKey

    init(signingKey: Secret<[UInt8]>) { key = SymmetricKey(data: signingKey.exposed) }

    func encode(_ claims: Claims, using generator: inout some RandomNumberGenerator) -> Secret<String> {
        var bytes: [UInt8] = [Self.version]
        bytes.appendBigEndian(claims.tenantID.ulid.value)
        bytes.appendBigEndian(UInt32(truncatingIfNeeded: claims.generation))
        bytes.append(claims.scopes.rawValue)
        bytes.appendBigEndian(claims.expiresAtSecond)
        bytes.appendBigEndian(generator.next() as UInt64)
        bytes += HMAC<SHA256>.authenticationCode(for: bytes, using: key)
        return Secret(Self.prefix + Hexadecimal.encode(bytes))
    }

    /// `nil` for anything that this gateway did not sign. Expiry and revocation are the caller's to judge.
    func decode(_ text: String) -> Claims? {
        guard text.hasPrefix(Self.prefix), let bytes = Hexadecimal.decode(text.dropFirst(Self.prefix.count)),
            bytes.count == Self.length, bytes[0] == Self.version
        else { return nil }
        let claims = bytes[..<Self.claimsLength]
        guard HMAC<SHA256>.isValidAuthenticationCode(bytes[Self.claimsLength...], authenticating: claims, using: key)
        else { return nil }
        return Claims(
            tenantID: TenantID(ulid: ULID(value: claims[1..<17].bigEndianValue())),
            generation: Int(claims[17..<21].bigEndianValue() as UInt32), scopes: Scopes(rawValue: claims[21]),
            expiresAtSecond: claims[22..<30].bigEndianValue())
    }
}

extension [UInt8] {
    fileprivate mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func bigEndianValue<Value: FixedWidthInteger>() -> Value {
        reduce(into: Value.zero) { value, byte in value = value << 8 | Value(truncatingIfNeeded: byte) }
    }
}
