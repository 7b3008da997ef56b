/// What lives at one end of a stream: told what happens, on the loop's thread, and never to wait there.
///
/// A handler may do anything to its own or another stream meanwhile, close it included.
package protocol StreamHandler: AnyObject {
    /// Of a stream that was accepted, or whose attempt to connect succeeded; the first that is heard of it.
    func opened(_ stream: SlabHandle, on loop: SocketLoop)

    /// - Parameter bytes: everything received and not consumed yet; good for the call only.
    /// - Returns: how many of them, from the first on, were consumed. The others come again, before what follows them.
    func received(_ bytes: Span<UInt8>, from stream: SlabHandle, on loop: SocketLoop) -> Int

    /// The peer has ended its direction in an orderly way; nothing more is received. What was not consumed is still shown
    /// after `resumeInput`. Where the output had ended before, `closed` comes in its place.
    func inputEnded(of stream: SlabHandle, on loop: SocketLoop)

    /// What had to wait has been taken by the socket.
    func drained(_ stream: SlabHandle, on loop: SocketLoop)

    /// The stream's deadline has passed.
    func deadlinePassed(of stream: SlabHandle, on loop: SocketLoop)

    /// The loop wants to end: finish what has begun.
    func drainBegan(on stream: SlabHandle, of loop: SocketLoop)

    /// The last that is heard of a stream, whoever ended it. The handle finds nothing any more.
    func closed(_ stream: SlabHandle, because end: StreamEnd, on loop: SocketLoop)
}

/// Why a stream is over.
package enum StreamEnd: Hashable, Sendable {
    /// Both sides have ended their directions.
    case finished
    /// This side closed or reset it.
    case closedHere
    /// No connection came about; the `errno` says why.
    case notConnected(errno: Int32)
    case failed(errno: Int32)
}
