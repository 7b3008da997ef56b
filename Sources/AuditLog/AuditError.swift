/// Why the audit log cannot be opened, written or trusted. `description` is one line that says what to do.
package enum AuditError: Error, Sendable, CustomStringConvertible {
    /// A system call failed. `reason` is the system's own text.
    case inputOutput(operation: String, path: String, reason: String)
    /// Another process writes this log.
    case locked(directory: String)
    /// The record or checkpoint named does not continue what precedes it.
    case broken(AuditFault)
    /// The key of the checkpoints is missing or unusable.
    case key(path: String, reason: String)
    /// A durable append was not on disk within the deadline. It may still get there.
    case timedOut(Duration)
    case queueFull(queueMax: Int)
    /// The log failed earlier; it stays failed until it is opened again.
    case failed(reason: String)
    case closed

    package var description: String {
        switch self {
        case .inputOutput(let operation, let path, let reason): "audit: cannot \(operation) \(path): \(reason)"
        case .locked(let directory):
            "audit: \(directory) is in use by another process; give each node its own directory"
        case .broken(let fault): "audit: \(fault); keep the files as evidence and start with a new directory"
        case .key(let path, let reason): "audit: checkpoint key \(path): \(reason)"
        case .timedOut(let deadline): "audit: the record was not on disk within \(deadline)"
        case .queueFull(let queueMax): "audit: \(queueMax) records wait already; the disk is too slow or stuck"
        case .failed(let reason): "audit: stopped after an error, restart once it is repaired: \(reason)"
        case .closed: "audit: the log is closed"
        }
    }
}

/// The first place where a log is not what it must be.
package struct AuditFault: Sendable, Hashable, CustomStringConvertible {
    package var file: String
    /// From 1; 0 when the fault is of the file as a whole.
    package var line: Int
    /// The sequence number that was expected there.
    package var sequence: UInt64?
    package var what: String

    package var description: String {
        let place = line > 0 ? "\(file):\(line)" : file
        return sequence.map { "\(place): record \($0): \(what)" } ?? "\(place): \(what)"
    }
}
