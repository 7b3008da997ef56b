import Foundation
import Policy
import Testing

@testable import AuditLog

@Suite struct RecordEncoderTests {
    private static let hostile = [
        "a\nb", "\r\n{\"seq\":9}", "quote\"back\\slash", "\u{0}\u{1}\u{1F}\u{1B}[2J", "\t\u{8}\u{C}", "é𝄞\u{2028}", "",
        "\",\"hash\":\"0000\"}\n", "\\\"", "\u{7F}",
    ]

    @Test func hostileTextStaysOneRecordAndReadsBack() throws {
        var encoder = RecordEncoder(continuing: .genesis)
        for text in Self.hostile {
            _ = encoder.append(
                AuditRecord(
                    kind: .webhook, at: AuditFixture.now, actor: text, path: text, result: "o",
                    details: [(name: text, value: text)]))
        }
        let lines = encoder.writer.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        #expect(lines.count == Self.hostile.count)
        var walker = ChainWalker(from: .genesis, checkpoints: [:])
        for (line, text) in zip(lines, Self.hostile) {
            #expect(walker.follow(line) == nil)
            #expect(!line.contains { $0 < 0x20 })
            let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            #expect(object?["actor"] as? String == text)
            #expect(object?["path"] as? String == text)
            #expect((object?["details"] as? [String: String])?[text] == text)
            #expect(AuditLine(text: String(decoding: line, as: UTF8.self)).value(of: "path") == text)
        }
    }

    @Test func textWithoutEndIsCutAtACharacter() throws {
        var encoder = RecordEncoder(continuing: .genesis)
        let text = "a" + String(repeating: "é", count: 10_000)
        let details = (0..<100).map { (name: "n\($0)", value: "v") }
        _ = encoder.append(
            AuditRecord(kind: .request, at: AuditFixture.now, path: text, result: "o", details: details))
        let object = try JSONSerialization.jsonObject(with: Data(encoder.writer.bytes)) as? [String: Any]
        let path = try #require(object?["path"] as? String)
        #expect(path == "a" + String(repeating: "é", count: 4095) + "…")
        #expect((object?["details"] as? [String: String])?.count == 64)
    }

    @Test(arguments: [0, 1, 999, 1000, 1_735_293_600_123, 1_735_293_600_124, 1_735_293_661_007, -1])
    func timestampsReadLikeTheirDescription(milliseconds: Int64) {
        var encoder = RecordEncoder(continuing: .genesis)
        let at = Timestamp(millisecondsSinceEpoch: milliseconds)
        for _ in 0..<2 { _ = encoder.append(AuditRecord(kind: .request, at: at, result: "o")) }
        let lines = encoder.writer.bytes.split(separator: 0x0A)
        for line in lines {
            #expect(AuditLine(text: String(decoding: line, as: UTF8.self)).value(of: "at") == at.description)
        }
    }

    @Test func hexRefusesWhatItDoesNotWrite() {
        #expect(Hex.decode(Array("00ff1a".utf8)) == [0, 255, 26])
        for text in ["0", "0g", "FF", " 0", "0x"] { #expect(Hex.decode(Array(text.utf8)) == nil, "\(text)") }
    }
}
