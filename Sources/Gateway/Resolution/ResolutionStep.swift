import HTTPWire
import Policy

/// What follows from one question about an intent.
enum ResolutionStep: Sendable {
    /// The object was read: the intent has succeeded, and its key replays the object.
    case settle(upstreamID: String, object: JSONValue)
    /// The same with what webhooks told, since the upstream has no call that shows the object.
    case settleFromMirror(upstreamID: String)
    /// The effect is proven; the object itself is asked for next.
    case prove(upstreamID: String, object: JSONValue)
    case askAgain(finding: String, isContradiction: Bool)

    init(_ conclusion: SweepJournal.Conclusion, attempt: Int) {
        switch conclusion {
        case .waiting(let reason): self = .askAgain(finding: reason, isContradiction: false)
        case .answered(let answer, let question): self.init(answer, to: question, attempt: attempt)
        }
    }

    init(_ answer: UpstreamInquiry.Answer, to question: ResolutionQuestion, attempt: Int) {
        switch (answer.finding, question) {
        case (.effect(let id), .objectWithID): self = .settle(upstreamID: id, object: answer.object ?? [:])
        case (.effect(let id), .objectsWithReference):
            let object = answer.object ?? [:]
            self =
                Self.isWhole(object) ? .settle(upstreamID: id, object: object) : .prove(upstreamID: id, object: object)
        case (.nothing, .objectWithID(let id)):
            self =
                attempt < SweepPolicy.questionsBeforeMirror
                ? .askAgain(finding: "the upstream shows no object \(id)", isContradiction: false)
                : .settleFromMirror(upstreamID: id)
        case (.nothing, .objectsWithReference):
            self = .askAgain(finding: "the upstream's list shows no such object; no proof", isContradiction: false)
        case (.contradiction(let reason), _): self = .askAgain(finding: reason, isContradiction: true)
        }
    }

    /// Whether a list shows all of an object that its tenant needs; else the object itself is asked for.
    private static func isWhole(_ object: JSONValue) -> Bool {
        object["status"]?.stringValue != nil
            && (object["withdrawal_id"] != nil || object["blockchain_address"]?.stringValue != nil)
    }
}
