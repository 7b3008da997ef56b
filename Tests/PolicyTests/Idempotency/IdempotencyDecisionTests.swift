import Policy
import Testing

@Suite struct IdempotencyDecisionTests {
    /// (state, same fingerprint) in full.
    @Test func everyCaseIsAsWritten() {
        let table: [(IntentState, same: IdempotencyDecision, other: IdempotencyDecision)] = [
            (.inFlight, .conflictInFlight, .conflictPayload),
            (.succeeded, .replay, .conflictPayload),
            (.refused, .replay, .conflictPayload),
            (.abandoned, .proceed, .proceed),
            (.unknown, .conflictUnknown, .conflictPayload),
            (.confirmed, .conflictUnknown, .conflictPayload),
        ]
        #expect(Set(table.map(\.0)) == Set(IntentState.allCases))
        for (state, same, other) in table {
            #expect(IdempotencyDecision(state: state, sameFingerprint: true) == same, "\(state)")
            #expect(IdempotencyDecision(state: state, sameFingerprint: false) == other, "\(state)")
        }
    }

    /// Only an attempt that certainly had no effect may be tried again.
    @Test(arguments: IntentState.allCases) func onlyAbandonedProceeds(state: IntentState) {
        for same in [true, false] {
            let decision = IdempotencyDecision(state: state, sameFingerprint: same)
            #expect((decision == .proceed) == (state == .abandoned))
        }
    }
}
