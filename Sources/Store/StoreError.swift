package enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The writer's queue is full; nothing was done. Safe to retry.
    case busy
    /// The COMMIT failed: the effects may or may not be durable. The process must stop and recover from disk.
    case indeterminate(String)
    /// A UNIQUE, CHECK or FOREIGN KEY rule refused the statement; the job was rolled back.
    case constraint(String)
    /// The disk is full, or near it; the job was rolled back. Safe to retry once there is room.
    case noRoom(String)
    /// The statement could not run (I/O error); the job was rolled back.
    case unavailable(String)
    /// A stored value is not what the schema promises.
    case corrupt(String)
    /// The database was closed.
    case closed

    /// Nothing was done, and the same write may succeed later.
    package var mayPass: Bool {
        switch self {
        case .busy, .noRoom, .unavailable: true
        case .indeterminate, .constraint, .corrupt, .closed: false
        }
    }

    package var description: String {
        switch self {
        case .busy: "the store's write queue is full"
        case .indeterminate(let reason): "a commit's end is unknown: \(reason)"
        case .constraint(let reason): "constraint failed: \(reason)"
        case .noRoom(let reason): "the store has no room: \(reason)"
        case .unavailable(let reason): "the store is unavailable: \(reason)"
        case .corrupt(let reason): "stored data is corrupt: \(reason)"
        case .closed: "the store is closed"
        }
    }
}
