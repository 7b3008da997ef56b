/// A connection as the census reaches it; called on the connection's event loop.
protocol DrainableConnection: AnyObject, Sendable {
    /// Whether it waits for its next request without a task.
    var isResting: Bool { get }
    /// From now on every answer ends the connection.
    func announceDrain()
    /// Ends the connection after what it is doing, soon when that is nothing.
    func drain()
}
