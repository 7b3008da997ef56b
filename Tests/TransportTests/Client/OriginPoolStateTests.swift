import TestSupport
import Testing

@testable import Transport

struct OriginPoolStateTests {
    private typealias State = OriginPoolState<Int, String>

    @Test func opensUpToItsBoundThenLetsWaitThenRefuses() {
        var state = State(connectionsMax: 2, waitersMax: 1)
        for _ in 0..<2 {
            guard case .connect = state.lease(isUsable: { _ in true }) else {
                Issue.record("no connection opened")
                return
            }
        }
        guard case .wait = state.lease(isUsable: { _ in true }) else {
            Issue.record("does not wait")
            return
        }
        _ = state.enqueue("waiter")
        guard case .fail = state.lease(isUsable: { _ in true }) else {
            Issue.record("does not refuse")
            return
        }
    }

    @Test func prefersTheConnectionUsedLastAndDropsTheUnusable() {
        var state = State(connectionsMax: 3, waitersMax: 0)
        for number in 0..<3 {
            _ = state.lease(isUsable: { _ in true })
            _ = number
        }
        for number in 0..<3 { _ = state.giveBack(number) }
        guard case .use(1) = state.lease(isUsable: { $0 != 2 }) else {
            Issue.record("not the latest usable one")
            return
        }
        #expect(state.open == 2)
    }

    @Test func servesWaitersInOrderAndSkipsTheWithdrawn() {
        var state = State(connectionsMax: 1, waitersMax: 9)
        _ = state.lease(isUsable: { _ in true })
        _ = state.enqueue("a")
        let second = state.enqueue("b")
        _ = state.enqueue("c")
        #expect(state.withdraw(ticket: second) == "b")
        #expect(state.withdraw(ticket: second) == nil)
        guard case .handOver("a", 7) = state.giveBack(7), case .connect("c") = state.lost() else {
            Issue.record("wrong order")
            return
        }
        guard case .nothing = state.lost() else {
            Issue.record("a waiter out of nowhere")
            return
        }
        #expect(state.isUnused)
    }

    /// Whatever happens, in any order: never more than the bound, and the count is exact.
    @Test(arguments: [UInt64](1...20)) func countsExactly(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var state = State(connectionsMax: 3, waitersMax: 4)
        var leased = 0
        var idle = 0
        var waiting: [String] = []
        for step in 0..<2000 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                switch state.lease(isUsable: { _ in true }) {
                case .use:
                    idle -= 1
                    leased += 1
                case .connect: leased += 1
                case .wait:
                    waiting.append("\(step)")
                    _ = state.enqueue("\(step)")
                case .fail: #expect(leased == 3 && waiting.count == 4, "seed \(seed)")
                }
            case 1 where leased > 0:
                switch state.giveBack(step) {
                case .handOver(let waiter, _): #expect(waiter == waiting.removeFirst(), "seed \(seed)")
                case .nothing:
                    leased -= 1
                    idle += 1
                case .connect: Issue.record("a given-back connection was lost, seed \(seed)")
                }
            case 2 where leased > 0:
                switch state.lost() {
                case .connect(let waiter): #expect(waiter == waiting.removeFirst(), "seed \(seed)")
                case .nothing: leased -= 1
                case .handOver: Issue.record("a lost connection was handed over, seed \(seed)")
                }
            case 3 where idle > 0:
                idle -= state.takeIdle().count
            default: break
            }
            #expect(state.open == leased + idle && state.open <= 3, "seed \(seed), step \(step)")
        }
    }
}
