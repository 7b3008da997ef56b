import Foundation
import Synchronization

/// Room on the disk that nobody else can take: what money's records are written into when there is no other.
final class AuditReserve: Sendable {
    private let path: String
    private let bytes: Int
    private let operations: FileOperations
    private let held = Mutex(false)

    /// Restored only where as much again stays free, so that it does not fill the disk itself.
    private static let freeFactor = 2

    /// - Parameter bytes: 0 is no reserve.
    init(in directory: String, bytes: Int, operations: FileOperations) {
        self.operations = operations
        path = directory + "/reserve"
        self.bytes = bytes
    }

    var isWanted: Bool { bytes > 0 }
    var isHeld: Bool { held.withLock(\.self) }

    /// - Returns: whether there is one now.
    @discardableResult
    func restore() -> Bool {
        guard bytes > 0 else { return false }
        return held.withLock { held in
            if !held { held = hasRoom && allocate() }
            return held
        }
    }

    /// Gives the room to whoever writes next. `false` when there was none.
    func release() -> Bool {
        held.withLock { held in
            guard held, truncate(path, 0) == 0 else { return false }
            held = false
            return true
        }
    }

    private var hasRoom: Bool {
        var (status, system) = (stat(), statvfs())
        if stat(path, &status) == 0, Int(status.st_blocks) * 512 >= bytes { return true }
        let parent = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex))
        guard statvfs(parent, &system) == 0 else { return false }
        return Int(system.f_bavail) * Int(system.f_frsize) >= Self.freeFactor * bytes
    }

    private func allocate() -> Bool {
        guard let file = try? OpenFile.tryOpen(path, O_WRONLY | O_CREAT) else { return false }
        do throws(SystemFailure) { try operations.allocate(file.descriptor, bytes) } catch {
            ftruncate(file.descriptor, 0)
            return false
        }
        return fsync(file.descriptor) == 0
    }
}
