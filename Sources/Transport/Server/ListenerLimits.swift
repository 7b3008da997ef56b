import HTTPWire

/// Every bound on what a client may take from the listener.
package struct ListenerLimits: Hashable, Sendable {
    /// What the parser enforces: head, target, body.
    package var wire: WireLimits = {
        var wire = WireLimits()
        // Several times the largest request of the contract.
        wire.bodyBytesMax = 64 << 10
        return wire
    }()
    /// Of bodies that are still arriving, over all connections: 1,000 of the largest.
    package var unfinishedBodyBytesMax = 64 * 1024 * 1024
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
    /// Idle connections of one loop that keep their tasks so long, some 4 KB each; more give theirs up at once. As many
    /// as take turns on a busy loop: thousands that come within a second would take memory that no allocator gives back.
    var idleTasksPerLoopMax = 1024
    /// For a client to take anything of an answer that fills its window.
    package var writeStallTimeout: Duration = .seconds(30)
    /// The slowest that a body may come and an answer may be taken: 1 kB/s is a quarter of the slowest mobile networks.
    package var minimumRate = MinimumRate(bytesPerSecond: 1000, grace: .seconds(5))
    /// Requests in a row that were there before the answer to the one ahead: more would let one connection keep its
    /// loop from the others. The connection ends after as many.
    package var pipelinedRequestsMax = 100
    /// Between the readiness route's 503 and the end of accepting.
    package var drainDelay: Duration = .zero
    /// In a drain, for clients of idle connections to send the request that they may be sending just now: it is answered
    /// with `Connection: close`, while one that meets a closed connection fails.
    package var drainIdleGrace: Duration = .seconds(1)
    /// From the end of accepting to that of the connections that are left.
    package var drainTimeout: Duration = .seconds(30)
    /// How long a connection that is to be closed waits for the rest of a body that nobody read.
    package var lingerTimeout: Duration = .seconds(2)
    /// How much of an unread request body is read and thrown away to keep the connection.
    package var discardedBodyBytesMax = 64 * 1024

    package init() {}
}
