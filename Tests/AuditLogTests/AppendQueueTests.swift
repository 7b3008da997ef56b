import Policy
import Testing

@testable import AuditLog

/// The queue's decisions, with time as an argument.
@Suite struct AppendQueueTests {
    private typealias Queue = AppendQueue<String>
    private let start = ContinuousClock.now

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }
    private func queue(max: Int = 1000) -> Queue {
        Queue(configuration: AuditConfiguration(queueMax: max, appendDeadline: .seconds(5)))
    }
    private let record = AuditFixture.record(0)

    @Test func recordsGatherUnlessSomeoneWaits() {
        var (queue, batch) = (queue(), [AuditRecord]())
        #expect(queue.next(at: at(0), batch: &batch) == .sleep(nil))
        #expect(queue.append(record) == .queued(wake: true))
        #expect(queue.append(record) == .queued(wake: false))
        #expect(queue.next(at: at(1), batch: &batch) == .sleep(.milliseconds(10)))
        #expect(queue.append(record) == .queued(wake: false))
        #expect(queue.append(record, waiter: ("a", until: at(5000))) == .queued(wake: true))
        #expect(queue.next(at: at(2), batch: &batch) == .write(through: 4, sync: true))
        #expect(batch.count == 4)
        #expect(queue.completed(through: 4) == ["a"])
    }

    @Test func gatheredRecordsAreWrittenThenSynced() {
        var (queue, batch) = (queue(), [AuditRecord]())
        _ = queue.append(record)
        #expect(queue.next(at: at(0), batch: &batch) == .sleep(.milliseconds(10)))
        #expect(queue.next(at: at(10), batch: &batch) == .write(through: 1, sync: false))
        #expect(queue.next(at: at(11), batch: &batch) == .sleep(.milliseconds(999)))
        #expect(queue.next(at: at(1010), batch: &batch) == .sync)
        #expect(queue.completed(through: 0) == [])
        #expect(queue.next(at: at(1011), batch: &batch) == .sleep(.milliseconds(58_999)))
        #expect(queue.next(at: at(60_010), batch: &batch) == .checkpoint)
        queue.checkpointed()
        #expect(queue.next(at: at(60_011), batch: &batch) == .sleep(nil))
    }

    @Test func aSteadyStreamIsSyncedEverySecond() {
        var (queue, batch, syncs) = (queue(), [AuditRecord](), 0)
        for time in 0..<5000 {
            _ = queue.append(record)
            while true {
                let step = queue.next(at: at(time), batch: &batch)
                if step == .sync {
                    syncs += 1
                    _ = queue.completed(through: 0)
                }
                if case .sleep = step { break }
            }
        }
        #expect(syncs == 4)
    }

    @Test func waitersAreToldInOrderOnce() {
        var (queue, batch) = (queue(), [AuditRecord]())
        _ = queue.append(record, waiter: ("a", until: at(100)))
        #expect(queue.next(at: at(0), batch: &batch) == .write(through: 1, sync: true))
        _ = queue.append(record, waiter: ("b", until: at(200)))
        _ = queue.append(record, waiter: ("c", until: at(300)))
        #expect(queue.expired(at: at(99)) == [])
        #expect(queue.expired(at: at(250)) == ["a", "b"])
        #expect(queue.completed(through: 1) == [])
        #expect(queue.next(at: at(250), batch: &batch) == .write(through: 3, sync: true))
        #expect(queue.completed(through: 3) == ["c"])
        #expect(queue.failed("disk") == [])
    }

    @Test func healthFollowsDepthAndAStuckWriter() {
        var (queue, batch) = (queue(max: 10), [AuditRecord]())
        _ = queue.append(record)
        #expect(queue.next(at: at(0), batch: &batch) == .write(through: 1, sync: false))
        #expect(queue.isHealthy(at: at(5000)))
        #expect(!queue.isHealthy(at: at(5001)))
        #expect(queue.next(at: at(6000), batch: &batch) == .sync)
        _ = queue.completed(through: 0)
        #expect(queue.next(at: at(6001), batch: &batch) == .sleep(.milliseconds(53_999)))
        #expect(queue.isHealthy(at: at(60_000)), "a writer that sleeps is not stuck")
        for _ in 0..<8 { _ = queue.append(record) }
        #expect(queue.isHealthy(at: at(60_000)))
        _ = queue.append(record)
        #expect(!queue.isHealthy(at: at(60_000)))
        _ = queue.append(record)
        #expect(queue.append(record) == .full)
    }

    @Test func closingDrainsFirst() {
        var (queue, batch) = (queue(), [AuditRecord]())
        #expect(queue.next(at: at(0), batch: &batch) == .sleep(nil))
        _ = queue.append(record)
        let answer = queue.requestClose(("closer", until: at(5000)))
        #expect(!answer.resumeNow)
        #expect(queue.append(record) == .refused(.closed))
        #expect(queue.next(at: at(1), batch: &batch) == .write(through: 1, sync: false))
        #expect(queue.next(at: at(1), batch: &batch) == .finish)
        #expect(queue.finished() == ["closer"])
        #expect(queue.requestClose(("late", until: at(1))).resumeNow)
    }

    @Test func aFailureRefusesFromThenOn() {
        var (queue, batch) = (queue(), [AuditRecord]())
        _ = queue.append(record, waiter: ("a", until: at(100)))
        #expect(queue.failed("disk") == ["a"])
        #expect(queue.append(record) == .refused(.failed("disk")))
        #expect(!queue.isHealthy(at: at(0)))
        #expect(queue.next(at: at(0), batch: &batch) == .finish)
        #expect(queue.expired(at: at(1000)) == [])
    }
}
