import HTTPWire
import NIOCore

/// A whole answer, read within its deadlines and bounds.
package struct ClientResponse: Sendable {
    package let head: ResponseHead
    package let body: ByteBuffer

    package var status: Int { head.status }
}
