import AuditLog
import Gateway
import HTTPWire
import NIOCore
import Policy
import Store
import Transport

/// One life of the gateway: it acts on the world through its ports only, and when it dies they do nothing any more. What
/// its tasks still do finds every port dead, which is as good as not having done it.
final class SimulatedProcess: @unchecked Sendable {  // touched by the scheduler's thread only
    struct Death: Error {}

    private(set) var isAlive = true
    var onDeath: () -> Void = {}
    private var ends: [Int: () -> Void] = [:]
    private var lastEnd = 0
    private var tasks: [Task<Void, Never>] = []

    /// Something that is waited for and fails with the process.
    func open<Value>(_ begin: (Pending<Value>) -> Void) -> Pending<Value> {
        let pending = Pending<Value>()
        guard isAlive else {
            pending.fail(Death())
            return pending
        }
        lastEnd += 1
        ends[lastEnd] = { pending.fail(Death()) }
        begin(pending)
        return pending
    }

    /// Ends with the process.
    func keep(_ task: Task<Void, Never>) { if isAlive { tasks.append(task) } else { task.cancel() } }

    func die() {
        guard isAlive else { return }
        isAlive = false
        for task in tasks { task.cancel() }
        for (_, end) in ends.sorted(by: { $0.key < $1.key }) { end() }
        ends = [:]
        onDeath()
    }
}
