import Synchronization

/// Keeps whoever comes until it is released, deaf to cancellation.
final class Hang: Sendable {
    private let state = Mutex<(isReleased: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    var isWaitedFor: Bool { state.withLock { !$0.waiters.isEmpty } }

    var isReleased: Bool { state.withLock { $0.isReleased } }

    func untilReleased() async {
        await withCheckedContinuation { continuation in
            let isReleased = state.withLock { state in
                if !state.isReleased { state.waiters.append(continuation) }
                return state.isReleased
            }
            if isReleased { continuation.resume() }
        }
    }

    func release() {
        let waiters = state.withLock { state in
            defer { state = (true, []) }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
