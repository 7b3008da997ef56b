import Foundation

/// Names, listing and durable renames of a log's files.
struct AuditDirectory: Sendable {
    let path: String

    struct Segment: Hashable, Sendable {
        let firstSequence: UInt64
        let path: String
        let isCompressed: Bool
        var name: String { AuditFault.name(of: path) }
    }

    static let compressedSuffix = ".gz"
    static let temporarySuffix = ".tmp"
    private static let prefix = "audit-"
    private static let suffix = ".jsonl"
    private static let digits = 20

    func segmentPath(first sequence: UInt64) -> String {
        let number = String(sequence)
        let padded = String(repeating: "0", count: max(0, Self.digits - number.count)) + number
        return "\(path)/\(Self.prefix)\(padded)\(Self.suffix)"
    }

    /// Makes the directory, at mode 0700, when it is not there.
    func create() throws(AuditError) {
        guard mkdir(path, 0o700) != 0 else { return try syncDirectory(containing: path) }
        let code = errno
        guard code == EEXIST else { throw SystemFailure(code: code).auditError("make directory", path) }
    }

    func names() throws(AuditError) -> [String] {
        guard let stream = opendir(path) else { throw SystemFailure(code: errno).auditError("list", path) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names
    }

    /// Segments by first sequence number. One that is both plain and compressed was interrupted between the two:
    /// the plain one is the truth.
    func segments() throws(AuditError) -> [Segment] {
        var found: [UInt64: Segment] = [:]
        for name in try names() {
            guard let segment = segment(named: name) else { continue }
            if let other = found[segment.firstSequence], !other.isCompressed { continue }
            found[segment.firstSequence] = segment
        }
        return found.values.sorted { $0.firstSequence < $1.firstSequence }
    }

    /// Neither segments nor checkpoints: nothing was ever written here.
    func isEmpty(checkpointsPath: String) -> Bool {
        guard let segments = try? segments() else { return access(path, F_OK) != 0 }
        return segments.isEmpty && access(checkpointsPath, F_OK) != 0
    }

    private func segment(named name: String) -> Segment? {
        guard name.hasPrefix(Self.prefix) else { return nil }
        let rest = name.dropFirst(Self.prefix.count)
        let number = rest.prefix(Self.digits)
        guard number.utf8.count == Self.digits, number.utf8.allSatisfy({ (48...57).contains($0) }),
            let sequence = UInt64(number)
        else { return nil }
        switch rest.dropFirst(Self.digits) {
        case Self.suffix: return Segment(firstSequence: sequence, path: "\(path)/\(name)", isCompressed: false)
        case Self.suffix + Self.compressedSuffix:
            return Segment(firstSequence: sequence, path: "\(path)/\(name)", isCompressed: true)
        default: return nil
        }
    }

    func remove(_ path: String) throws(AuditError) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw SystemFailure(code: errno).auditError("remove", path)
    }

    func move(_ source: String, to destination: String) throws(AuditError) {
        guard rename(source, destination) != 0 else { return try syncDirectory(containing: destination) }
        throw SystemFailure(code: errno).auditError("rename to", destination)
    }

    /// Makes a file's creation, renaming or removal durable.
    func syncDirectory(containing file: String) throws(AuditError) {
        let parent = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        let directory = try OpenFile.open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY)
        guard fsync(directory.descriptor) != 0 else { return }
        throw SystemFailure(code: errno).auditError("sync", parent)
    }
}
