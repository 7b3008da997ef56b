import HTTPTypes
import Policy

/// One verb of the admin API: where it is called, whose duty it is, and what it does.
struct AdminRoute: Sendable {
    typealias Handle = @Sendable (AdminCall) async throws -> any Encodable & Sendable

    let method: HTTPRequest.Method
    /// Behind `/v1/`; `:name` is a value.
    let path: String
    let duty: OperatorDuty
    let handle: Handle
}

extension [AdminRoute] {
    mutating func add(
        _ method: HTTPRequest.Method, _ path: String, _ duty: OperatorDuty, _ handle: @escaping AdminRoute.Handle
    ) {
        append(AdminRoute(method: method, path: path, duty: duty, handle: handle))
    }
}
