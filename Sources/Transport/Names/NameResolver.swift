import Policy

/// Finds the addresses of a host, so that they can be judged before one is dialled.
package protocol NameResolver: Sendable {
    /// - Parameters:
    ///   - client: on whose account; each waits within its own bounds.
    ///   - limit: for all of it, waiting for a place included.
    /// - Returns: at least one address, in the order in which they should be dialled.
    func addresses(
        of name: String, for client: NameClient, within limit: Duration
    ) async throws(NameFailure) -> [IPAddress]
}
