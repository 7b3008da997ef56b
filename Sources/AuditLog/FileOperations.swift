import Foundation
import Policy

/// The system calls on the path of a record, replaceable so that tests can fail or hang a disk.
struct FileOperations: Sendable {
    /// Writes a prefix of the bytes; returns how many, or throws `SystemFailure`.
    var write: @Sendable (Int32, UnsafeRawBufferPointer) throws(SystemFailure) -> Int
    var dataSync: @Sendable (Int32) throws(SystemFailure) -> Void
    var now: @Sendable () -> Timestamp
    /// Takes that many bytes of the disk for the file.
    var allocate: @Sendable (Int32, Int) throws(SystemFailure) -> Void
    /// Who waits while there is no room; without one a full disk is a failure like any other.
    var fullDisk: FullDisk?

    static let system = FileOperations(
        write: { descriptor, bytes throws(SystemFailure) in
            try SystemFailure.check { Foundation.write(descriptor, bytes.baseAddress, bytes.count) }
        },
        dataSync: { descriptor throws(SystemFailure) in
            _ = try SystemFailure.check { Int(fdatasync(descriptor)) }
        },
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(millisecondsSinceEpoch: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        allocate: { descriptor, bytes throws(SystemFailure) in
            let code = posix_fallocate(descriptor, 0, off_t(bytes))
            guard code == 0 else { throw SystemFailure(code: code) }
        })

    func writeAll(_ bytes: [UInt8], to file: OpenFile) throws(AuditError) {
        var written = 0
        while written < bytes.count {
            written += try awaitingRoom(for: "write", file.path) { () throws(SystemFailure) in
                let result = bytes.withUnsafeBytes { all in
                    Result { () throws(SystemFailure) in
                        try write(file.descriptor, UnsafeRawBufferPointer(rebasing: all[written...]))
                    }
                }
                return try result.get()
            }
        }
        fullDisk?.foundRoom()
    }

    /// Makes the call again while the disk is full and someone waits for room.
    func awaitingRoom<Value>(
        for operation: String, _ path: String, _ call: () throws(SystemFailure) -> Value
    ) throws(AuditError) -> Value {
        while true {
            do throws(SystemFailure) { return try call() } catch {
                guard error.isWantOfRoom, fullDisk?.awaitRoom(for: path) ?? false else {
                    throw error.auditError(operation, path)
                }
            }
        }
    }

    func sync(_ file: OpenFile) throws(AuditError) {
        do throws(SystemFailure) { try dataSync(file.descriptor) } catch { throw error.auditError("sync", file.path) }
    }
}

/// A failed system call's `errno`.
struct SystemFailure: Error, Sendable {
    let code: Int32

    var isWantOfRoom: Bool { code == ENOSPC || code == EDQUOT }

    /// Runs the call until a signal does not interrupt it.
    static func check(_ call: () -> Int) throws(SystemFailure) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            guard code == EINTR else { throw SystemFailure(code: code) }
        }
    }

    func auditError(_ operation: String, _ path: String) -> AuditError {
        .inputOutput(operation: operation, path: path, reason: String(cString: strerror(code)))
    }
}

/// A file descriptor that closes itself.
final class OpenFile: Sendable {
    let descriptor: Int32
    let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Creates at mode 0600. Never follows a symbolic link planted under a file's name; a directory may be one.
    static func open(_ path: String, _ flags: Int32) throws(AuditError) -> OpenFile {
        do throws(SystemFailure) { return try tryOpen(path, flags) } catch { throw error.auditError("open", path) }
    }

    static func tryOpen(_ path: String, _ flags: Int32) throws(SystemFailure) -> OpenFile {
        let links = flags & O_DIRECTORY == 0 ? O_NOFOLLOW : 0
        let descriptor = try SystemFailure.check {
            Int(Foundation.open(path, flags | O_CLOEXEC | links, mode_t(0o600)))
        }
        return OpenFile(descriptor: Int32(descriptor), path: path)
    }

    func size() throws(AuditError) -> Int {
        var status = stat()
        do throws(SystemFailure) { _ = try SystemFailure.check { Int(fstat(descriptor, &status)) } } catch {
            throw error.auditError("stat", path)
        }
        return Int(status.st_size)
    }

    /// Empty at the end.
    ///
    /// - Parameter offset: `nil` goes on where the last such call ended.
    func read(atMost countMax: Int, from offset: Int? = nil) throws(AuditError) -> [UInt8] {
        var failure: SystemFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: countMax) { buffer, count in
            do throws(SystemFailure) {
                count = try SystemFailure.check {
                    offset.map { pread(descriptor, buffer.baseAddress, countMax, off_t($0)) }
                        ?? Foundation.read(descriptor, buffer.baseAddress, countMax)
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure.auditError("read", path) }
        return bytes
    }

    func truncate(to size: Int) throws(AuditError) {
        do throws(SystemFailure) {
            _ = try SystemFailure.check { Int(ftruncate(descriptor, off_t(size))) }
            _ = try SystemFailure.check { Int(fsync(descriptor)) }
        } catch {
            throw error.auditError("truncate", path)
        }
    }

    /// False when another process holds the lock.
    func lock() throws(AuditError) -> Bool {
        do throws(SystemFailure) {
            _ = try SystemFailure.check { Int(flock(descriptor, LOCK_EX | LOCK_NB)) }
            return true
        } catch {
            guard error.code == EWOULDBLOCK else { throw error.auditError("lock", path) }
            return false
        }
    }
    func unlock() { flock(descriptor, LOCK_UN) }
}
