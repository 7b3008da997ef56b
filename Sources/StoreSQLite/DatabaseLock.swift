import Foundation
import Synchronization

/// The right to be the only process on a database file, held for as long as this value lives or until `release`.
///
/// It is `flock`'s lock on `<path>.lock`: the kernel drops it when the process ends, however it ends, so that it can
/// never be stale. The file stays: removing it would let two processes lock two files of one name.
final class DatabaseLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(databasePath: String) throws(SQLiteOpenError) {
        let path = databasePath + ".lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .systemCall(path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK ? .inUse(path: databasePath) : .systemCall(path, code: code)
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    func release() {
        descriptor.withLock { descriptor in
            if let descriptor { close(descriptor) }
            descriptor = nil
        }
    }

    /// Makes the file with mode 0600 if it is missing; SQLite gives its log the same mode.
    static func prepareFile(_ path: String) throws(SQLiteOpenError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .systemCall(path, code: errno) }
        close(descriptor)
        // A new name is durable only once its directory is.
        let parent = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .systemCall(parent, code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .systemCall(parent, code: errno) }
    }
}
