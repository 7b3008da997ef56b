import Foundation
import Policy
import Synchronization
import Testing

@testable import AuditLog

struct AuditReserveTests {
    /// A disk that is full but for what the reserve gives back.
    private final class Disk: Sendable {
        let room = Mutex(Int.max)

        func operations(reserve path: String) -> FileOperations {
            var operations = FileOperations.system
            let write = operations.write
            operations.write = { [self] descriptor, bytes throws(SystemFailure) in
                var status = stat()
                let isReserveGone = stat(path, &status) != 0 || status.st_size == 0
                let hasRoom = room.withLock { room in
                    guard room < .max, isReserveGone else { return room == .max }
                    guard room >= bytes.count else { return false }
                    room -= bytes.count
                    return true
                }
                guard hasRoom else { throw SystemFailure(code: ENOSPC) }
                return try write(descriptor, bytes)
            }
            let allocate = operations.allocate
            operations.allocate = { [self] descriptor, bytes throws(SystemFailure) in
                guard room.withLock({ $0 == .max }) else { throw SystemFailure(code: ENOSPC) }
                try allocate(descriptor, bytes)
            }
            return operations
        }
    }

    private static func money(_ index: Int) -> AuditRecord {
        var record = AuditFixture.record(index)
        record.intentID = .make(at: AuditFixture.now)
        return record
    }

    @Test func moneysRecordsAreWrittenFromItAndOthersAreCounted() async throws {
        let fixture = AuditFixture()
        let (disk, reserve) = (Disk(), fixture.path("reserve"))
        var configuration = AuditConfiguration()
        configuration.reserveBytes = 1 << 20
        let log = try fixture.open(configuration, operations: disk.operations(reserve: reserve))
        try await log.appendDurably(Self.money(0))
        #expect(try fixture.read("reserve").count == 1 << 20)

        disk.room.withLock { $0 = 1 << 16 }
        try await log.appendDurably(Self.money(1))
        #expect(try fixture.read("reserve").isEmpty)
        #expect(log.isHealthy, "an effect may begin: its record has a place")
        for index in 0..<500 { #expect(log.append(AuditFixture.record(index))) }
        for index in 2..<10 { try await log.appendDurably(Self.money(index)) }
        #expect(log.isHealthy)

        disk.room.withLock { $0 = 0 }
        async let waiting: Void = log.appendDurably(Self.money(10))
        #expect(await eventually { !log.isHealthy }, "the reserve is used up")
        disk.room.withLock { $0 = .max }
        try await waiting
        #expect(try await eventually { try fixture.read("reserve").count == 1 << 20 })
        try await log.appendDurably(Self.money(11))
        await log.close()

        let lines = try AuditLog.tail(directory: fixture.directory, count: 10_000)
        #expect(lines.filter { $0.contains("\"intent\"") }.count == 12)
        #expect(lines.filter { $0.contains("records_left_out") && $0.contains("\"count\":\"500\"") }.count == 1)
        _ = try AuditLog.verify(directory: fixture.directory)
    }
}
