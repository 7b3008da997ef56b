import Foundation
import HTTPWire
import TestSupport
import Testing

@Suite("HTTP/1.1 corpus")
struct CorpusTests {
    static let accepted = load("requests-accepted")
    static let refused = load("requests-refused")
    static let responses = load("responses")

    @Test("corpora are there", arguments: ["requests-accepted", "requests-refused", "responses"])
    func corporaAreRead(file: String) throws {
        #expect(try Self.cases(file).count >= 50)
    }

    @Test("requests read", arguments: accepted)
    func acceptedRequest(_ one: CorpusCase) throws { try check(one) }

    @Test("requests refused", arguments: refused)
    func refusedRequest(_ one: CorpusCase) throws {
        try #require(one.refusal != nil)
        try check(one)
        // A request behind a refused one must never be seen: it may be part of the refused one's body.
        var followed = one
        followed.bytes += Array("GET /smuggled HTTP/1.1\r\nHost: a.example\r\n\r\n".utf8)
        try check(followed)
    }

    @Test("responses", arguments: responses)
    func response(_ one: CorpusCase) throws {
        let limits = try one.wireLimits()
        let method = try #require(HTTPMethod.allCases.first { $0.name == one.method })
        for pieces in Cuts.all(of: one.bytes) {
            let got = Transcript.response(pieces, to: method, closes: one.closes, limits: limits)
            try #require(got == one.expectations, "cut after \(pieces.map(\.count))")
        }
    }

    private func check(_ one: CorpusCase) throws {
        let limits = try one.wireLimits()
        for pieces in Cuts.all(of: one.bytes) {
            let got = Transcript.requests(pieces, limits: limits)
            try #require(got == one.expectations, "cut after \(pieces.map(\.count))")
        }
    }

    /// Empty when the file cannot be read; `corporaAreRead` says why.
    private static func load(_ file: String) -> [CorpusCase] { (try? cases(file)) ?? [] }

    private static func cases(_ file: String) throws -> [CorpusCase] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/http/\(file).corpus")
        return try CorpusCase.read(String(contentsOf: url, encoding: .utf8), file: file)
    }
}

/// Ways to cut bytes into pieces.
enum Cuts {
    /// Whole, byte by byte, and in two at every place (at every 97th of long inputs, and at each end).
    static func all(of bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
        let singles = bytes.indices.map { bytes[$0...$0] }
        let step = bytes.count > 2000 ? 97 : 1
        let pairs = stride(from: 1, to: max(bytes.count, 1), by: step).map { [bytes[..<$0], bytes[$0...]] }
        return [[bytes[...]], singles] + pairs
    }

    /// In pieces of 1 to `longest` bytes.
    static func random(_ bytes: [UInt8], longest: Int, using random: inout SeededGenerator) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...longest, using: &random)
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return pieces
    }
}
