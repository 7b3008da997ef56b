import Store
import Synchronization

/// A database of which one read can be held after it has seen the store and before its caller gets to know.
final class SlowReads: Database {
    /// One held read.
    struct Hold: Sendable {
        fileprivate let seen = AsyncStream.makeStream(of: Void.self)
        fileprivate let released = AsyncStream.makeStream(of: Void.self)

        func hasBeenRead() async { for await _ in seen.stream { return } }
        func release() { released.continuation.yield() }
    }

    private let database: any Database
    private let next = Mutex<Hold?>(nil)

    init(_ database: any Database) { self.database = database }

    func holdNextRead() -> Hold {
        let hold = Hold()
        next.withLock { $0 = hold }
        return hold
    }

    func write<Value: Sendable>(_ job: @escaping @Sendable (any SQLWriter) throws -> Value) async throws -> Value {
        try await database.write(job)
    }

    func read<Value: Sendable>(_ query: @escaping @Sendable (any SQLReader) throws -> Value) async throws -> Value {
        let hold = next.withLock { next in
            defer { next = nil }
            return next
        }
        let value = try await database.read(query)
        guard let hold else { return value }
        hold.seen.continuation.yield()
        for await _ in hold.released.stream { break }
        return value
    }
}
