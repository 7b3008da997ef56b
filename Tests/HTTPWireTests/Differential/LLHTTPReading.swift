import NIOCore
import NIOEmbedded
import NIOHTTP1

/// The same bytes as Node's llhttp reads them, in the hands of SwiftNIO.
enum LLHTTPReading {
    static func requests(_ bytes: [UInt8]) -> WireReading {
        let handler = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
        return read(bytes, by: [handler], into: Collector<HTTPServerRequestPart>(), closes: false)
    }

    /// - Parameter method: as on the wire.
    static func response(_ bytes: [UInt8], to method: String, closes: Bool) -> WireReading {
        let handlers: [any ChannelHandler] = [
            HTTPRequestEncoder(), ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)),
        ]
        let request = HTTPClientRequestPart.head(
            HTTPRequestHead(version: .http1_1, method: .init(rawValue: method), uri: "/"))
        return read(bytes, by: handlers, into: Collector<HTTPClientResponsePart>(), closes: closes, asking: request)
    }

    private static func read<Part: Sendable>(
        _ bytes: [UInt8], by handlers: [any ChannelHandler], into collector: Collector<Part>, closes: Bool,
        asking request: HTTPClientRequestPart? = nil
    ) -> WireReading {
        let channel = EmbeddedChannel()
        do {
            try channel.pipeline.syncOperations.addHandlers(handlers + [collector])
            channel.pipeline.fireChannelActive()
            if let request { channel.writeAndFlush(request, promise: nil) }
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        } catch {
            collector.reading.isRefused = true
        }
        let reading = collector.reading
        // Closing an unfinished message is an error, as it should be: only a test that closes wants to know of it.
        do { _ = try channel.finish(acceptAlreadyClosed: true) } catch { collector.reading.isRefused = true }
        return closes ? collector.reading : reading
    }

    private final class Collector<Part: Sendable>: ChannelInboundHandler {
        typealias InboundIn = Part

        var reading = WireReading()

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case let part as HTTPServerRequestPart: take(part)
            case let part as HTTPClientResponsePart: take(part)
            default: break
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { reading.isRefused = true }

        private func take(_ part: HTTPServerRequestPart) {
            switch part {
            case .head(let head):
                reading.messages.append(
                    .init(
                        start: "\(head.method.rawValue) \(originForm(head.uri))", isHTTP10: head.version == .http1_0,
                        keepAlive: head.isKeepAlive,
                        fields: lines(HTTPHeaders(head.headers.filter { !$0.name.contains("_") }))))
            case .body(let data): reading.appendBody(data)
            case .end(let trailers): reading.end(hasTrailers: trailers != nil)
            }
        }

        private func take(_ part: HTTPClientResponsePart) {
            switch part {
            case .head(let head):
                reading.messages.append(
                    .init(
                        start: String(head.status.code), isHTTP10: false, keepAlive: head.isKeepAlive,
                        fields: lines(head.headers)))
            case .body(let data): reading.appendBody(data)
            case .end: reading.end()
            }
        }

        /// We hand out the origin form that is in an absolute one, and hold its authority against Host.
        private func originForm(_ uri: String) -> String {
            let isAbsolute = uri.lowercased().hasPrefix("http://") || uri.lowercased().hasPrefix("https://")
            guard isAbsolute, let slash = uri.split(separator: "//", maxSplits: 1).last?.firstIndex(of: "/") else {
                return uri
            }
            return String(uri[slash...])
        }

        private func lines(_ headers: HTTPHeaders) -> [[UInt8]] {
            headers.map { WireReading.field($0.name.utf8, $0.value.utf8) }
        }
    }
}
