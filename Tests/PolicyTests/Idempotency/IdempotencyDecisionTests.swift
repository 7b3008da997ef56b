import Policy
import Testing

@Suite struct IdempotencyDecisionTests {
    /// (state, same fingerprint, served by this process) in full.
    @Test func everyCaseIsAsWritten() {
        typealias Row = (IntentState, same: [IdempotencyDecision], other: [IdempotencyDecision])
        // Each pair: served by this process, then not.
        let table: [Row] = [
            (.inFlight, [.conflictInFlight, .conflictUnknown], [.conflictPayload, .conflictPayload]),
            (.succeeded, [.replay, .replay], [.conflictPayload, .conflictPayload]),
            (.refused, [.replay, .replay], [.conflictPayload, .conflictPayload]),
            (.abandoned, [.proceed, .proceed], [.proceed, .proceed]),
            (.unknown, [.conflictUnknown, .conflictUnknown], [.conflictPayload, .conflictPayload]),
            (.confirmed, [.conflictUnknown, .conflictUnknown], [.conflictPayload, .conflictPayload]),
        ]
        #expect(Set(table.map(\.0)) == Set(IntentState.allCases))
        for (state, same, other) in table {
            for (index, isServed) in [true, false].enumerated() {
                #expect(decision(state, true, isServed) == same[index], "\(state)")
                #expect(decision(state, false, isServed) == other[index], "\(state)")
            }
        }
    }

    /// Only an attempt that certainly had no effect may be tried again.
    @Test(arguments: IntentState.allCases) func onlyAbandonedProceeds(state: IntentState) {
        for same in [true, false] {
            for isServed in [true, false] {
                #expect((decision(state, same, isServed) == .proceed) == (state == .abandoned))
            }
        }
    }

    private func decision(_ state: IntentState, _ same: Bool, _ isServed: Bool) -> IdempotencyDecision {
        IdempotencyDecision(state: state, sameFingerprint: same, isServedByThisProcess: isServed)
    }
}
