import HTTPWire
import NIOCore

/// An answer. Date, Content-Length and Connection are added on the way out.
package struct ServerResponse: Sendable {
    package var status: Int
    package var fields: HTTPFields
    package var body: ByteBuffer
    /// Ends the connection after this answer.
    package var closesConnection: Bool

    package init(
        status: Int, fields: HTTPFields = HTTPFields(), body: ByteBuffer = ByteBuffer(), closesConnection: Bool = false
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.closesConnection = closesConnection
    }
}
