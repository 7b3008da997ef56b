import Crypto
import Foundation
import Policy

/// What the archive holds, held against what the audit log says of it.
package struct ArchiveVerification: Hashable, Sendable {
    package static let result = "archived"

    package private(set) var files = 0
    package private(set) var lines = 0
    /// Files that the log does not name: it was lost or moved elsewhere, or the gateway ended just then. What they hold
    /// may still be in the store.
    package private(set) var unrecorded: [String] = []

    /// Reads every file. Takes no lock; verifies nothing of the log itself, which `AuditLog.verify` does.
    ///
    /// - Throws: `AuditError.broken` with the first file that is missing or altered.
    package init(directory: String, auditDirectory: String) throws(AuditError) {
        let recorded = try Self.recorded(in: auditDirectory)
        let names = try Self.names(in: directory)
        unrecorded = names.filter { recorded[$0] == nil }
        for (name, sha256) in recorded.sorted(by: { $0.key < $1.key }) {
            guard names.contains(name) else { throw Self.fault(name, "is missing") }
            let found = try Self.read("\(directory)/\(name)")
            guard found.sha256 == sha256 else { throw Self.fault(name, "was altered: its SHA-256 is \(found.sha256)") }
            files += 1
            lines += found.lines
        }
    }

    /// One file's record for the audit log.
    package static func record(of file: ArchiveFile.Summary, at now: Timestamp) -> AuditRecord {
        AuditRecord(
            kind: .system, at: now, result: result,
            details: [
                ("file", file.name), ("sha256", file.sha256), ("lines", "\(file.lines)"), ("bytes", "\(file.bytes)"),
            ])
    }

    private static func recorded(in auditDirectory: String) throws(AuditError) -> [String: String] {
        var recorded: [String: String] = [:]
        for text in try AuditLog.tail(
            directory: auditDirectory, count: .max, where: { $0.kind == .system && $0.result == result })
        {
            let line = AuditLine(text: text)
            guard let file = line.detail("file"), let sha256 = line.detail("sha256") else { continue }
            recorded[file] = sha256
        }
        return recorded
    }

    private static func names(in directory: String) throws(AuditError) -> Set<String> {
        guard access(directory, F_OK) == 0 else { return [] }
        return Set(try AuditDirectory(path: directory).names().filter { $0.hasSuffix(".jsonl") })
    }

    private static func read(_ path: String) throws(AuditError) -> (sha256: String, lines: Int) {
        let file = try OpenFile.open(path, O_RDONLY)
        var (hash, lines) = (SHA256(), 0)
        while true {
            let bytes = try file.read(atMost: 1 << 20)
            if bytes.isEmpty { return (ArchiveFile.hex(hash.finalize()), lines) }
            hash.update(data: bytes)
            lines += bytes.count { $0 == UInt8(ascii: "\n") }
        }
    }

    private static func fault(_ name: String, _ what: String) -> AuditError {
        .broken(AuditFault(file: name, line: 0, sequence: nil, what: what))
    }
}
