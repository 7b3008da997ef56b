import HTTPWire
import NIOCore

/// What a parser made of some bytes, in the words of `CorpusCase`'s expectations.
enum Transcript {
    /// Feeds the pieces, taking every event after each.
    static func requests(_ pieces: [ArraySlice<UInt8>], limits: WireLimits) -> [String] {
        var parser = RequestParser(limits: limits)
        var messages: [String] = []
        var open: Message?
        do {
            for piece in pieces {
                parser.append(ByteBuffer(bytes: piece))
                while let event = try parser.next() {
                    switch event {
                    case .head(let head): open = Message(head)
                    case .body(let data): open?.body += Array(data.readableBytesView)
                    case .end:
                        if let open { messages.append(open.summary) }
                        open = nil
                    }
                }
            }
            if let open { messages.append(open.partialSummary) }
            if parser.isMidMessage { messages.append("more") }
        } catch {
            if let open { messages.append(open.partialSummary) }
            messages.append(String(error.status))
            if !staysRefused(&parser, error) { messages.append("goes on after a refusal") }
        }
        return messages.isEmpty ? ["nothing"] : messages
    }

    /// A refused connection stays refused, whatever follows.
    private static func staysRefused(_ parser: inout RequestParser, _ error: WireError) -> Bool {
        parser.append(ByteBuffer(string: "GET /late HTTP/1.1\r\nHost: a\r\n\r\n"))
        for _ in 0..<2 {
            do {
                _ = try parser.next()
                return false
            } catch let again {
                if again != error { return false }
            }
        }
        return parser.bufferedBytes == 0 && !parser.isMidMessage
    }

    static func response(
        _ pieces: [ArraySlice<UInt8>], to method: HTTPMethod, closes: Bool, limits: WireLimits
    ) -> [String] {
        var parser = ResponseParser(limits: limits)
        parser.expectResponse(to: method)
        var messages: [String] = []
        var open: Message?
        var isDone = false
        func take(_ event: ResponseEvent) {
            switch event {
            case .head(let head): open = Message(head)
            case .body(let data): open?.body += Array(data.readableBytesView)
            case .end:
                if let open { messages.append(open.summary) }
                open = nil
                isDone = true
            }
        }
        do {
            for piece in pieces {
                parser.append(ByteBuffer(bytes: piece))
                while let event = try parser.next() { take(event) }
            }
            if closes { while let event = try parser.endOfInput() { take(event) } }
            if let open { messages.append(open.partialSummary) }
            if !isDone { messages.append("more") }
            if isDone, parser.bufferedBytes > 0 { messages.append("leftover=\(parser.bufferedBytes)") }
        } catch {
            if let open { messages.append(open.partialSummary) }
            messages.append(String(error.status))
            parser.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
            if (try? parser.next()) != nil { messages.append("goes on after a refusal") }
        }
        return messages
    }
}

extension Transcript {
    private struct Message {
        let head: String
        var body: [UInt8] = []

        init(_ head: RequestHead) {
            self.head =
                "\(head.method.name) \(head.target) \(head.keepAlive ? "keep-alive" : "close") "
                + Self.words(head.bodyFraming) + (head.expectsContinue ? " continue" : "")
                + (head.isHTTP10 ? " 1.0" : "")
        }

        init(_ head: ResponseHead) {
            self.head = "\(head.status) \(head.keepAlive ? "keep-alive" : "close") \(Self.words(head.bodyFraming))"
        }

        var summary: String { body.isEmpty ? head : head + " body=" + Self.escape(body) }
        /// Without the body: how much of it came before a refusal depends on the cuts.
        var partialSummary: String { "partial " + head }

        private static func words(_ framing: BodyFraming) -> String {
            switch framing {
            case .none: "none"
            case .contentLength(let length): "length=\(length)"
            case .chunked: "chunked"
            case .untilClose: "until-close"
            }
        }

        private static func escape(_ bytes: [UInt8]) -> String {
            bytes.map { byte in
                switch byte {
                case 0x0D: "\\r"
                case 0x0A: "\\n"
                default: String(Character(Unicode.Scalar(byte)))
                }
            }.joined()
        }
    }
}
