import GRDBSQLite
import Synchronization
import TestSupport

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An SQLite file system that is the system's own, but for directories on a `SimulatedDisk`.
///
/// It replaces a few entries in a copy of the method table, so every byte goes through SQLite's real commit code.
enum FaultyVFS {
    static let name = "fusegate-faulty"

    private struct OpenedFile {
        let disk: SimulatedDisk
        let path: String
        let isLog: Bool
        /// The address of the system's own methods: a log has others than a database.
        let methods: UInt

        var original: sqlite3_io_methods? { UnsafePointer<sqlite3_io_methods>(bitPattern: methods)?.pointee }
    }
    private struct State {
        var disks: [String: SimulatedDisk] = [:]
        /// By the address of SQLite's file object.
        var files: [UInt: OpenedFile] = [:]
        /// By the address of what they replace.
        var replacements: [UInt: UInt] = [:]
    }
    private static let state = Mutex(State())

    /// SQLite files in this directory are on that disk from now on.
    static func mount(_ disk: SimulatedDisk, at directory: TemporaryDirectory) {
        _ = registration
        state.withLock { $0.disks[directory.path] = disk }
    }

    // Macros that Swift cannot see.
    private static let ioErrorAtSync = SQLITE_IOERR | 4 << 8
    private static let ioErrorAtWrite = SQLITE_IOERR | 3 << 8

    private static let registration: Int32 = {
        guard let system = sqlite3_vfs_find(nil) else { return SQLITE_ERROR }
        let copy = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        copy.initialize(to: system.pointee)
        copy.pointee.zName = UnsafePointer(strdup(name))
        copy.pointee.xOpen = { _, path, file, flags, outFlags in
            guard let system = sqlite3_vfs_find(nil), let open = system.pointee.xOpen else { return SQLITE_ERROR }
            let code = open(system, path, file, flags, outFlags)
            if code == SQLITE_OK, let path, let file, flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL) != 0 {
                FaultyVFS.opened(file, at: String(cString: path), isLog: flags & SQLITE_OPEN_WAL != 0)
            }
            return code
        }
        copy.pointee.xDelete = { _, path, syncsDirectory in
            guard let system = sqlite3_vfs_find(nil), let delete = system.pointee.xDelete else { return SQLITE_ERROR }
            let code = delete(system, path, syncsDirectory)
            if code == SQLITE_OK, let path { FaultyVFS.disk(of: String(cString: path))?.deleted(String(cString: path)) }
            return code
        }
        return sqlite3_vfs_register(copy, 0)
    }()

    static func disk(of path: String) -> SimulatedDisk? {
        state.withLock { state in state.disks.first { path.hasPrefix($0.key) }?.value }
    }

    private static func file(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenedFile? {
        state.withLock { $0.files[UInt(bitPattern: file)] }
    }

    private static func opened(_ file: UnsafeMutablePointer<sqlite3_file>, at path: String, isLog: Bool) {
        guard let disk = disk(of: path), let methods = file.pointee.pMethods else { return }
        disk.opened(path)
        let address = UInt(bitPattern: methods)
        let replaced = state.withLock { state in
            state.files[UInt(bitPattern: file)] = OpenedFile(disk: disk, path: path, isLog: isLog, methods: address)
            let known = state.replacements[address] ?? UInt(bitPattern: replacement(of: methods.pointee))
            state.replacements[address] = known
            return known
        }
        file.pointee.pMethods = UnsafePointer(bitPattern: replaced)
    }

    private static func replacement(of methods: sqlite3_io_methods) -> UnsafeMutablePointer<sqlite3_io_methods> {
        let copy = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        copy.initialize(to: methods)
        copy.pointee.xWrite = { handle, bytes, count, offset in
            guard let file = FaultyVFS.file(handle) else { return SQLITE_IOERR }
            switch file.disk.mayWrite(toLog: file.isLog) {
            case .noRoom: return SQLITE_FULL
            case .failed: return FaultyVFS.ioErrorAtWrite
            case .granted: break
            }
            let code = file.original?.xWrite?(handle, bytes, count, offset) ?? SQLITE_IOERR
            if code == SQLITE_OK {
                let written = Array(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
                file.disk.written(file.path, written, at: Int(offset))
            }
            return code
        }
        copy.pointee.xTruncate = { handle, size in
            guard let file = FaultyVFS.file(handle) else { return SQLITE_IOERR }
            let code = file.original?.xTruncate?(handle, size) ?? SQLITE_IOERR
            if code == SQLITE_OK { file.disk.truncated(file.path, to: Int(size)) }
            return code
        }
        copy.pointee.xSync = { handle, flags in
            guard let file = FaultyVFS.file(handle), file.disk.sync(file.path, isLog: file.isLog) else {
                return FaultyVFS.ioErrorAtSync
            }
            return file.original?.xSync?(handle, flags) ?? SQLITE_IOERR
        }
        copy.pointee.xClose = { handle in
            let file = FaultyVFS.state.withLock { $0.files.removeValue(forKey: UInt(bitPattern: handle)) }
            return file?.original?.xClose?(handle) ?? SQLITE_IOERR
        }
        return copy
    }
}
