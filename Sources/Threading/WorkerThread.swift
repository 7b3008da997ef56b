import Foundation

/// A thread of our own for work that blocks (fsync, SQLite), which must never hold up an event loop or Swift's pool.
package enum WorkerThread {
    /// SQLite's deepest parse and our own frames stay far below this.
    package static let stackBytesDefault = 1 << 20

    /// Starts `body` on a fresh thread, which ends with it.
    package static func start(
        name: String, stackBytes: Int = stackBytesDefault, _ body: @escaping @Sendable () -> Void
    ) {
        let thread = Thread(block: body)
        thread.name = name
        thread.stackSize = stackBytes
        thread.start()
    }
}
