import HTTPWire
import NIOCore

/// An answer, read within its deadlines and bounds: whole, unless `cut` says otherwise.
package struct ClientResponse: Sendable {
    package let head: ResponseHead
    package let body: ByteBuffer
    /// Why head or body end before their end. Only for a request that takes such an answer.
    package var cut: ClientError?

    package var status: Int { head.status }
}
