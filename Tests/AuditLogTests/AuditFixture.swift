import TestSupport
import Foundation
import Logging
import Policy
import Testing

@testable import AuditLog

/// A log in a temporary directory that goes when the fixture does.
final class AuditFixture: Sendable {
    let directory: String

    init() {
        directory = FileManager.default.temporaryDirectory.path + "/audit-" + UUID().uuidString
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    static let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    func open(
        _ configuration: AuditConfiguration = AuditConfiguration(), operations: FileOperations = .system
    ) throws(AuditError) -> AuditLog {
        var configuration = configuration
        // The machine that runs the tests may have a slow disk; a test of the deadline sets its own.
        if configuration.appendDeadline == AuditConfiguration().appendDeadline {
            configuration.appendDeadline = .seconds(60)
        }
        // Most tests fail a disk that has room: they would find the reserve.
        if configuration.reserveBytes == AuditConfiguration().reserveBytes { configuration.reserveBytes = 0 }
        let logger = Logger(label: "audit-test") { _ in SwiftLogNoOpLogHandler() }
        return try AuditLog.open(
            directory: directory, configuration: configuration, nodeID: "node-1", now: Self.now, logger: logger,
            operations: operations)
    }

    /// Opens, appends that many records and closes.
    func fill(_ count: Int, _ configuration: AuditConfiguration = AuditConfiguration()) async throws {
        let log = try open(configuration)
        for index in 0..<count { try #require(log.append(Self.record(index))) }
        await log.close()
    }

    static func record(_ index: Int) -> AuditRecord {
        AuditRecord(
            kind: .request, at: now.advanced(by: .milliseconds(index)), actor: "key-\(index % 7)", method: "GET",
            path: "/payments/{id}/", status: 200, result: "relayed", durationMicroseconds: Int64(index),
            details: [(name: "index", value: String(index))])
    }

    func path(_ name: String) -> String { directory + "/" + name }

    func names(_ suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(suffix) }.sorted()
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }

    /// Lines without their newlines.
    func lines(_ name: String) throws -> [[UInt8]] {
        try read(name).split(separator: 0x0A).map(Array.init)
    }

    func writeLines(_ lines: [[UInt8]], _ name: String) throws {
        try write(lines.flatMap { $0 + [0x0A] }, name)
    }

    /// What `verify` finds wrong.
    func fault() throws -> AuditFault? {
        do {
            _ = try AuditLog.verify(directory: directory)
            return nil
        } catch AuditError.broken(let fault) {
            return fault
        }
    }

    static let firstSegment = "audit-00000000000000000001.jsonl"
}

/// Polls until the condition holds; false when it does not in ample time.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now.advanced(by: .ample)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return false
}
