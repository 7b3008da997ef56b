import TestSupport
import Testing

@testable import EventLoop

/// Whatever the kernel does (calls interrupted, cut short, put off; reports late and in any order), what a client sends comes
/// back byte for byte, everybody hears of each end once, and nothing is left behind.
@Suite struct EchoPropertyTests {
    @Test(arguments: 1...60) func bytesComeBackAsTheyWereSent(_ seed: UInt64) throws {
        var run = try EchoRun(seed: seed)
        for _ in 0..<400 { try run.step() }
        run.finish()
        for fault in run.faults { Issue.record("seed \(seed): \(fault)") }
    }
}

private struct EchoRun {
    private struct Client {
        let peer: Int32
        var sent: [UInt8] = []
        var taken: [UInt8] = []
        var hasFinished = false
        var wasBrokenOff = false
    }

    private let world: SimulatedWorld
    private var random: SeededGenerator
    private var clients: [Client] = []
    private(set) var faults: [String] = []

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        let consuming = SeededBox(SeededGenerator(seed: seed ^ 0xFEED))
        world = try SimulatedWorld(seed: seed, isUnkind: true) { EchoRun.echo(consuming) }
    }

    /// Consumes as much as it pleases, pauses now and then, and closes behind the peer's FIN.
    private static func echo(_ random: SeededBox) -> RecordingHandler {
        let handler = RecordingHandler()
        var hasEnded = false
        let end: (SocketLoop) -> Void = { [unowned handler] loop in
            loop.write([0].span, to: handler.stream)
            random.isLikely ? loop.closeWhenSent(handler.stream) : loop.endOutput(of: handler.stream)
        }
        handler.onReceived = { [unowned handler] bytes, loop in
            let consumed = random.isLikely ? bytes.count : random.below(bytes.count + 1)
            let answer = Array(bytes.prefix(consumed))
            loop.write(answer.span, to: handler.stream)
            if consumed < bytes.count {
                loop.resumeInput(of: handler.stream)
            } else if hasEnded {
                end(loop)
            }
            return consumed
        }
        handler.onInputEnded = { [unowned handler] loop in
            hasEnded = true
            if loop.unreadBytes(of: handler.stream) == 0 { end(loop) }
        }
        return handler
    }

    mutating func step() throws {
        switch random.next() % 12 {
        case 0 where clients.count < 12: clients.append(Client(peer: world.kernel.arrive(at: world.listener)))
        case 1...4: send()
        case 5...7: take()
        case 8: finishOne()
        case 9: breakOffOne()
        default: world.loop.turn(waits: random.next() % 4 == 0)
        }
    }

    private mutating func chosen(_ isFit: (Client) -> Bool) -> Int? {
        let fit = clients.indices.filter { isFit(clients[$0]) }
        return fit.isEmpty ? nil : fit[Int(random.next() % UInt64(fit.count))]
    }

    private mutating func send() {
        guard let index = chosen({ !$0.hasFinished && !$0.wasBrokenOff }) else { return }
        let bytes = (0..<random.next() % 3000).map { _ in UInt8.random(in: 1...255, using: &random) }
        clients[index].sent += bytes
        world.kernel.send(bytes, to: clients[index].peer)
    }

    private mutating func take() {
        guard let index = chosen({ !$0.wasBrokenOff }) else { return }
        let taken = world.kernel.take(from: clients[index].peer, atMost: Int(random.next() % 5000) + 1)
        clients[index].taken += taken
    }

    private mutating func finishOne() {
        guard random.next() % 4 == 0, let index = chosen({ !$0.hasFinished && !$0.wasBrokenOff }) else { return }
        clients[index].hasFinished = true
        world.kernel.finish(clients[index].peer)
    }

    private mutating func breakOffOne() {
        guard random.next() % 8 == 0, let index = chosen({ !$0.hasFinished && !$0.wasBrokenOff }) else { return }
        clients[index].wasBrokenOff = true
        world.kernel.breakOff(clients[index].peer)
    }

    /// Everybody finishes and takes all that comes; then nothing may be left.
    mutating func finish() {
        world.settle()
        for index in clients.indices where !clients[index].hasFinished && !clients[index].wasBrokenOff {
            clients[index].hasFinished = true
            world.kernel.finish(clients[index].peer)
        }
        for _ in 0..<2000 where world.loop.streamCount > 0 {
            for index in clients.indices where !clients[index].wasBrokenOff {
                clients[index].taken += world.kernel.take(from: clients[index].peer)
            }
            world.settle()
        }
        for client in clients { judge(client) }
        if world.loop.streamCount > 0 { faults.append("\(world.loop.streamCount) streams are left") }
        if world.loop.lentBufferBytes > 0 { faults.append("\(world.loop.lentBufferBytes) bytes are still lent") }
        for handler in world.acceptor.handlers { judge(handler) }
    }

    private mutating func judge(_ client: Client) {
        if client.wasBrokenOff {
            if !client.sent.starts(with: client.taken) { faults.append("a broken stream had other bytes") }
        } else if client.taken + world.kernel.lastOutput(of: client.peer) != client.sent + [0] {
            faults.append("\(client.sent.count) bytes were sent, \(client.taken.count) other ones came back")
        }
    }

    private mutating func judge(_ handler: RecordingHandler) {
        let ends = handler.events.filter { if case .closed = $0 { true } else { false } }
        if ends.count != 1 || handler.end == nil { faults.append("an end was heard \(ends.count) times") }
    }
}

/// A generator that closures share.
private final class SeededBox {
    private var random: SeededGenerator

    init(_ random: SeededGenerator) { self.random = random }

    var isLikely: Bool { random.next() % 4 != 0 }
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
}
