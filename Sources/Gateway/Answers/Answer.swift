import HTTPWire
import NIOCore
import Policy
import Store
import Transport

/// What a tenant is told.
struct Answer: Sendable {
    var status: Int
    var body: ByteBuffer
    var fields = HTTPFields()
    /// For the audit: what happened, in a word or an error code.
    var result: String
    /// Whether it may be kept for others who ask the same.
    var isStorable = false
    /// For the log, when something went wrong.
    var error: GatewayError?

    init(status: Int, body: ByteBuffer, result: String = "ok") {
        self.status = status
        self.body = body
        self.result = result
    }

    init(_ error: GatewayError) {
        self.init(status: error.status, body: ErrorBody.json(error).serializedBuffer(), result: error.code.rawValue)
        self.error = error
        if let seconds = error.retryAfterSeconds { fields.append("Retry-After", String(seconds)) }
        // RFC 6750 section 3.
        if error.status == 401 { fields.append("WWW-Authenticate", "Bearer realm=\"fusegate\"") }
    }

    init(_ response: StoredResponse, result: String) {
        self.init(status: response.status, body: ByteBuffer(bytes: response.body), result: result)
    }

    static func json(_ value: JSONValue, status: Int = 200) -> Answer {
        Answer(status: status, body: value.serializedBuffer())
    }
}
