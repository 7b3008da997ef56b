import HTTPWire
import Transport

extension ClientResponse {
    /// Longer waits are cut: an upstream's mistake must not silence a tenant for days.
    private static let retryAfterSecondsMax = 3600

    /// The answer's `Retry-After` in whole seconds, 1 to an hour; `nil` without a usable one.
    var retryAfterSeconds: Int? {
        head.fields.value(of: "retry-after").flatMap { Int($0) }.map { min(max($0, 1), Self.retryAfterSecondsMax) }
    }
}
