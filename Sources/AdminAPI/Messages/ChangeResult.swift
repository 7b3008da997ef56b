/// What came of a verb that may need a second operator.
package enum ChangeResult<Value: Codable & Sendable>: Codable, Sendable {
    case done(Value)
    /// Nothing has changed yet: another operator must approve it. In JSON it is the member `proposal`, which no other
    /// answer has.
    case proposed(ProposalView)

    private enum CodingKeys: CodingKey { case proposal }

    /// The shape of the second case.
    private struct Proposed: Decodable {
        let proposal: ProposalView
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        if let proposal = try members.decodeIfPresent(ProposalView.self, forKey: .proposal) {
            self = .proposed(proposal)
        } else {
            self = .done(try Value(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .done(let value): try value.encode(to: encoder)
        case .proposed(let proposal):
            var members = encoder.container(keyedBy: CodingKeys.self)
            try members.encode(proposal, forKey: .proposal)
        }
    }
}

extension ChangeResult: SchemaDescribing {
    package static var schema: Schema {
        get throws { .anyOf([try Schema(of: Value.self), try Schema(of: Proposed.self)]) }
    }

    package static var sample: Self { get throws { .done(try SchemaRecorder.record(Value.self).sample) } }
}

/// An answer that may come before what was asked for is done.
package protocol DeferrableAnswer {
    var isDeferred: Bool { get }
}

extension ChangeResult: DeferrableAnswer {
    package var isDeferred: Bool { if case .proposed = self { true } else { false } }
}
