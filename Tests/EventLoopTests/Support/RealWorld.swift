import EventLoop
import Foundation
import Synchronization
import Threading

/// A loop on the machine's kernel and a thread of its own.
final class RealWorld: Sendable {
    let thread: LoopThread

    init() throws { thread = LoopThread(try SocketLoop(kernel: try LinuxKernel()), name: "loop-test") }

    var loop: SocketLoop { thread.loop }

    /// Runs `work` on the loop and returns what it returns.
    func onLoop<Value: Sendable>(_ work: @escaping @Sendable (SocketLoop) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            loop.submit { loop in continuation.resume(with: Result { try work(loop) }) }
        }
    }

    /// Listens where the kernel has room, and serves each connection with a handler that `make` makes.
    func listen(
        at endpoint: SocketEndpoint, options: ListenOptions = ListenOptions(),
        make: @escaping @Sendable () -> RecordingHandler?
    ) async throws -> SocketEndpoint {
        try await onLoop { loop in
            let id = try loop.listen(at: endpoint, options: options, acceptor: RecordingAcceptor(make))
            return loop.localEndpoint(of: id) ?? endpoint
        }
    }

    /// Calls that block, away from the threads that tasks share.
    static func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            WorkerThread.start(name: "blocking-peer") { continuation.resume(with: Result { try work() }) }
        }
    }

    static func echo() -> RecordingHandler {
        let handler = RecordingHandler()
        handler.onReceived = { [unowned handler] bytes, loop in
            loop.write(bytes.span, to: handler.stream)
            return bytes.count
        }
        handler.onInputEnded = { [unowned handler] loop in loop.closeWhenSent(handler.stream) }
        return handler
    }
}
