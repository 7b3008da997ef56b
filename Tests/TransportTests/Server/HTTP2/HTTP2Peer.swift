import TestSupport
import NIOCore
import NIOHPACK
import NIOSSL

@testable import Transport

/// A client that speaks HTTP/2 frame by frame (RFC 9113, section 4), rightly or wrongly.
struct HTTP2Peer: Sendable {
    struct Frame: Sendable {
        let type: UInt8
        let flags: UInt8
        let stream: UInt32
        let payload: [UInt8]

        var endsStream: Bool { (type == 0 || type == 1) && flags & 1 == 1 }
        /// The last four bytes of RST_STREAM's and GOAWAY's fixed part.
        var errorCode: UInt32 { payload.dropFirst(type == 7 ? 4 : 0).prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
    }

    enum Kind {
        static let data: UInt8 = 0
        static let headers: UInt8 = 1
        static let reset: UInt8 = 3
        static let settings: UInt8 = 4
        static let ping: UInt8 = 6
        static let goAway: UInt8 = 7
        static let windowUpdate: UInt8 = 8
        static let continuation: UInt8 = 9
    }

    let peer: RawPeer

    /// Connects and says hello.
    ///
    /// - Parameter window: what each stream's answer may hold before it is told more.
    static func connect(_ world: World, to listener: Listener, window: UInt32 = 65_535) async throws -> HTTP2Peer {
        let context = try TestCertificates.clientContext { $0.applicationProtocols = ["h2"] }
        let peer = HTTP2Peer(peer: try await world.connect(to: listener, tls: context))
        var hello = ByteBuffer(string: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        let initialWindow: [UInt8] = [0, 4] + withUnsafeBytes(of: window.bigEndian, Array.init)
        hello.writeImmutableBuffer(frame(Kind.settings, payload: initialWindow))
        try await peer.peer.write(hello)
        try await peer.receive("the server's settings") { $0.type == Kind.settings }
        try await peer.send(frame(Kind.settings, flags: 1))
        return peer
    }

    static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, payload: [UInt8] = []) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeBytes([
            UInt8(payload.count >> 16 & 0xFF), UInt8(payload.count >> 8 & 0xFF), UInt8(payload.count & 0xFF),
        ])
        buffer.writeBytes([type, flags])
        buffer.writeInteger(stream)
        buffer.writeBytes(payload)
        return buffer
    }

    /// A whole request's HEADERS frame, or one that a body follows.
    static func request(
        _ stream: UInt32, method: String = "GET", path: String = "/", endsStream: Bool = true,
        fields: HPACKHeaders = [:]
    ) throws -> ByteBuffer {
        var headers: HPACKHeaders = [
            ":method": method, ":scheme": "https", ":authority": "gateway.test", ":path": path,
        ]
        headers.add(contentsOf: fields.map { ($0.name, $0.value) })
        var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
        var block = ByteBuffer()
        try encoder.encode(headers: headers, to: &block)
        return frame(Kind.headers, flags: endsStream ? 5 : 4, stream: stream, payload: Array(block.readableBytesView))
    }

    static func reset(_ stream: UInt32) -> ByteBuffer { frame(Kind.reset, stream: stream, payload: [0, 0, 0, 8]) }

    static func windowUpdate(of stream: UInt32 = 0, by bytes: UInt32) -> ByteBuffer {
        frame(Kind.windowUpdate, stream: stream, payload: withUnsafeBytes(of: bytes.bigEndian, Array.init))
    }

    func send(_ frames: ByteBuffer...) async throws {
        var buffer = ByteBuffer()
        for frame in frames { buffer.writeImmutableBuffer(frame) }
        try peer.writeLoosely(buffer)
    }

    /// Every whole frame received so far.
    var frames: [Frame] {
        var frames: [Frame] = []
        var rest = peer.bytes[...]
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            guard rest.count >= 9 + length else { break }
            let stream = head[5...8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            frames.append(
                Frame(type: head[3], flags: head[4], stream: stream, payload: Array(rest.dropFirst(9).prefix(length))))
            rest = rest.dropFirst(9 + length)
        }
        return frames
    }

    @discardableResult
    func receive(_ what: String, where condition: @Sendable (Frame) -> Bool) async throws -> Frame {
        try await eventually(what) { frames.contains(where: condition) }
        return frames.first(where: condition) ?? Frame(type: 0, flags: 0, stream: 0, payload: [])
    }

    func dataBytes(of stream: UInt32) -> Int {
        frames.reduce(0) { $1.stream == stream && $1.type == Kind.data ? $0 + $1.payload.count : $0 }
    }

    /// The body of a whole answer.
    func body(of stream: UInt32) async throws -> String {
        try await receive("an answer on stream \(stream)") { $0.stream == stream && $0.endsStream }
        let parts = frames.filter { $0.stream == stream && $0.type == Kind.data }
        return String(decoding: parts.flatMap(\.payload), as: UTF8.self)
    }
}
