import Logging
import Policy
import Synchronization
import Threading

/// Asks name servers, without ever blocking a caller's thread: one thread of its own holds the questions' sockets.
///
/// What is decided is `NameLookups`'; here are the callers and their continuations. `/etc/hosts`, `/etc/resolv.conf`
/// and `/etc/nsswitch.conf` are obeyed, and read again when they change.
package final class DNSNameResolver: NameResolver {
    /// One caller. Its fields are guarded by the resolver's lock.
    private final class Ticket: @unchecked Sendable {
        var waiter: NameLookups.WaiterID?
        var isCancelled = false
    }

    private typealias Continuation = UnsafeContinuation<NameAnswer, Never>

    private struct State {
        var lookups: NameLookups
        var continuations: [NameLookups.WaiterID: Continuation] = [:]
        var orders: [NameQuestionOrder] = []
        /// When the thread looks here by itself.
        var sleepsUntil: UInt64 = 0
        var isShutDown = false
    }

    private let state: Mutex<State>
    private let wakeUp: WakeUpDescriptor
    private let ended = Completion()

    /// - Parameter servers: those to ask instead of the system's, if any.
    /// - Throws: `TransportError.names` when the system refuses the thread's descriptors.
    package init(limits: NameLimits = NameLimits(), servers: [NameServer] = [], logger: Logger) throws(TransportError) {
        let system = try SystemNameSettings(servers: servers)
        wakeUp = try WakeUpDescriptor()
        state = Mutex(State(lookups: NameLookups(limits: limits, servers: system.servers)))
        let sockets = try NameSockets(wakeUp: wakeUp)
        WorkerThread.start(name: "names") { [self] in
            NameQuestionLoop(desk: self, sockets: sockets, system: system, logger: logger).run()
            ended.fulfil()
        }
    }

    package func addresses(
        of name: String, for client: NameClient, within limit: Duration
    ) async throws(NameFailure) -> [IPAddress] {
        let ticket = Ticket()
        let answer = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                begin(ticket, name.lowercased(), for: client, within: limit, continuation)
            }
        } onCancel: {
            cancel(ticket)
        }
        switch answer {
        case .addresses(let addresses): return addresses
        case .failure(let failure): throw failure
        }
    }

    /// Whoever waits hears that the look-up was given up.
    package func shutdown() async {
        let waiting = state.withLock { state in
            defer { state.continuations = [:] }
            state.isShutDown = true
            return Array(state.continuations.values)
        }
        for continuation in waiting { continuation.resume(returning: .failure(.cancelled)) }
        wakeUp.signal()
        await ended.wait()
    }

    /// Look-ups without an answer yet.
    package var waiterCount: Int { state.withLock { $0.lookups.waiterCount } }

    // MARK: For the callers

    private func begin(
        _ ticket: Ticket, _ name: String, for client: NameClient, within limit: Duration, _ continuation: Continuation
    ) {
        let isGivenUp = advance { state, now in
            guard !ticket.isCancelled, !state.isShutDown else { return nil }
            let (waiter, actions) = state.lookups.resolve(name, for: client, by: now + limit.wholeNanoseconds, at: now)
            ticket.waiter = waiter
            state.continuations[waiter] = continuation
            return actions
        }
        if isGivenUp { continuation.resume(returning: .failure(.cancelled)) }
    }

    private func cancel(_ ticket: Ticket) {
        var continuation: Continuation?
        advance { state, now in
            ticket.isCancelled = true
            guard let waiter = ticket.waiter else { return nil }
            continuation = state.continuations.removeValue(forKey: waiter)
            return state.lookups.abandon(waiter, at: now)
        }
        continuation?.resume(returning: .failure(.cancelled))
    }

    // MARK: For the thread

    /// What it has to do now, and when it must look again at the latest; `nil` when it should end.
    func takeOrders() -> (orders: [NameQuestionOrder], nextDeadline: UInt64)? {
        advance { state, now in state.lookups.tick(at: now) }
        return state.withLock { state in
            guard !state.isShutDown else { return nil }
            defer { state.orders = [] }
            state.sleepsUntil = state.lookups.nextDeadline ?? .max
            return (state.orders, state.sleepsUntil)
        }
    }

    func replied(_ reply: NameReply, to question: NameLookups.QuestionID) {
        advance { state, now in state.lookups.replied(reply, to: question, at: now) }
    }

    func reconfigure(servers: [NameServer]) {
        advance { state, now in state.lookups.reconfigure(servers: servers, at: now) }
    }

    /// Changes the state under the lock, and performs what comes of it: answers here, questions on the thread.
    ///
    /// - Returns: `true` when nothing was done, because `change` had nothing to do it for.
    @discardableResult
    private func advance(_ change: (inout State, UInt64) -> [NameLookups.Action]?) -> Bool {
        let now = SystemClock.monotonicNanoseconds()
        var answers: [(Continuation, NameAnswer)] = []
        let (isIdle, mustWake) = state.withLock { state in
            guard let actions = change(&state, now) else { return (true, false) }
            let orderCount = state.orders.count
            for action in actions {
                switch action {
                case .ask(let question, let name, let server):
                    state.orders.append(.ask(question, name: name, server))
                case .end(let question): state.orders.append(.end(question))
                case .deliver(let waiter, let answer):
                    if let continuation = state.continuations.removeValue(forKey: waiter) {
                        answers.append((continuation, answer))
                    }
                }
            }
            let isEarlier = (state.lookups.nextDeadline ?? .max) < state.sleepsUntil
            return (false, state.orders.count > orderCount || isEarlier)
        }
        if mustWake { wakeUp.signal() }
        for (continuation, answer) in answers { continuation.resume(returning: answer) }
        return isIdle
    }
}
