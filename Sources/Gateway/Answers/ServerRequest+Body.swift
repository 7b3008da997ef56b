import HTTPWire
import NIOCore
import Policy
import Transport

extension ServerRequest {
    /// The whole body, or what its sender is told instead.
    func body(bytesMax: Int) async throws(GatewayError) -> ByteBuffer {
        do throws(BodyError) {
            return try await readBody(maxBytes: bytesMax)
        } catch {
            switch error {
            case .tooLarge:
                throw .invalidRequest("The body is larger than \(bytesMax) bytes.", status: 413)
            case .overloaded:
                throw .serviceUnavailable(origin: .gateway, reason: "too many bodies are arriving at once")
            case .timedOut: throw .invalidRequest("The body did not arrive in time.", status: 408)
            case .malformed(let reason): throw .invalidRequest("The body is malformed: \(reason).")
            case .disconnected: throw .invalidRequest("The connection was closed before the body's end.")
            }
        }
    }
}
