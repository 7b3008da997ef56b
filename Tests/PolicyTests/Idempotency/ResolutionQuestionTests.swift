import Policy
import Testing

@Suite struct ResolutionQuestionTests {
    private typealias Name = UpstreamObjectName

    @Test func theIdIsAskedForFirst() {
        func question(_ id: String?, _ lists: Bool) -> ResolutionQuestion? {
            ResolutionQuestion(upstreamID: id, reference: "ref", listsByReference: lists)
        }
        #expect(question("tx", true) == .objectWithID("tx"))
        #expect(question("tx", false) == .objectWithID("tx"))
        #expect(question(nil, true) == .objectsWithReference("ref"))
        #expect(question(nil, false) == nil)
    }

    @Test(arguments: [
        ([], ResolutionFinding.nothing),
        ([Name(upstreamID: "tx", reference: nil)], .effect(upstreamID: "tx")),
        ([Name(upstreamID: "tx", reference: "ref")], .effect(upstreamID: "tx")),
        (
            [Name(upstreamID: "tx", reference: "other")],
            .contradiction("the object carries the reference of another intent")
        ),
        (
            [Name(upstreamID: "ty", reference: "ref")],
            .contradiction("asked for one object, the upstream shows another")
        ),
    ])
    private func anAnswerById(objects: [UpstreamObjectName], finding: ResolutionFinding) {
        #expect(ResolutionFinding.judge(objects, asked: .objectWithID("tx"), reference: "ref") == finding)
    }

    /// Whatever else a list shows, only the gateway's own reference proves an effect, and never its absence.
    @Test(arguments: [
        ([], ResolutionFinding.nothing),
        ([Name(upstreamID: "tx", reference: "ref")], .effect(upstreamID: "tx")),
        ([Name(upstreamID: "tx", reference: nil)], .nothing),
        ([Name(upstreamID: "tx", reference: "REF"), Name(upstreamID: "ty", reference: "other")], .nothing),
        (
            [Name(upstreamID: "ty", reference: "other"), Name(upstreamID: "tx", reference: "ref")],
            .effect(upstreamID: "tx")
        ),
        (
            [Name(upstreamID: "tx", reference: "ref"), Name(upstreamID: "tx", reference: "ref")],
            .effect(upstreamID: "tx")
        ),
        (
            [Name(upstreamID: "tx", reference: "ref"), Name(upstreamID: "ty", reference: "ref")],
            .contradiction("2 objects carry this intent's reference")
        ),
    ])
    private func anAnswerByReference(objects: [UpstreamObjectName], finding: ResolutionFinding) {
        #expect(ResolutionFinding.judge(objects, asked: .objectsWithReference("ref"), reference: "ref") == finding)
    }
}
