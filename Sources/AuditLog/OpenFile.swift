import Foundation

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
