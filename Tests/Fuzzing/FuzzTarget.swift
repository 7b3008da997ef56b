/// What is fuzzed: each target takes any bytes, and must neither trap nor hang nor break one of its invariants.
package enum FuzzTarget: String, CaseIterable, Sendable {
    case request
    case response
    case chunked
    case json
    case idempotencyKey = "idempotency-key"
    case apiKey = "api-key"
    case callbackURL = "callback-url"
    case configuration

    package func check(_ bytes: [UInt8]) throws {
        switch self {
        case .request: try RequestFuzzing.check(bytes)
        case .response: try ResponseFuzzing.check(bytes)
        case .chunked: try ChunkedFuzzing.check(bytes)
        case .json: try JSONFuzzing.check(bytes)
        case .idempotencyKey: try IdempotencyKeyFuzzing.check(bytes)
        case .apiKey: try APIKeyFuzzing.check(bytes)
        case .callbackURL: try CallbackURLFuzzing.check(bytes)
        case .configuration: try ConfigurationFuzzing.check(bytes)
        }
    }
}
