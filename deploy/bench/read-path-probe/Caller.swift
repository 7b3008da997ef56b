import Policy

/// Whom an API key belongs to, and what is counted for it. One object a key, confined to its loop.
final class Caller {
    let authorization: [UInt8]
    let tenant: [UInt8]
    let setting: RateLimitSetting
    /// The fields that tell the caller of its limit, up to where the figures begin.
    let limitFields: [UInt8]
    var rate = GenericCellRate()
    var inFlight = 0

    static let inFlightMax = 4096

    init(key: String, tenant: String, setting: RateLimitSetting) {
        authorization = Array("Bearer \(key)".utf8)
        self.tenant = Array(tenant.utf8)
        self.setting = setting
        limitFields = Array("RateLimit-Policy: \(setting.policyFieldValue(for: .read))\r\nRateLimit: ".utf8)
    }
}

/// Finds callers by what they send as `Authorization`.
final class CallerDirectory {
    private var callers: [[UInt8]: Caller] = [:]

    func add(_ caller: Caller) { callers[caller.authorization] = caller }

    func caller(authorizedBy bytes: Span<UInt8>) -> Caller? {
        callers[bytes.withUnsafeBufferPointer { Array($0) }]
    }
}

extension Span<UInt8> {
    /// Takes as long for any other text of that length.
    func equalsInConstantTime(_ other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        let other = other.span
        var difference: UInt8 = 0
        for index in indices { difference |= self[unchecked: index] ^ other[unchecked: index] }
        return difference == 0
    }
}
