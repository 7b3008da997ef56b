import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The directory that holds the database, locked until `unlock`.
///
/// The lock is `flock`'s: the kernel drops it when the process ends, however it ends, so it can never be stale.
final class DataDirectory: Sendable {
    let path: String
    private let lockDescriptor: Mutex<Int32?>

    static let lockFileName = "fusegate.lock"

    /// Makes the directory when only its last component is missing (mode 0700), and locks it.
    init(path: String) throws(SQLiteOpenError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .systemCall(path: path, code: errno) }
        let lockPath = path + "/" + Self.lockFileName
        let descriptor = openFile(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .systemCall(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK ? .inUse(directory: path) : .systemCall(path: lockPath, code: code)
        }
        lockDescriptor = Mutex(descriptor)
    }

    /// What `dirname` says: "." for a bare file name.
    static func parent(of filePath: String) -> String {
        guard let slash = filePath.lastIndex(of: "/") else { return "." }
        return slash == filePath.startIndex ? "/" : String(filePath[..<slash])
    }

    deinit { unlock() }

    func unlock() {
        lockDescriptor.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    /// Makes the file with mode 0600 if it is missing: SQLite would give it the umask's, and its log the same as it.
    func prepareFile(_ filePath: String) throws(SQLiteOpenError) {
        let descriptor = openFile(filePath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .systemCall(path: filePath, code: errno) }
        close(descriptor)
        // The new name is only durable once its directory is.
        let directory = openFile(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard directory >= 0 else { throw .systemCall(path: path, code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .systemCall(path: path, code: errno) }
    }

    /// Bytes an unprivileged process may still write; `nil` when the system does not say.
    var freeBytes: UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}

private func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
