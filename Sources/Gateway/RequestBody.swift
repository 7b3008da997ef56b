import HTTPWire
import NIOCore
import Policy

/// A tenant's body, as far as every call that takes one agrees.
enum RequestBody {
    /// - Throws: 400 unless the bytes are one strict JSON object.
    static func parseObject(_ bytes: ByteBuffer) throws(GatewayError) -> JSONValue {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue.parse(bytes) } catch {
            throw .invalidRequest("The body is not valid JSON: \(error).")
        }
        guard value.objectValue != nil else { throw .invalidRequest("The body must be a JSON object.") }
        return value
    }
}
