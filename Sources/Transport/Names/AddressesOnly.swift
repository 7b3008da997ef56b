import Policy

/// For clients that dial sockets and addresses only: resolves nothing.
package struct AddressesOnly: NameResolver {
    package init() {}

    package func addresses(
        of name: String, for client: NameClient, within limit: Duration
    ) async throws(NameFailure) -> [IPAddress] {
        throw .noSuchName
    }
}
