import TestSupport
import NIOCore
import NIOPosix
import Policy
import Synchronization

/// A name server on the loopback, over UDP and TCP on one port, that answers each question as a script says.
final class TestNameServer: Sendable {
    struct Asked: Hashable, Sendable {
        let question: DNSQuestion
        let isTCP: Bool
    }

    struct Script: Sendable {
        /// The messages to send, in this order; none is silence.
        let answer: @Sendable (Asked) -> [[UInt8]]

        init(_ answer: @escaping @Sendable (Asked) -> [[UInt8]]) { self.answer = answer }
    }

    private let channels: [any Channel]
    private let seen: Seen
    let server: NameServer

    private final class Seen: Sendable {
        let questions = Mutex<[Asked]>([])
    }

    private init(channels: [any Channel], seen: Seen) {
        self.channels = channels
        self.seen = seen
        server = NameServer(
            address: .v4(0x7F00_0001), port: UInt16(channels.first?.localAddress?.port ?? 0))
    }

    /// Everything asked so far, oldest first.
    var asked: [Asked] { seen.questions.withLock { $0 } }

    /// Questions for IPv4 addresses: one for each time that a name was asked for.
    func count(of name: String) -> Int { asked.count { $0.question.name == name && $0.question.type == DNSQuestion.a } }

    static func start(on group: any EventLoopGroup, script: Script) async throws -> TestNameServer {
        let seen = Seen()
        let answer: @Sendable ([UInt8], Bool) -> [[UInt8]] = { query, isTCP in
            guard let question = DNSQuestion(query: query) else { return [] }
            let asked = Asked(question: question, isTCP: isTCP)
            seen.questions.withLock { $0.append(asked) }
            return script.answer(asked)
        }
        // The port must be free for both: another one, where it is not.
        for _ in 0..<20 {
            let udp = try await DatagramBootstrap(group: group)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(DatagramResponder(answer: answer))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let tcp = try? await ServerBootstrap(group: group)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(StreamResponder(answer: answer))
                    }
                }
                .bind(host: "127.0.0.1", port: udp.localAddress?.port ?? 0).get()
            if let tcp { return TestNameServer(channels: [udp, tcp], seen: seen) }
            try await udp.close()
        }
        throw ConditionNotMet("no port is free for UDP and TCP")
    }

    func close() async {
        for channel in channels { try? await channel.close() }
    }
}

private final class DatagramResponder: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let answer: @Sendable ([UInt8], Bool) -> [[UInt8]]

    init(answer: @escaping @Sendable ([UInt8], Bool) -> [[UInt8]]) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        for message in answer(Array(envelope.data.readableBytesView), false) {
            let reply = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: message))
            context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
        }
    }
}

private final class StreamResponder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable ([UInt8], Bool) -> [[UInt8]]
    private var input = ByteBuffer()

    init(answer: @escaping @Sendable ([UInt8], Bool) -> [[UInt8]]) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        input.writeBuffer(&part)
        while let query = input.readLengthPrefixedSlice(as: UInt16.self) {
            for message in answer(Array(query.readableBytesView), true) {
                let framed = ByteBuffer(bytes: DNSMessage.encode(UInt16(message.count)) + message)
                context.writeAndFlush(wrapOutboundOut(framed), promise: nil)
            }
        }
    }
}
