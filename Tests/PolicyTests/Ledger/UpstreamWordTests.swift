import Policy
import Testing

@Suite struct UpstreamWordTests {
    /// What the last resort is refused for: whoever knows better says otherwise, or that it is on its way.
    @Test(
        arguments: [
            (UpstreamWord.shown(status: "processing"), nil, false, false),
            (.shown(status: "completed"), nil, true, false), (.shown(status: "failed"), nil, false, true),
            (.shown(status: nil), "processing", true, true), (.shown(status: "stuck"), "completed", true, true),
            (.denied, "processing", true, true), (.denied, nil, true, true), (.denied, "completed", true, false),
            (.denied, "rejected", false, true), (.silent(reason: "no answer"), "pending", false, false),
            (.silent(reason: "no answer"), nil, true, true), (.silent(reason: "no answer"), "Completed", true, false),
        ] as [(UpstreamWord, String?, Bool, Bool)])
    func nobodyIsContradicted(word: UpstreamWord, mirrored: String?, maySettle: Bool, mayVoid: Bool) {
        let objections = [WithdrawalDecision.settled, .voided].map {
            $0.objection(upstream: word, mirroredStatus: mirrored)
        }
        #expect(objections.map { $0 == nil } == [maySettle, mayVoid], "\(objections)")
    }
}
