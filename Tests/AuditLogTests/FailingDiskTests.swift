import Foundation
import Policy
import Synchronization
import Testing

@testable import AuditLog

@Suite struct FailingDiskTests {
    /// File operations over the real ones that can be made to fail or to hang.
    private final class Disk: Sendable {
        enum Mode { case works, fails(Int32), writesShort, hangs, hasRoom(bytes: Int) }
        let mode = Mutex(Mode.works)
        let hung = Mutex(false)

        var operations: FileOperations {
            var operations = FileOperations.system
            operations.write = { [self] descriptor, bytes throws(SystemFailure) in
                switch mode.withLock({ $0 }) {
                case .works, .hangs: return try FileOperations.system.write(descriptor, bytes)
                case .writesShort:
                    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(7))
                    return try FileOperations.system.write(descriptor, part)
                case .hasRoom(let room):
                    guard room > 0 else { throw SystemFailure(code: ENOSPC) }
                    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(room))
                    let written = try FileOperations.system.write(descriptor, part)
                    set(.hasRoom(bytes: room - written))
                    return written
                case .fails(let code): throw SystemFailure(code: code)
                }
            }
            operations.dataSync = { [self] descriptor throws(SystemFailure) in
                while case .hangs = mode.withLock({ $0 }) {
                    hung.withLock { $0 = true }
                    usleep(2000)
                }
                if case .fails(let code) = mode.withLock({ $0 }) { throw SystemFailure(code: code) }
                try FileOperations.system.dataSync(descriptor)
            }
            return operations
        }

        func set(_ mode: Mode) { self.mode.withLock { $0 = mode } }
    }

    private func code(_ body: () async throws(AuditError) -> Void) async -> AuditError? {
        do throws(AuditError) {
            try await body()
            return nil
        } catch { return error }
    }

    /// A full disk is no failure: what was written is known, and the rest follows when there is room.
    @Test func aFullDiskStallsTheLogUntilThereIsRoom() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        let log = try fixture.open(AuditConfiguration(appendDeadline: .milliseconds(300)), operations: disk.operations)
        for index in 0..<5 { try await log.appendDurably(AuditFixture.record(index)) }
        disk.set(.hasRoom(bytes: 100))
        let refused = await code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(5)) }
        guard case .timedOut = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(!log.isHealthy)
        #expect(log.append(AuditFixture.record(6)))

        disk.set(.works)
        #expect(await eventually { log.isHealthy })
        try await log.appendDurably(AuditFixture.record(7))
        await log.close()
        #expect(try AuditLog.verify(directory: fixture.directory).records == 8)
    }

    @Test func aLogThatClosesDoesNotWaitForRoom() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        let log = try fixture.open(AuditConfiguration(), operations: disk.operations)
        try await log.appendDurably(AuditFixture.record(0))
        disk.set(.hasRoom(bytes: 100))
        async let refused = code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(1)) }
        #expect(await eventually { !log.isHealthy })
        await log.close()
        guard case .inputOutput("write", _, "No space left on device") = await refused else {
            Issue.record("\(String(describing: await refused))")
            return
        }
        // Opening cuts the torn line, says so, and goes on.
        try await fixture.fill(1)
        #expect(try AuditLog.verify(directory: fixture.directory).records == 3)
    }

    @Test func aFailedWriteFailsTheLogForGood() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        let log = try fixture.open(operations: disk.operations)
        try await log.appendDurably(AuditFixture.record(0))
        #expect(log.isHealthy)

        disk.set(.fails(EIO))
        let first = await code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(1)) }
        guard case .inputOutput("write", _, let reason) = first else {
            Issue.record("\(String(describing: first))")
            return
        }
        #expect(reason == "Input/output error")
        #expect(!log.isHealthy)

        // What reached the disk is unknown, so a disk that works again changes nothing until the log is reopened.
        disk.set(.works)
        #expect(!log.append(AuditFixture.record(2)))
        let second = await code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(2)) }
        guard case .failed = second else {
            Issue.record("\(String(describing: second))")
            return
        }
        await log.close()
        try await fixture.fill(1)
        #expect(try AuditLog.verify(directory: fixture.directory).records == 2)
    }

    @Test func aFailedSyncFailsTheLog() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        var operations = disk.operations
        operations.write = FileOperations.system.write
        let log = try fixture.open(operations: operations)
        disk.set(.fails(EIO))
        let error = await code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(1)) }
        guard case .inputOutput("sync", _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!log.isHealthy)
        await log.close()
    }

    /// The kernel counts pages as written whose sync has failed: they are written again before the log goes on.
    @Test func whatAFailedSyncLeftIsWrittenAgain() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        var operations = disk.operations
        operations.write = FileOperations.system.write
        let log = try fixture.open(operations: operations)
        disk.set(.fails(EIO))
        for index in 0..<50 { log.append(AuditFixture.record(index)) }
        _ = await code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(50)) }
        await log.close()
        let left = try fixture.read(AuditFixture.firstSegment).count
        try #require(left > 0)

        let written = Mutex((bytes: 0, synced: 0))
        operations = .system
        operations.write = { descriptor, bytes throws(SystemFailure) in
            let count = try FileOperations.system.write(descriptor, bytes)
            written.withLock { $0.bytes += count }
            return count
        }
        operations.dataSync = { descriptor throws(SystemFailure) in
            try FileOperations.system.dataSync(descriptor)
            written.withLock { $0.synced = $0.bytes }
        }
        let reopened = try fixture.open(operations: operations)
        #expect(written.withLock { $0.synced } == left)
        await reopened.close()
        #expect(try AuditLog.verify(directory: fixture.directory).records == 51)
    }

    @Test func aFailureWithoutAWaiterShowsInHealth() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        let log = try fixture.open(operations: disk.operations)
        disk.set(.fails(EIO))
        #expect(log.append(AuditFixture.record(1)))
        #expect(await eventually { !log.isHealthy })
        #expect(!log.append(AuditFixture.record(2)))
        await log.close()
    }

    @Test func shortWritesAreCompleted() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        let log = try fixture.open(operations: disk.operations)
        disk.set(.writesShort)
        for index in 0..<5 { try await log.appendDurably(AuditFixture.record(index)) }
        await log.close()
        #expect(try AuditLog.verify(directory: fixture.directory).records == 5)
    }

    @Test func aHungDiskTimesOutAndIsUnhealthy() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        let configuration = AuditConfiguration(queueMax: 20, appendDeadline: .milliseconds(300))
        let log = try fixture.open(configuration, operations: disk.operations)
        disk.set(.hangs)
        let error = await code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(0)) }
        guard case .timedOut = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(await eventually { !log.isHealthy })

        // The queue behind the hung writer is bounded.
        for index in 1...20 { #expect(log.append(AuditFixture.record(index))) }
        #expect(!log.append(AuditFixture.record(21)))
        let full = await code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(21)) }
        guard case .queueFull(20) = full else {
            Issue.record("\(String(describing: full))")
            return
        }

        disk.set(.works)
        #expect(await eventually { log.isHealthy })
        await log.close()
        #expect(await eventually { (try? AuditLog.verify(directory: fixture.directory).recordsAfterCheckpoint) == 0 })
        #expect(try AuditLog.verify(directory: fixture.directory).records == 21)
    }

    @Test func aNearlyFullQueueIsUnhealthyBeforeItRefuses() async throws {
        let fixture = AuditFixture()
        let disk = Disk()
        let log = try fixture.open(AuditConfiguration(queueMax: 100), operations: disk.operations)
        disk.set(.hangs)
        async let first: Void = log.appendDurably(AuditFixture.record(0))
        #expect(await eventually { disk.hung.withLock { $0 } })
        for index in 1...89 { #expect(log.append(AuditFixture.record(index))) }
        #expect(log.isHealthy)
        #expect(log.append(AuditFixture.record(90)))
        #expect(!log.isHealthy)
        disk.set(.works)
        try await first
        await log.close()
        #expect(try AuditLog.verify(directory: fixture.directory).records == 91)
    }

    @Test func closingTwiceAndAppendingAfterwardsIsRefused() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open()
        await log.close()
        await log.close()
        #expect(!log.append(AuditFixture.record(0)))
        #expect(!log.isHealthy)
        let error = await code { () throws(AuditError) in try await log.appendDurably(AuditFixture.record(0)) }
        guard case .closed = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aForgottenLogEndsByItself() async throws {
        let fixture = AuditFixture()
        do {
            let log = try fixture.open()
            log.append(AuditFixture.record(0))
        }
        // Its writer finishes what was queued and lets go of the directory.
        #expect(
            try await eventually {
                do throws(AuditError) {
                    _ = try fixture.open()
                    return true
                } catch .locked { return false }
            })
        #expect(try AuditLog.verify(directory: fixture.directory).records == 1)
    }
}
