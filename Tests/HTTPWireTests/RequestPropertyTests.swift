import HTTPWire
import NIOCore
import TestSupport
import Testing

@Suite("Properties of the request parser")
struct RequestPropertyTests {
    /// Fixed, so that a failure repeats; each comment names the seed of its round.
    private static let seed: UInt64 = 0xF05E_6A7E

    @Test("what the serializer writes, the parser reads, however it is cut")
    func roundTrip() throws {
        for round in 0..<1500 {
            let seed = Self.seed + UInt64(round)
            var random = SeededGenerator(seed: seed)
            let requests = try (0..<Int.random(in: 1...4, using: &random)).map { _ in
                try #require(GeneratedRequest(using: &random), "seed \(seed)")
            }
            let pieces = Cuts.random(requests.flatMap(\.bytes), longest: random.pick([1, 7, 64, 4096]), using: &random)
            try check(requests, pieces, seed: seed)
        }
    }

    private func check(_ requests: [GeneratedRequest], _ pieces: [ArraySlice<UInt8>], seed: UInt64) throws {
        var parser = RequestParser(limits: WireLimits())
        var waiting = requests[...]
        var body: [UInt8] = []
        for piece in pieces {
            parser.append(ByteBuffer(bytes: piece))
            while let event = try parser.next() {
                let expected = try #require(waiting.first, "seed \(seed)")
                switch event {
                case .head(let head):
                    try #require(head.method == expected.method && head.target == expected.target, "seed \(seed)")
                    try #require(receivedFields(head) == expected.fields.map { "\($0): \($1)" }, "seed \(seed)")
                case .body(let data):
                    try #require(data.readableBytes > 0, "seed \(seed)")
                    body += Array(data.readableBytesView)
                case .end:
                    try #require(body == expected.body, "seed \(seed)")
                    body = []
                    waiting = waiting.dropFirst()
                }
            }
        }
        try #require(waiting.isEmpty && parser.bufferedBytes == 0 && !parser.isMidMessage, "seed \(seed)")
    }

    /// The fields that the generator chose, without those of the serializer.
    private func receivedFields(_ head: RequestHead) -> [String] {
        var all: [String] = []
        head.fields.forEach { name, value in
            let name = String(decoding: name, as: UTF8.self)
            guard name.hasPrefix("X") else { return }
            all.append("\(name): \(String(decoding: value, as: UTF8.self))")
        }
        return all
    }

    @Test("mutated requests never trap, read alike however they are cut, and stay refused")
    func mutations() throws {
        var refused = 0
        for round in 0..<4000 {
            let seed = Self.seed &* 31 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            var bytes = try #require(GeneratedRequest(using: &random), "seed \(seed)").bytes
            Mutation.apply(Int.random(in: 1...3, using: &random), to: &bytes, using: &random)
            bytes += Array("GET /next HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            // `Transcript` also proves that nothing is yielded after a refusal.
            let whole = Transcript.requests([bytes[...]], limits: WireLimits())
            let cut = Transcript.requests(Cuts.random(bytes, longest: 9, using: &random), limits: WireLimits())
            try #require(whole == cut, "seed \(seed)")
            try #require(!whole.contains("goes on after a refusal"), "seed \(seed)")
            if whole.last.flatMap({ Int($0) }) != nil { refused += 1 }
        }
        // Mutations in names, values and bodies can leave a request valid; most must not.
        #expect(refused > 1000)
    }

    @Test("random bytes never trap")
    func noise() throws {
        for round in 0..<2000 {
            let seed = Self.seed &* 37 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            let bytes = Array(random.text("GET /PO\r\n\r\n: HTTP/1.1;%0aFx,\t\u{0}", count: 0...300).utf8)
            let whole = Transcript.requests([bytes[...]], limits: WireLimits())
            let cut = Transcript.requests(Cuts.random(bytes, longest: 5, using: &random), limits: WireLimits())
            try #require(whole == cut, "seed \(seed)")
        }
    }
}

/// Small damage of the kinds that attackers and broken peers do.
enum Mutation {
    private static let interesting: [UInt8] = Array("\r\n\t :;,/%.0-_\u{0}\u{7F}".utf8) + [0x80, 0xFF]

    static func apply(_ count: Int, to bytes: inout [UInt8], using random: inout SeededGenerator) {
        for _ in 0..<count where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[at] = random.pick(interesting)
            case 2: bytes.insert(random.pick(interesting), at: at)
            case 3: bytes.remove(at: at)
            case 4: bytes.insert(contentsOf: bytes[at..<min(at + 20, bytes.count)], at: at)
            default: bytes.removeSubrange(at..<min(at + 10, bytes.count))
            }
        }
    }
}
