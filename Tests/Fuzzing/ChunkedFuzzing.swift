import HTTPWire
import NIOCore

/// A chunked request body: the parser and the model agree on its bytes, its end and its faults, however it is cut.
enum ChunkedFuzzing {
    private static let head = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    private static let bodyBytesMax = 600

    static func check(_ bytes: [UInt8]) throws {
        let model = ChunkedModel(bytes, bodyBytesMax: bodyBytesMax)
        for pieces in Cuts.of(bytes) { try check(pieces, model) }
    }

    private static func check(_ pieces: [ArraySlice<UInt8>], _ model: ChunkedModel) throws {
        var limits = WireLimits()
        limits.bodyBytesMax = bodyBytesMax
        var parser = RequestParser(limits: limits)
        parser.append(ByteBuffer(bytes: head))
        guard case .head = try parser.next() else { throw BrokenInvariant(description: "the head is not read") }
        var body: [UInt8] = []
        var consumed = 0
        do {
            for piece in pieces {
                parser.append(ByteBuffer(bytes: piece))
                consumed += piece.count
                while let event = try parser.next() {
                    switch event {
                    case .head: throw BrokenInvariant(description: "a head inside a body")
                    case .body(let part): body += Array(part.readableBytesView)
                    case .end:
                        let length = consumed - parser.bufferedBytes
                        try require(model.end == .whole(length: length), "ends at \(length): \(model.end)")
                        return try require(body == model.body, "another body")
                    }
                }
            }
            if case .whole(let length) = model.end {
                throw BrokenInvariant(description: "the end at \(length) is not seen")
            }
            try require(body == model.body, "another body")
            if model.end == .refused {
                // A line is refused when it is whole at the latest.
                parser.append(ByteBuffer(string: "\r\n"))
                while try parser.next() != nil {}
                throw BrokenInvariant(description: "takes what is wrong")
            }
        } catch let error as WireError {
            try require(model.end == .refused, "refuses what is right: \(error.reason)")
            try require(error.status == 400 || error.status == 413, "refused with \(error.status)")
            try require(model.body.starts(with: body), "another body before the refusal")
        }
    }
}
