import HTTPWire
import NIOCore

/// A request of ours. Host and Content-Length are added on the way out.
package struct ClientRequest: Sendable {
    package var origin: Origin
    package var method: HTTPMethod
    /// Origin-form (RFC 9112 section 3.2.1), with its query.
    package var target: String
    package var fields: HTTPFields
    package var body: ByteBuffer
    /// When it happens, the request is given up, wherever it is: for questions that nobody waits to be answered.
    package var abandonment: Disconnection?
    /// For those who decide by the status line: a head that is too large or too late once its status line is there, and a
    /// body that is too large, too late or broken off, are cut and do not fail the request.
    package var takesCutAnswer = false

    package init(
        origin: Origin, method: HTTPMethod, target: String, fields: HTTPFields = HTTPFields(),
        body: ByteBuffer = ByteBuffer()
    ) {
        self.origin = origin
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }
}
