import Foundation
import Testing

@testable import fusegate

struct TerminalTextTests {
    /// C0, DEL, C1, bidirectional overrides and isolates, line separators, tags.
    private static let hidden = "a\u{1}\u{1B}\u{7F}\u{85}\u{9B}\u{200F}\u{202E}\u{2066}\u{2028}\u{E0041}é漢😀"

    @Test func aTableShowsWhatATerminalWouldObey() {
        #expect(
            TerminalText.escape(Self.hidden)
                == #"a\u{1}\u{1b}\u{7f}\u{85}\u{9b}\u{200f}\u{202e}\u{2066}\u{2028}\u{e0041}é漢😀"#)
        var table = Table("NAME")
        table.add(Self.hidden)
        #expect(!table.text(orWhenEmpty: "").contains("\u{202E}"))
    }

    @Test func jsonStaysJSONAndMeansTheSame() throws {
        let text = String(decoding: try JSONEncoder().encode(["reason": Self.hidden]), as: UTF8.self)
        let shown = TerminalText.escapeJSON(text + "\n")
        #expect(shown.contains(#"\u009b"#) && shown.contains(#"\u202e"#) && shown.contains(#"\udb40\udc41"#))
        #expect(shown.hasSuffix("\n") && shown.contains("é漢😀"))
        #expect(shown.unicodeScalars.allSatisfy { $0.properties.generalCategory != .format })
        #expect(try JSONDecoder().decode([String: String].self, from: Data(shown.utf8)) == ["reason": Self.hidden])
        #expect(TerminalText.escapeJSON("{\n  \"a\" : 1\n}") == "{\n  \"a\" : 1\n}")
    }
}
