import HTTPWire

/// Every bound on what a client may take from the listener.
package struct ListenerLimits: Sendable {
    /// What the parser enforces: head, target, body.
    package var wire = WireLimits()
    /// In all; above it a connection is refused at once. Well below the usual limit of file descriptors.
    package var connectionsMax = 20_000
    /// From one address; platforms may sit behind one NAT or proxy, so this is generous.
    package var connectionsPerAddressMax = 2_000
    /// From the first byte of a head (or the connection's start) to its end: slow heads are the cheapest attack.
    package var headTimeout: Duration = .seconds(10)
    /// For a whole request body.
    package var bodyTimeout: Duration = .seconds(30)
    /// Between two requests of a connection; above the 60 s of common client pools.
    package var idleTimeout: Duration = .seconds(75)
    /// How long an idle connection keeps its task, whose stack is larger than all else that it holds. Longer than the
    /// pauses of a busy client, so that those cost nothing.
    var restAfter: Duration = .seconds(1)
    /// For a client to take an answer that fills its window.
    package var writeStallTimeout: Duration = .seconds(30)
    /// How long a connection that is to be closed waits for the rest of a body that nobody read.
    package var lingerTimeout: Duration = .seconds(2)
    /// How much of an unread request body is read and thrown away to keep the connection.
    package var discardedBodyBytesMax = 64 * 1024

    package init() {}
}
