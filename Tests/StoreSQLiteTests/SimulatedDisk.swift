import Foundation
import Synchronization
import TestSupport

/// What a directory's SQLite files would hold if the power failed now, and what its disk refuses.
///
/// Every change goes to the real file; what was not synced since is remembered as such.
final class SimulatedDisk: Sendable {
    enum SyncFault: Sendable {
        /// What Linux does with a page that could not be written: the error is told once, the page counts as clean.
        case failsAndForgets
    }

    struct Faults: Sendable {
        var sync: SyncFault?
        var failsLogWrites = false
        /// Writes to the log that still find room.
        var logWritesLeft = Int.max
    }

    private enum Change { case write(offset: Int, bytes: [UInt8]), truncate(size: Int) }
    private struct File {
        var durable: [UInt8]
        var unsynced: [Change] = []
    }
    private struct State {
        var faults = Faults()
        var files: [String: File] = [:]
    }

    private let state = Mutex(State())
    /// A disk writes whole sectors, and any of those that nobody synced.
    private static let sectorBytes = 512

    init() {}

    /// The same disk under a copy of its files: they read as `directory` has them, and what is durable stays so.
    convenience init(continuing other: SimulatedDisk, in directory: TemporaryDirectory) {
        self.init()
        let files = other.state.withLock(\.files)
        state.withLock { state in
            for (path, file) in files {
                state.files[directory.file(URL(filePath: path).lastPathComponent)] = File(durable: file.durable)
            }
        }
    }

    func fail(_ faults: Faults) { state.withLock { $0.faults = faults } }

    // MARK: What the file system reports

    func opened(_ path: String) {
        let present = FileManager.default.contents(atPath: path).map(Array.init) ?? []
        state.withLock { state in
            if state.files[path] == nil { state.files[path] = File(durable: present) }
        }
    }

    func deleted(_ path: String) { state.withLock { $0.files[path] = nil } }

    enum Permission { case granted, noRoom, failed }

    func mayWrite(toLog isLog: Bool) -> Permission {
        guard isLog else { return .granted }
        return state.withLock { state in
            if state.faults.failsLogWrites { return .failed }
            guard state.faults.logWritesLeft > 0 else { return .noRoom }
            state.faults.logWritesLeft -= 1
            return .granted
        }
    }

    func written(_ path: String, _ bytes: [UInt8], at offset: Int) {
        state.withLock { $0.files[path]?.unsynced.append(.write(offset: offset, bytes: bytes)) }
    }

    func truncated(_ path: String, to size: Int) {
        state.withLock { $0.files[path]?.unsynced.append(.truncate(size: size)) }
    }

    /// False: the sync fails.
    func sync(_ path: String, isLog: Bool) -> Bool {
        state.withLock { state in
            guard var file = state.files.removeValue(forKey: path) else { return true }
            let succeeds = !isLog || state.faults.sync == nil
            if succeeds {
                for change in file.unsynced { Self.apply(change, to: &file.durable) }
            }
            file.unsynced = []
            state.files[path] = file
            return succeeds
        }
    }

    // MARK: The power cut

    /// Puts what the disk holds into `directory`, under the files' names.
    ///
    /// - Parameter survivors: which unsynced sectors had reached the disk by chance; `nil` is none.
    func cutPower(into directory: TemporaryDirectory, survivors: SeededGenerator?) throws {
        let files = state.withLock(\.files)
        var survivors = survivors
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            var content = file.durable
            for change in file.unsynced {
                for part in Self.sectors(of: change) where survivors.flip() { Self.apply(part, to: &content) }
            }
            let name = URL(filePath: path).lastPathComponent
            try Data(content).write(to: URL(filePath: directory.file(name)))
        }
    }

    private static func sectors(of change: Change) -> [Change] {
        guard case .write(let offset, let bytes) = change else { return [change] }
        var parts: [Change] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, ((offset + start) / sectorBytes + 1) * sectorBytes - offset)
            parts.append(.write(offset: offset + start, bytes: Array(bytes[start..<end])))
            start = end
        }
        return parts
    }

    private static func apply(_ change: Change, to content: inout [UInt8]) {
        switch change {
        case .truncate(let size):
            content = Array(content.prefix(size)) + [UInt8](repeating: 0, count: max(0, size - content.count))
        case .write(let offset, let bytes):
            let missing = offset + bytes.count - content.count
            if missing > 0 { content += [UInt8](repeating: 0, count: missing) }
            content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
    }
}

extension SeededGenerator? {
    fileprivate mutating func flip() -> Bool {
        guard var generator = self else { return false }
        defer { self = generator }
        return Bool.random(using: &generator)
    }
}
