import Dispatch
import Foundation
import Store
import Synchronization

/// The event after which a process must not go on: a commit whose end nobody knows.
///
/// Those who wait are told `outcome_unknown`, then the process ends with a failure status and recovers from disk.
final class StoreFailure: Sendable {
    /// Telling those who wait takes moments; a process that hangs in it ends all the same.
    private static let exitSeconds = 10

    private let reported = Mutex<StoreError?>(nil)
    private let (failures, continuation) = AsyncStream.makeStream(of: StoreError.self)

    var error: StoreError? { reported.withLock(\.self) }

    /// Called at most once, by the store's writer.
    func report(_ error: StoreError) {
        FileHandle.standardError.write(Data("fusegate: \(error); stopping to recover from disk\n".utf8))
        reported.withLock { $0 = error }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.exitSeconds)) {
            Foundation.exit(ExitStatus.failed.rawValue)
        }
        continuation.yield(error)
    }

    /// Returns when the store has failed, or the task is cancelled.
    func wait() async { for await _ in failures { break } }
}
