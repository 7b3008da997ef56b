import Crypto
import Foundation

/// A file of lines that leave the store. It gets its name when it is whole and on disk; until then it is a `.tmp`.
///
/// Confined to the task that made it.
package final class ArchiveFile {
    /// What is recorded of a whole file.
    package struct Summary: Hashable, Sendable {
        package let name: String
        /// Lower-case hex.
        package let sha256: String
        package let lines: Int
        package let bytes: Int
    }

    package let name: String
    private let directory: AuditDirectory
    private let file: OpenFile
    private var hash = SHA256()
    private var lines = 0
    private var bytes = 0

    private var path: String { "\(directory.path)/\(name)" }
    private var temporaryPath: String { path + AuditDirectory.temporarySuffix }

    /// Makes the directory, at mode 0700, when it is not there, and the file, at mode 0600. What an earlier process left
    /// unfinished is removed: nothing was deleted from the store for it.
    ///
    /// - Parameter name: one that no file of the directory has.
    package init(named name: String, in path: String) throws(AuditError) {
        self.name = name
        directory = AuditDirectory(path: path)
        try directory.create()
        for unfinished in try directory.names() where unfinished.hasSuffix(".jsonl" + AuditDirectory.temporarySuffix) {
            try directory.remove("\(path)/\(unfinished)")
        }
        file = try OpenFile.open(
            "\(path)/\(name)\(AuditDirectory.temporarySuffix)", O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
    }

    /// - Parameter line: without its newline.
    package func append(_ line: [UInt8]) throws(AuditError) {
        let text = line + [UInt8(ascii: "\n")]
        try FileOperations.system.writeAll(text, to: file)
        hash.update(data: text)
        lines += 1
        bytes += text.count
    }

    /// Returns once the file, and its name, are on disk.
    package func finish() throws(AuditError) -> Summary {
        try FileOperations.system.sync(file)
        try directory.move(temporaryPath, to: path)
        return Summary(name: name, sha256: Self.hex(hash.finalize()), lines: lines, bytes: bytes)
    }

    static func hex(_ digest: SHA256Digest) -> String {
        digest.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
