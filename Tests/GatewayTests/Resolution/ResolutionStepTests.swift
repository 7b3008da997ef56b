import HTTPWire
import Policy
import Testing

@testable import Gateway

struct ResolutionStepTests {
    private static func step(
        _ finding: ResolutionFinding, _ question: ResolutionQuestion, attempt: Int = 1
    ) -> ResolutionStep {
        ResolutionStep(
            UpstreamInquiry.Answer(finding: finding, object: ["status": "waiting"]), to: question, attempt: attempt)
    }

    /// What a list shows whole need not be asked for again.
    @Test func aListThatShowsTheWholeObjectSettles() {
        let reference = ResolutionQuestion.objectsWithReference("r")
        for object: JSONValue in [
            ["transaction_id": "tx", "status": "waiting", "blockchain_address": "T"],
            ["withdrawal_id": "tx", "status": "pending"],
        ] {
            let answer = UpstreamInquiry.Answer(finding: .effect(upstreamID: "tx"), object: object)
            guard case .settle("tx", object) = ResolutionStep(answer, to: reference, attempt: 1) else {
                Issue.record("\(object)")
                return
            }
        }
    }

    @Test func anEffectIsProvenThenRead() {
        guard case .prove("tx", let listed) = Self.step(.effect(upstreamID: "tx"), .objectsWithReference("r")) else {
            Issue.record("a list proves and settles nothing")
            return
        }
        #expect(listed["status"]?.stringValue == "waiting")
        guard case .settle("tx", let object) = Self.step(.effect(upstreamID: "tx"), .objectWithID("tx")) else {
            Issue.record("the object itself settles")
            return
        }
        #expect(object["status"]?.stringValue == "waiting")
    }

    /// However often a list shows nothing: it frees nothing.
    @Test(arguments: [1, 2, 3, 1000]) func silenceIsNoProof(attempt: Int) {
        guard case .askAgain(_, false) = Self.step(.nothing, .objectsWithReference("r"), attempt: attempt) else {
            Issue.record("silence was taken for an answer")
            return
        }
    }

    @Test func aKnownObjectThatTheUpstreamCannotShowIsTakenFromTheMirror() {
        for attempt in 1...5 {
            switch Self.step(.nothing, .objectWithID("tx"), attempt: attempt) {
            case .askAgain(_, false): #expect(attempt < 3)
            case .settleFromMirror("tx"): #expect(attempt >= 3)
            default: Issue.record("attempt \(attempt)")
            }
        }
    }

    @Test func aContradictionIsAnOperators() {
        guard case .askAgain("two", true) = Self.step(.contradiction("two"), .objectWithID("tx")) else {
            Issue.record("a contradiction was settled")
            return
        }
    }
}
