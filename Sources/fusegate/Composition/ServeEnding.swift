import Foundation
import Store

/// Why `serve` ends: a signal, or a commit whose outcome nobody knows.
final class ServeEnding: Sendable {
    /// For the answers that are on their way when the store stops.
    static let lastAnswersTimeout: Duration = .seconds(2)
    /// After a failed commit the process is gone by then, whatever hangs.
    private static let exitDeadlineSeconds = 5.0

    private let endings: AsyncStream<StoreError?>
    private let end: AsyncStream<StoreError?>.Continuation

    init() { (endings, end) = AsyncStream.makeStream() }

    /// Called on the store's writer thread, which has nothing left to do.
    func storeStopped(_ error: StoreError) {
        end.yield(error)
        Thread.sleep(forTimeInterval: Self.exitDeadlineSeconds)
        FileHandle.standardError.write(Data("fusegate: \(error); stopping at once\n".utf8))
        Foundation.exit(ExitStatus.failed.rawValue)
    }

    /// - Returns: the store's error, or `nil` after a signal.
    func wait() async -> StoreError? {
        let signal = Task { [end] in
            await TerminationSignal.wait()
            end.yield(nil)
        }
        defer { signal.cancel() }
        for await ending in endings { return ending }
        return nil
    }
}
