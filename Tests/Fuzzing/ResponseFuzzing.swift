import HTTPWire
import NIOCore

/// A server's bytes behind one byte that says what was asked: bit 0 for HEAD, bit 1 for a server that closes.
///
/// The same answer however it is cut, no body where there can be none, and nothing that follows an answer, or a
/// refusal, is ever taken for the answer to the next request.
enum ResponseFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        guard let choice = bytes.first else { return }
        let exchange = Exchange(method: choice & 1 == 0 ? .get : .head, closes: choice & 2 != 0)
        var first: WireTrace?
        for pieces in Cuts.of(Array(bytes.dropFirst())) {
            let trace = try exchange.read(pieces).withoutRefusedBody
            if let first { try require(trace == first, "another reading when cut: \(trace) instead of \(first)") }
            first = first ?? trace
        }
    }

    private struct Exchange {
        let method: HTTPMethod
        let closes: Bool
        let limits: WireLimits = {
            var limits = WireLimits()
            limits.bodyBytesMax = 4096
            return limits
        }()

        func read(_ pieces: [ArraySlice<UInt8>]) throws -> WireTrace {
            var parser = ResponseParser(limits: limits)
            parser.expectResponse(to: method)
            var trace = WireTrace()
            do {
                for piece in pieces {
                    parser.append(ByteBuffer(bytes: piece))
                    while let event = try parser.next() { try take(event, into: &trace) }
                }
                while closes, let event = try parser.endOfInput() { try take(event, into: &trace) }
                try checkNext(&parser, trace)
            } catch let error as WireError {
                try require(error.status == 502, "refused with \(error.status)")
                try require(isFailed(&parser), "goes on after a refusal")
                trace.refusal = error
            }
            for message in trace.messages { try message.checkBody(limits: limits) }
            return trace
        }

        private func take(_ event: ResponseEvent, into trace: inout WireTrace) throws {
            switch event {
            case .head(let head):
                try require(trace.messages.isEmpty, "a second answer to one request")
                trace.messages.append(try checked(head))
            case .body(let part): try trace.appendBody(part)
            case .end: try trace.end()
            }
        }

        private func checked(_ head: ResponseHead) throws -> WireTrace.Message {
            let message = WireTrace.Message(
                start: String(head.status), fields: WireTrace.fields(head.fields), framing: head.bodyFraming,
                keepAlive: head.keepAlive)
            try require((200...599).contains(head.status), "a status that is not final")
            try message.checkFields(limits: limits)
            if method == .head || head.status == 204 || head.status == 304 {
                try require(head.bodyFraming == .none, "a body where there can be none")
            }
            try require(head.bodyFraming != .untilClose || !head.keepAlive, "lives on behind a body without an end")
            return message
        }

        /// Bytes behind an answer, and an answer that has not ended, fail the next exchange before it begins.
        private func checkNext(_ parser: inout ResponseParser, _ trace: WireTrace) throws {
            let isClean = trace.messages.last?.isWhole == true && parser.bufferedBytes == 0
            parser.expectResponse(to: .get)
            try require(
                isFailed(&parser) == !isClean, isClean ? "fails without a reason" : "takes what nobody asked for")
        }

        private func isFailed(_ parser: inout ResponseParser) -> Bool {
            parser.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
            do {
                _ = try parser.next()
                return false
            } catch {
                return true
            }
        }
    }
}
