import Glibc
import Testing

@testable import EventLoop

@Suite struct StreamStateTests {
    private func open() -> StreamState {
        var state = StreamState(isConnected: true)
        #expect(state.report(.input) == .transfer)
        return state
    }

    @Test func aShortReadUsesTheReportUp() {
        var state = open()
        #expect(state.read(SystemResult(10), room: 100) == .received(10))
        #expect(!state.mayRead)
        _ = state.report(.input)
        #expect(state.mayRead)
    }

    @Test func afterAFullReadThereMayBeMore() {
        var state = open()
        #expect(state.read(SystemResult(100), room: 100) == .received(100))
        #expect(state.mayRead)
        #expect(state.read(.failure(EAGAIN), room: 100) == .wait)
        #expect(!state.mayRead)
    }

    @Test func whenTheEndIsNearAShortReadIsNotTheLast() {
        var state = open()
        _ = state.report([.input, .inputEnd])
        #expect(state.read(SystemResult(10), room: 100) == .received(10))
        #expect(state.mayRead, "no other report will come for the FIN")
        #expect(state.read(SystemResult(0), room: 100) == .inputEnded)
        #expect(!state.mayRead)
    }

    @Test func aReportDuringAPauseIsRemembered() {
        var state = StreamState(isConnected: true)
        state.isPaused = true
        _ = state.report(.input)
        #expect(!state.mayRead)
        state.isPaused = false
        #expect(state.mayRead)
    }

    @Test func aPartialWriteIsNoReasonToWait() {
        var state = open()
        #expect(state.write(SystemResult(3)) == .taken(3))
        #expect(state.mayWrite)
        #expect(state.write(.failure(EAGAIN)) == .wait)
        #expect(!state.mayWrite)
        _ = state.report(.output)
        #expect(state.mayWrite)
    }

    @Test(arguments: [ECONNRESET, EPIPE, EIO, ETIMEDOUT]) func anErrorIsNoReasonToWaitEither(_ errno: Int32) {
        var state = open()
        #expect(state.read(.failure(errno), room: 1) == .failed(errno: errno))
        #expect(state.write(.failure(errno)) == .failed(errno: errno))
    }

    @Test func whatConnectsTransfersNothing() {
        var state = StreamState(isConnected: false)
        #expect(!state.mayWrite && !state.mayRead && state.takesOutput)
        #expect(state.report(.input) == .nothing)
        #expect(state.report(.output) == .connected)
        state.connected()
        #expect(state.mayWrite && state.mayRead)
    }

    @Test(arguments: [SocketReadiness.error, .hangUp, [.output, .error, .hangUp]])
    func anAttemptEndsWithAnyOfThese(_ readiness: SocketReadiness) {
        var state = StreamState(isConnected: false)
        #expect(state.report(readiness) == .connected)
    }

    @Test func finIsSentOnceEverythingIs() {
        var state = open()
        state.endOutput(closes: false)
        #expect(!state.takesOutput && state.mayWrite, "what waits is still sent")
        #expect(state.drained() == .endOutput)
        #expect(state.output == .ended && !state.mayWrite)
        #expect(state.drained() == .goOn)
        #expect(!state.isOver)
        _ = state.read(SystemResult(0), room: 1)
        #expect(state.isOver)
    }

    @Test func behindThePeersFinOutputEndsWithTheSocket() {
        var state = open()
        _ = state.read(SystemResult(0), room: 1)
        #expect(state.takesOutput, "a half-closed stream is answered")
        state.endOutput(closes: false)
        #expect(state.drained() == .close)
    }

    @Test func toCloseOutweighsToEnd() {
        var state = open()
        state.endOutput(closes: true)
        state.endOutput(closes: false)
        #expect(state.drained() == .close)
    }

    @Test func theFirstFailureCounts() {
        var state = open()
        state.fail(errno: EPIPE)
        state.fail(errno: EIO)
        #expect(state.failure == EPIPE)
        #expect(!state.mayRead && !state.mayWrite && !state.takesOutput)
    }

    @Test func aClosedStreamHearsNothing() {
        var state = open()
        state.close()
        #expect(state.report([.input, .output, .hangUp]) == .nothing)
        #expect(!state.mayRead && !state.mayWrite && !state.takesOutput)
    }
}
