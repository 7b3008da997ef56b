import HTTPWire
import TestSupport
import Testing

/// We may refuse what llhttp accepts. What we accept, llhttp must accept as the same messages.
@Suite("Differential against llhttp")
struct DifferentialTests {
    /// Fixed, so that a failure repeats; each comment names the seed of its round.
    private static let seed: UInt64 = 0x11_4774
    private static let next = Array("GET /next HTTP/1.1\r\nHost: a\r\n\r\n".utf8)

    @Test("requests of the corpus", arguments: CorpusTests.accepted + CorpusTests.refused)
    func corpusRequest(_ one: CorpusCase) throws {
        let limits = try one.wireLimits()
        try checkRequest(one.bytes, limits: limits, "as it is")
        try checkRequest(one.bytes + Self.next, limits: limits, "with one more behind it")
    }

    @Test("responses of the corpus", arguments: CorpusTests.responses)
    func corpusResponse(_ one: CorpusCase) throws {
        let method = try #require(HTTPMethod.allCases.first { $0.name == one.method })
        try checkResponse(one.bytes, to: method, closes: one.closes, limits: one.wireLimits(), "as it is")
    }

    @Test("nearly valid requests")
    func nearlyValidRequests() throws {
        var accepted = 0
        for round in 0..<5000 {
            let seed = Self.seed &* 3 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            var bytes = NearlyValid.request(using: &random)
            if random.chance(2) { bytes += NearlyValid.request(using: &random) }
            if random.chance(3) { Mutation.apply(1, to: &bytes, using: &random) }
            accepted += try checkRequest(bytes + Self.next, "seed \(seed)")
        }
        // Else the comparison would compare nothing.
        #expect(accepted > 800)
    }

    @Test("mutated requests of the corpus, and pieces of one in another")
    func mutatedRequests() throws {
        let originals = (CorpusTests.accepted + CorpusTests.refused).map(\.bytes).filter { $0.count < 2000 }
        var accepted = 0
        for round in 0..<5000 {
            let seed = Self.seed &* 5 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            let bytes = mutated(originals, using: &random)
            accepted += try checkRequest(bytes + Self.next, "seed \(seed)")
        }
        #expect(accepted > 200)
    }

    @Test("valid requests with small damage")
    func damagedRequests() throws {
        var accepted = 0
        for round in 0..<2000 {
            let seed = Self.seed &* 7 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            var bytes = try #require(GeneratedRequest(using: &random), "seed \(seed)").bytes
            Mutation.apply(Int.random(in: 0...2, using: &random), to: &bytes, using: &random)
            accepted += try checkRequest(bytes + Self.next, "seed \(seed)")
        }
        #expect(accepted > 500)
    }

    @Test("nearly valid and mutated responses")
    func responses() throws {
        let originals = CorpusTests.responses.map(\.bytes).filter { $0.count < 2000 }
        var accepted = 0
        for round in 0..<5000 {
            let seed = Self.seed &* 11 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            let bytes =
                random.chance(2)
                ? NearlyValid.response(using: &random) : mutated(originals, using: &random)
            let method = random.pick([HTTPMethod.get, .get, .post, .head])
            accepted += try checkResponse(bytes, to: method, closes: random.chance(2), "seed \(seed)")
        }
        #expect(accepted > 800)
    }

    private func mutated(_ originals: [[UInt8]], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = random.pick(originals)
        if random.chance(3) {
            let other = random.pick(originals)
            let from = Int.random(in: 0...other.count, using: &random)
            let piece = other[from..<min(other.count, from + Int.random(in: 1...40, using: &random))]
            bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
        }
        Mutation.apply(Int.random(in: 1...3, using: &random), to: &bytes, using: &random)
        return bytes
    }

    /// - Returns: how many messages we accepted.
    @discardableResult
    private func checkRequest(_ bytes: [UInt8], limits: WireLimits = WireLimits(), _ what: String) throws -> Int {
        let ours = WireReading.requests(bytes, limits: limits)
        try require(Laxness.fault(ours: ours, theirs: LLHTTPReading.requests(bytes)), bytes, what)
        return ours.messages.count { $0.isWhole }
    }

    @discardableResult
    private func checkResponse(
        _ bytes: [UInt8], to method: HTTPMethod, closes: Bool, limits: WireLimits = WireLimits(), _ what: String
    ) throws -> Int {
        let ours = WireReading.response(bytes, to: method, closes: closes, limits: limits)
        var theirs = LLHTTPReading.response(bytes, to: method.name, closes: closes)
        // What follows the one answer is ours to throw away, and the connection with it.
        if ours.messages.first?.isWhole == true { theirs.isRefused = false }
        // SwiftNIO asks llhttp whether the connection lives on before it tells it that HEAD was asked.
        if method == .head, !theirs.messages.isEmpty { theirs.messages[0].keepAlive = true }
        try require(Laxness.fault(ours: ours, theirs: theirs), bytes, what)
        return ours.messages.count { $0.isWhole }
    }

    private func require(_ fault: String?, _ bytes: [UInt8], _ what: String) throws {
        guard let fault else { return }
        let text = String(decoding: bytes, as: UTF8.self).debugDescription
        try #require(Bool(false), "\(what): \(fault)\n\(text)")
    }
}
