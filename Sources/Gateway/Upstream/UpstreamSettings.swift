import Tokens
import Transport

/// How the gateway speaks to every upstream.
package struct UpstreamSettings: Hashable, Sendable {
    package var deadlines: ClientDeadlines
    package var tokenPolicy: TokenPolicy

    package init(
        deadlines: ClientDeadlines = ClientDeadlines(
            connect: .seconds(5), head: .seconds(30), total: .seconds(40), responseBodyBytesMax: 1 << 20),
        tokenPolicy: TokenPolicy = TokenPolicy()
    ) {
        self.deadlines = deadlines
        self.tokenPolicy = tokenPolicy
    }
}
