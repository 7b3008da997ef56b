import Policy

/// An upstream access token. `generation` tells it from its predecessors when the upstream rejects one.
package struct UpstreamToken: Sendable {
    package let accessToken: Secret<String>
    package let generation: Int
}
