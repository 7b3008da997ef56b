/// The connections of one loop to one origin: a value; leases and returns in, what to do out.
struct OriginPoolState<Connection, Waiter> {
    enum LeaseAction {
        case use(Connection)
        case connect
        /// All are busy; hand the waiter in with `enqueue`.
        case wait
        case fail
    }

    enum ReturnAction {
        case nothing
        case handOver(Waiter, Connection)
        /// A place became free: this waiter is to connect for itself.
        case connect(Waiter)
    }

    let connectionsMax: Int
    let waitersMax: Int
    private(set) var open = 0
    private var idle: [Connection] = []
    private var waiters: [Int: Waiter] = [:]
    private var nextTicket = 0
    private var firstTicket = 0

    init(connectionsMax: Int, waitersMax: Int) {
        self.connectionsMax = connectionsMax
        self.waitersMax = waitersMax
    }

    var isUnused: Bool { open == 0 && waiters.isEmpty }

    /// The most recently used connection first: the others may then grow old and go.
    mutating func lease(isUsable: (Connection) -> Bool) -> LeaseAction {
        while let connection = idle.popLast() {
            if isUsable(connection) { return .use(connection) }
            open -= 1
        }
        if open < connectionsMax {
            open += 1
            return .connect
        }
        return waiters.count < waitersMax ? .wait : .fail
    }

    /// - Returns: the ticket with which the waiter can be withdrawn.
    mutating func enqueue(_ waiter: Waiter) -> Int {
        defer { nextTicket += 1 }
        waiters[nextTicket] = waiter
        return nextTicket
    }

    mutating func withdraw(ticket: Int) -> Waiter? { waiters.removeValue(forKey: ticket) }

    mutating func giveBack(_ connection: Connection) -> ReturnAction {
        if let waiter = popWaiter() { return .handOver(waiter, connection) }
        idle.append(connection)
        return .nothing
    }

    /// A leased connection ended, or an attempt to connect failed.
    mutating func lost() -> ReturnAction {
        if let waiter = popWaiter() { return .connect(waiter) }
        open -= 1
        return .nothing
    }

    /// An idle connection was closed by either side.
    mutating func removeIdle(where isGone: (Connection) -> Bool) {
        let before = idle.count
        idle.removeAll(where: isGone)
        open -= before - idle.count
    }

    mutating func takeIdle() -> [Connection] {
        defer {
            open -= idle.count
            idle = []
        }
        return idle
    }

    private mutating func popWaiter() -> Waiter? {
        while firstTicket < nextTicket {
            defer { firstTicket += 1 }
            if let waiter = waiters.removeValue(forKey: firstTicket) { return waiter }
        }
        return nil
    }
}
