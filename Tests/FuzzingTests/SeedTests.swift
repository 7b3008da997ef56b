import Foundation
import TestSupport
import Testing

@testable import Fuzzing

@Suite("Fuzz targets over their seeds")
struct SeedTests {
    /// Fixed, so that a failure repeats; each comment names the seed of its round.
    private static let seed: UInt64 = 0xF022_0001

    @Test("every seed keeps the invariants", arguments: FuzzTarget.allCases)
    func seeds(target: FuzzTarget) throws {
        let seeds = try Self.seeds(of: target)
        #expect(seeds.count >= 5)
        for (name, bytes) in seeds {
            #expect(throws: Never.self, "\(target.rawValue)/\(name)") { try target.check(bytes) }
        }
    }

    @Test("damaged seeds and noise keep the invariants", arguments: FuzzTarget.allCases)
    func damagedSeeds(target: FuzzTarget) throws {
        let seeds = try Self.seeds(of: target).map(\.bytes)
        for round in 0..<400 {
            let seed = Self.seed + UInt64(round)
            var random = SeededGenerator(seed: seed)
            let bytes = Self.damaged(seeds.randomElement(using: &random) ?? [], using: &random)
            #expect(throws: Never.self, "\(target.rawValue), seed \(seed)") { try target.check(bytes) }
        }
    }

    private static func damaged(_ original: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let at = Int.random(in: 0...bytes.count, using: &random)
            let length = Int.random(in: 0...8, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
            case 1: bytes.removeSubrange(at..<min(at + length, bytes.count))
            default: bytes.insert(contentsOf: bytes[at..<min(at + length, bytes.count)], at: at)
            }
        }
        return bytes
    }

    private static func seeds(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/fuzz/\(target.rawValue)")
        return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
            .map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
    }
}
