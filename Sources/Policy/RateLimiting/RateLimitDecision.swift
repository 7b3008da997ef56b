/// What a limit says of one request, with the figures that the `RateLimit` fields carry.
package struct RateLimitDecision: Hashable, Sendable {
    package let isAllowed: Bool
    /// Requests that would be admitted at once, after this one.
    package let remaining: Int
    /// Seconds until the whole burst is available again.
    package let secondsUntilFull: Int
    /// Seconds until one request would be admitted; 0 when this one was.
    package let retryAfterSeconds: Int

    /// draft-ietf-httpapi-ratelimit-headers-11, section 4: `"read";r=50;t=30`.
    package func appendFieldValue(for limit: LimitClass, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        text.append(text: limit.rawValue)
        text.append(literal: "\";r=")
        text.append(decimal: remaining)
        text.append(literal: ";t=")
        text.append(decimal: secondsUntilFull)
    }
}

extension RateLimitSetting {
    /// draft-ietf-httpapi-ratelimit-headers-11, section 3: `"read";q=100;w=60`.
    package func policyFieldValue(for limit: LimitClass) -> String {
        "\"\(limit.rawValue)\";q=\(quota);w=\(windowSeconds)"
    }
}
