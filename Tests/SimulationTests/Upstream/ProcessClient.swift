import HTTPWire
import NIOCore

@testable import Transport

/// A process's way to the upstream.
struct ProcessClient: OutboundHTTP {
    let process: SimulatedProcess
    let network: SimulatedNetwork

    func send(_ request: ClientRequest, deadlines: ClientDeadlines) async throws(ClientError) -> ClientResponse {
        let answer = process.open { network.carry(request, deadlines, to: $0) }
        let result: Result<ClientResponse, ClientError>
        do { result = try await answer.value() } catch {
            throw ClientError(kind: .closed, requestBytesWritten: true, reason: "the process died")
        }
        return try result.get()
    }
}

extension ClientResponse {
    /// Read by the codec, as from a connection.
    static func simulated(status: Int, body: String) -> ClientResponse {
        var parser = ResponseParser(limits: WireLimits())
        parser.expectResponse(to: .post)
        parser.append(
            ByteBuffer(
                string: "HTTP/1.1 \(status) Simulated\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"))
        guard case .head(let head)? = try? parser.next() else { preconditionFailure("a head of our own is sound") }
        return ClientResponse(head: head, body: ByteBuffer(string: body))
    }
}
