import Webhooks
import Transport
import Policy
import Foundation
import GatewayConfiguration
import Testing

@Suite struct RestartKeyTests {
    @Test func aRunningProcessTakesOverTheRest() {
        let current = Settings()
        var changed = current
        changed.listener.port = 1
        changed.listener.limits.headTimeout = .seconds(1)
        changed.tokenLifetime = .seconds(60)
        changed.webhooks.delivery.schedule.jitterPercent = 7
        changed.admin.roles[.owner] = "owners"
        changed.ledger.reconcileInterval = .seconds(1)
        changed.upstream.client.idleTimeout = .seconds(1)
        let (settings, waiting) = current.adopting(changed)
        var expected = current
        expected.listener.limits.headTimeout = .seconds(1)
        expected.tokenLifetime = .seconds(60)
        #expect(settings == expected)
        #expect(
            waiting == [
                "listener.port", "admin.roles", "upstream.idle_timeout", "ledger.reconcile_interval", "webhooks",
            ])
    }

    @Test func nothingWaitsWhenNothingChanged() {
        #expect(Settings().adopting(Settings()).waiting.isEmpty)
    }

    /// The documented file marks exactly these keys and sections.
    @Test func theFileSaysWhichKeysNeedARestart() throws {
        let text = try String(contentsOfFile: DocumentedFileTests.path, encoding: .utf8)
        #expect(Set(markedKeys(text)) == Set(Settings.restartKeys))
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
