import GRDBSQLite
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An SQLite file system that is the system's own until a write or sync of a log is told to fail.
///
/// It replaces two entries in a copy of the method table, so every byte goes through SQLite's real commit code.
enum FaultyVFS {
    static let name = "fusegate-faulty"

    /// What fails, on every write-ahead log that was opened through this file system.
    struct Faults: Sendable {
        var failsSync = false
        var failsWrite = false
    }

    /// One test at a time uses this file system; see the suite's `.serialized`.
    static let faults = Mutex(Faults())

    /// Registers the file system once.
    static func register() { _ = registration }

    /// SQLITE_IOERR_FSYNC, a macro that Swift cannot see.
    private static let ioErrorAtSync = SQLITE_IOERR | 4 << 8

    private static let registration: Int32 = {
        guard let system = sqlite3_vfs_find(nil) else { return SQLITE_ERROR }
        let copy = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        copy.initialize(to: system.pointee)
        copy.pointee.zName = UnsafePointer(strdup(name))
        copy.pointee.xOpen = { vfs, path, file, flags, outFlags in
            guard let system = sqlite3_vfs_find(nil), let open = system.pointee.xOpen else { return SQLITE_ERROR }
            let code = open(system, path, file, flags, outFlags)
            if code == SQLITE_OK, flags & SQLITE_OPEN_WAL != 0, let file { FaultyVFS.replaceMethods(of: file) }
            return code
        }
        return sqlite3_vfs_register(copy, 0)
    }()

    private struct Methods: @unchecked Sendable {  // written once, before the first use, under `methods`' lock
        let original: UnsafePointer<sqlite3_io_methods>
        let faulty: UnsafePointer<sqlite3_io_methods>
    }
    private static let methods = Mutex<Methods?>(nil)

    private static func replaceMethods(of file: UnsafeMutablePointer<sqlite3_file>) {
        guard let original = file.pointee.pMethods else { return }
        let address = methods.withLock { methods in
            if let methods { return UInt(bitPattern: methods.faulty) }
            let copy = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
            copy.initialize(to: original.pointee)
            copy.pointee.xSync = { file, flags in
                if FaultyVFS.faults.withLock(\.failsSync) { return FaultyVFS.ioErrorAtSync }
                return FaultyVFS.original?.pointee.xSync?(file, flags) ?? SQLITE_IOERR
            }
            copy.pointee.xWrite = { file, bytes, count, offset in
                if FaultyVFS.faults.withLock(\.failsWrite) { return SQLITE_FULL }
                return FaultyVFS.original?.pointee.xWrite?(file, bytes, count, offset) ?? SQLITE_IOERR
            }
            methods = Methods(original: original, faulty: UnsafePointer(copy))
            return UInt(bitPattern: copy)
        }
        file.pointee.pMethods = UnsafePointer(bitPattern: address)
    }

    private static var original: UnsafePointer<sqlite3_io_methods>? {
        UnsafePointer(bitPattern: methods.withLock { UInt(bitPattern: $0?.original) })
    }
}
