import Foundation
import Logging
import Policy
import TestSupport
import Testing

@testable import AuditLog

@Suite struct ArchiveVerificationTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    /// Two archived files, both in the log.
    private static func with(_ body: (_ archive: String, _ audit: String) throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let (archive, audit) = (directory.file("archive"), directory.file("audit"))
        let log = try AuditLog.open(
            directory: audit, configuration: AuditConfiguration(), nodeID: "node", now: now,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
        for name in ["a.jsonl", "b.jsonl"] {
            let file = try ArchiveFile(named: name, in: archive)
            try file.append(Array(#"{"of":"\#(name)"}"#.utf8))
            try file.append(Array("{}".utf8))
            let summary = try file.finish()
            try await log.appendDurably(ArchiveVerification.record(of: summary, at: now))
        }
        await log.close()
        try body(archive, audit)
    }

    @Test func wholeFilesAreWhatTheLogSays() async throws {
        try await Self.with { archive, audit in
            let found = try ArchiveVerification(directory: archive, auditDirectory: audit)
            #expect((found.files, found.lines) == (2, 4) && found.unrecorded.isEmpty)
            try Data("{}\n".utf8).write(to: URL(filePath: archive + "/c.jsonl"))
            #expect(try ArchiveVerification(directory: archive, auditDirectory: audit).unrecorded == ["c.jsonl"])
        }
    }

    @Test func anAlteredFileIsFound() async throws {
        try await Self.with { archive, audit in
            try Data("{}\n{}\n".utf8).write(to: URL(filePath: archive + "/b.jsonl"))
            let error = #expect(throws: AuditError.self) {
                try ArchiveVerification(directory: archive, auditDirectory: audit)
            }
            #expect("\(error as Any)".contains("b.jsonl"))
        }
    }

    @Test func aMissingFileIsFound() async throws {
        try await Self.with { archive, audit in
            try FileManager.default.removeItem(atPath: archive + "/a.jsonl")
            #expect(throws: AuditError.self) { try ArchiveVerification(directory: archive, auditDirectory: audit) }
        }
    }

    /// What was not finished has no name, and the next file takes its place.
    @Test func anUnfinishedFileIsNone() async throws {
        let directory = try TemporaryDirectory()
        let first = try ArchiveFile(named: "a.jsonl", in: directory.path)
        try first.append([65])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.jsonl.tmp"])
        let second = try ArchiveFile(named: "b.jsonl", in: directory.path)
        let summary = try second.finish()
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["b.jsonl"])
        #expect(summary.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(throws: AuditError.self) { try ArchiveFile(named: "a.jsonl", in: directory.path + "/b.jsonl") }
    }
}
