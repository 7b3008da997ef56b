import Tokens
import Transport

/// How the gateway speaks to every upstream.
package struct UpstreamSettings: Hashable, Sendable {
    package var deadlines: ClientDeadlines
    package var tokenPolicy: TokenPolicy

    package init(deadlines: ClientDeadlines, tokenPolicy: TokenPolicy) {
        self.deadlines = deadlines
        self.tokenPolicy = tokenPolicy
    }
}
