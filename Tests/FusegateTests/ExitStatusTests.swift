import ArgumentParser
import Testing

@testable import fusegate

struct ExitStatusTests {
    /// One paragraph each, in the help and so in the manual.
    @Test func theHelpSaysWhatEachMeans() {
        let help = Fusegate.helpMessage(columns: 200).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for status in ExitStatus.allCases {
            #expect(help.contains("\(status.rawValue) \(status.meaning)"), "\(status)")
        }
    }

    @Test func itsTableIsNarrow() {
        let lines = ExitStatus.table.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 76 && $0.hasPrefix("  ") })
        #expect(lines.count > ExitStatus.allCases.count)
    }
}
