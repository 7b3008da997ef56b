import Synchronization

/// Names requests: unique, and no secret, so one draw from the system's random source at the start serves them all.
///
/// Within a millisecond the random part is counted on, as the ULID specification's monotonic form does it.
package final class RequestIDSource: Sendable {
    private struct State {
        var generator: SplitMix
        var last = ULID(value: 0)
    }

    private let state: Mutex<State>

    package init() { state = Mutex(State(generator: SplitMix(seed: UInt64.random(in: .min ... .max)))) }

    package func next(at now: Timestamp) -> RequestID {
        state.withLock { state in
            let fresh = ULID(at: now, using: &state.generator)
            state.last = fresh > state.last ? fresh : ULID(value: state.last.value &+ 1)
            return RequestID(ulid: state.last)
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): quick and well mixed, and predictable from its output.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
