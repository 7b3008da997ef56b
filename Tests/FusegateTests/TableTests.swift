import Testing

@testable import fusegate

struct TableTests {
    private func lines(_ table: Table, shrinking: Set<String> = [], inNeed: Set<String> = []) -> [String] {
        table.text(orWhenEmpty: "", widthMax: 40, shrinking: shrinking, inNeed: inNeed).split(separator: "\n")
            .map(String.init)
    }

    @Test func whatFitsIsNotCut() {
        var table = Table("ID", "NAME")
        table.add("1", String(repeating: "n", count: 36))
        #expect(lines(table, shrinking: ["NAME"])[1] == "1   " + String(repeating: "n", count: 36))
    }

    @Test func aTextKeepsItsBeginningAndAWordBothItsEnds() {
        var table = Table("ID", "NOTE", "ADDRESS")
        table.add("1234567890", "a sentence that goes on for long", "TXYZabcdefghijklmnopqrstuvwxyz123")
        let row = lines(table, shrinking: ["NOTE", "ADDRESS"])[1]
        #expect(row.count == 40)
        #expect(row.hasPrefix("1234567890  a sentence"))
        #expect(row.hasSuffix("z123"))
        #expect(row.contains("TXYZ") && row.contains("…"))
    }

    @Test func headingsAreCutLater() {
        func heading(beside identifierLength: Int) -> String {
            var table = Table("ID", "TRANSACTION", "NOTE")
            table.add(
                String(repeating: "1", count: identifierLength), String(repeating: "t", count: 36),
                String(repeating: "n", count: 36))
            let rows = lines(table, shrinking: ["TRANSACTION", "NOTE"])
            #expect(rows[1].count == 40)
            return rows[0]
        }
        #expect(heading(beside: 17).contains("TRANSACTION"))
        #expect(heading(beside: 18).contains("TRANS…TION"))
    }

    @Test func whatIsCutInNeedGoesLast() {
        var table = Table("NAME", "AMOUNT")
        table.add(String(repeating: "n", count: 60), "12345678901234567890.123456")
        #expect(lines(table, shrinking: ["NAME"], inNeed: ["AMOUNT"])[1].hasSuffix("12345678901234567890.123456"))
    }

    /// A terminal gives a Chinese character two columns.
    @Test func widthIsThatOfATerminal() {
        #expect(TerminalText.width(of: "ab") == 2)
        #expect(TerminalText.width(of: "漢字") == 4)
        #expect(TerminalText.width(of: "é") == 1 && TerminalText.width(of: "e\u{301}") == 1)
        var table = Table("NAME", "ID")
        table.add(String(repeating: "漢", count: 60), "1")
        table.add("x", "2")
        let rows = lines(table, shrinking: ["NAME"])
        #expect(rows.allSatisfy { TerminalText.width(of: $0) <= 40 })
        #expect(rows[2].hasSuffix(" 2"))
    }
}
