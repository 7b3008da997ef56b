import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The effects, in memory and, when a path is given, as JSON lines on disk.
///
/// Each line is one write(2) on an O_APPEND descriptor made before the effect is answered, so a killed simulator loses
/// nothing that a client could have seen. (A power cut may: there is no fsync, this is a test's witness.)
struct EffectLog: Sendable {
    private(set) var entries: [JSON] = []
    private var lastSequence = 0
    private let file: LogFile?
    /// Why the file is incomplete; the control API shows it, so that no test trusts a log with holes.
    private(set) var failure: String?

    /// Reads what an earlier simulator left at `path`, cuts a torn last line, and goes on from there.
    init(path: String?) throws(SimulatorError) {
        file = try path.map { path throws(SimulatorError) in try LogFile(path: path) }
        guard let file, let path else { return }
        let content = file.readAll()
        let whole = content.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        if whole < content.count { file.cut(to: whole) }
        for line in content[..<whole].split(separator: UInt8(ascii: "\n")) {
            guard let entry = try? JSONParser.parse(ByteBuffer(bytes: line)) else {
                throw SimulatorError("effect log \(path): a line is not JSON; name another file")
            }
            lastSequence = entry["seq"]?.integer ?? lastSequence
            entries.append(entry)
        }
    }

    mutating func record(_ effect: Effect, at now: WallTime) {
        lastSequence += 1
        let entry = effect.json(sequence: lastSequence, at: now)
        entries.append(entry)
        guard let file else { return }
        var line = entry.serialized
        line.writeInteger(UInt8(ascii: "\n"))
        if let reason = file.append(line) { failure = "write: " + reason }
    }

    /// Forgets the memory; the file keeps its lines and the sequence goes on.
    mutating func clear() { entries = [] }
}

/// An append-only descriptor, closed with its last owner.
private final class LogFile: Sendable {
    private let descriptor: Int32

    init(path: String) throws(SimulatorError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SimulatorError("effect log \(path): cannot be opened (\(String(cString: strerror(errno))))")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func readAll() -> [UInt8] {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return content }
            content.append(contentsOf: chunk[..<count])
        }
    }

    func cut(to length: Int) { _ = ftruncate(descriptor, off_t(length)) }

    /// Why it failed, or nil.
    func append(_ line: ByteBuffer) -> String? {
        line.withUnsafeReadableBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return String(cString: strerror(errno))
                }
            }
            return nil
        }
    }
}
