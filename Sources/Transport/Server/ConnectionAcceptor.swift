import HTTPWire
import NIOCore
import NIOSSL

/// Sets up an accepted channel and starts the task that serves it, on the channel's own event loop.
struct ConnectionAcceptor: Sendable {
    let loops: EventLoops
    let tls: NIOSSLContext?
    let limits: ListenerLimits
    let census: ConnectionCensus
    let handler: any RequestHandler

    func accept(_ channel: any Channel) throws {
        let address = channel.remoteAddress?.ipAddress
        guard census.admit(address: address) else {
            channel.close(promise: nil)
            return
        }
        let context = loops.context(of: channel.eventLoop)
        let stream = ByteStream(loop: channel.eventLoop, awaitsHandshake: tls != nil)
        do {
            if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
            try channel.pipeline.syncOperations.addHandler(stream)
        } catch {
            census.leave(nil, address: address)
            throw error
        }
        let connection = ServerConnection(
            stream: stream, handler: handler, limits: limits, date: context.date.value, remoteAddress: address,
            isTLS: tls != nil)
        census.register(connection, channel: channel)
        connection.start(on: context.executor) { [census] in census.leave(connection, address: address) }
    }
}
