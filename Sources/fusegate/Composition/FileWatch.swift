import Foundation
import Logging

/// Notices that files changed, by looking at them: works on every file system, through symbolic links, and for files that
/// are replaced by others of the same name.
struct FileWatch: Sendable {
    static let interval: Duration = .seconds(2)

    /// What differs when a file's content does. `nil` for a file that cannot be looked at.
    struct Stamp: Hashable, Sendable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let changedSeconds: Int
        let changedNanoseconds: Int

        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            changedSeconds = status.st_ctim.tv_sec
            changedNanoseconds = status.st_ctim.tv_nsec
        }
    }

    /// Asked anew each time: a changed configuration may name other files.
    let paths: @Sendable () -> [String]
    let onChange: @Sendable () async -> Void

    /// Runs until cancelled. Files that are still changing are left alone until they rest for one interval.
    func run() async {
        var known = stamps()
        var seen = known
        while (try? await Task.sleep(for: Self.interval)) != nil {
            let now = stamps()
            if now != known, now == seen {
                await onChange()
                known = stamps()
            }
            seen = now
        }
    }

    private func stamps() -> [String: Stamp?] {
        Dictionary(paths().map { ($0, Stamp(path: $0)) }, uniquingKeysWith: { first, _ in first })
    }
}
