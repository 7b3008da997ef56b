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
