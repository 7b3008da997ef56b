import Policy
import TestSupport
import Testing

@Suite struct IntentStateTests {
    /// Written out, not computed: `nil` is an illegal transition.
    private static let table: [IntentState: [IntentEvent: IntentState?]] = [
        .inFlight: [
            .answered: .succeeded, .refused: .refused, .notSent: .abandoned, .outcomeLost: .unknown,
            .proven: .confirmed, .disproven: nil,
        ],
        .succeeded: [
            .answered: nil, .refused: nil, .notSent: nil, .outcomeLost: nil, .proven: .succeeded, .disproven: nil,
        ],
        .refused: [
            .answered: nil, .refused: nil, .notSent: nil, .outcomeLost: nil, .proven: .confirmed, .disproven: nil,
        ],
        .abandoned: [
            .answered: nil, .refused: nil, .notSent: nil, .outcomeLost: nil, .proven: .confirmed, .disproven: nil,
        ],
        .unknown: [
            .answered: nil, .refused: nil, .notSent: nil, .outcomeLost: .unknown, .proven: .confirmed,
            .disproven: .abandoned,
        ],
        .confirmed: [
            .answered: .succeeded, .refused: .confirmed, .notSent: .confirmed, .outcomeLost: .confirmed,
            .proven: .confirmed, .disproven: nil,
        ],
    ]

    @Test(arguments: IntentState.allCases, IntentEvent.allCases)
    func everyTransitionIsAsWritten(state: IntentState, event: IntentEvent) throws {
        let expected = try #require(Self.table[state]?[event])
        do throws(IllegalIntentTransition) {
            let next = try state.applying(event)
            #expect(next == expected)
        } catch {
            #expect(expected == nil)
            #expect(error.state == state && error.event == event)
        }
    }

    /// What a tenant was told can be outranked by proof of an effect, never by its denial.
    @Test(arguments: propertySeeds) func anEffectOnceProvenIsNeverLost(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var state = IntentState.inFlight
            var isProven = false
            for _ in 0..<12 {
                guard let event = IntentEvent.allCases.randomElement(using: &generator) else { continue }
                guard let next = try? state.applying(event) else { continue }
                if event == .proven || event == .answered { isProven = true }
                state = next
                #expect(!isProven || state == .succeeded || state == .confirmed, "seed \(seed)")
            }
        }
    }

    /// Stored in rows: renaming one would orphan them.
    @Test func storedNamesAreFixed() {
        #expect(
            IntentState.allCases.map(\.rawValue)
                == ["in_flight", "succeeded", "refused", "abandoned", "unknown", "confirmed"])
    }
}
