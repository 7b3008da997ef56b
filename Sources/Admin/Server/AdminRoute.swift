import AdminAPI
import HTTPTypes
import Policy

/// One verb of the admin API: where it is called, whose duty it is, and what it does.
struct AdminRoute: Sendable {
    typealias Handle = @Sendable (AdminCall) async throws -> any Encodable & Sendable

    let method: HTTPRequest.Method
    /// Behind `/v1/`; `:name` is a value.
    let path: String
    let duty: OperatorDuty
    /// Whether it may become a proposal instead of being done.
    let isDeferrable: Bool
    let handle: Handle
}

extension [AdminRoute] {
    mutating func add<Value: Encodable & Sendable>(
        _ method: HTTPRequest.Method, _ path: String, _ duty: OperatorDuty,
        _ handle: @escaping @Sendable (AdminCall) async throws -> Value
    ) {
        append(
            AdminRoute(
                method: method, path: path, duty: duty, isDeferrable: Value.self is any DeferrableAnswer.Type,
                handle: handle))
    }
}
