/// What came of a verb that may need a second operator.
package enum ChangeResult<Value: Codable & Sendable>: Codable, Sendable {
    case done(Value)
    /// Nothing has changed yet: another operator must approve it. In JSON it is the member `proposal`, which no other
    /// answer has.
    case proposed(ProposalView)

    private enum CodingKeys: CodingKey { case proposal }

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

/// An answer that may come before what was asked for is done.
protocol DeferrableAnswer {
    var isDeferred: Bool { get }
}

extension ChangeResult: DeferrableAnswer {
    var isDeferred: Bool { if case .proposed = self { true } else { false } }
}
