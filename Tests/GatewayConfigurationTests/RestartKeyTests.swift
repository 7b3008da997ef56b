import Foundation
import GatewayConfiguration
import Testing

@Suite struct RestartKeyTests {
    @Test func aRunningProcessTakesOverTheRest() {
        let current = Settings()
        var changed = current
        changed.listener.port = 1
        changed.listener.limits.headTimeout = .seconds(1)
        changed.tokens.lifetime = .seconds(60)
        changed.webhooks.jitterPercent = 7
        let (settings, waiting) = RestartKey.adopt(changed, over: current)
        var expected = current
        expected.listener.limits.headTimeout = .seconds(1)
        expected.tokens.lifetime = .seconds(60)
        #expect(settings == expected)
        #expect(waiting == ["listener.port", "webhooks"])
    }

    @Test func nothingWaitsWhenNothingChanged() {
        #expect(RestartKey.adopt(Settings(), over: Settings()).waiting.isEmpty)
    }

    /// The documented file marks exactly these keys and sections.
    @Test func theFileSaysWhichKeysNeedARestart() throws {
        let text = try String(contentsOfFile: DocumentedFileTests.path, encoding: .utf8)
        #expect(Set(markedKeys(text)) == Set(RestartKey.all.map(\.name)))
    }

    /// Keys whose comment, which is the run of comment lines right above them, holds the mark.
    private func markedKeys(_ text: String) -> [String] {
        var path: [(indent: Int, name: String)] = []
        var comment = ""
        var marked: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let content = line.drop { $0 == " " }
            if content.hasPrefix("#") {
                comment += content
                continue
            }
            if let colon = content.firstIndex(of: ":") {
                let indent = line.count - content.count
                path.removeAll { $0.indent >= indent }
                path.append((indent, String(content[..<colon])))
                if comment.contains("Needs a restart.") { marked.append(path.map(\.name).joined(separator: ".")) }
            }
            comment = ""
        }
        return marked
    }
}
