import Policy

/// Writes to the upstream, and doubts about their outcome.
package enum IntentVerbs: VerbNoun {
    package static let list = Verb(
        .get, "intents", "intent list", summary: "Lists writes whose outcome is open, or others, newest first.",
        duty: .reading, effect: .reads, refusals: [.notFound, .conflict],
        example: ListIntents(tenant: "shop", state: "unknown"), gives: IntentList.self)

    package static let show = Verb(
        .get, "intents/{intent}", "intent show",
        summary: "Shows a write, and how far asking the upstream about it has come.", duty: .reading, effect: .reads,
        refusals: [.notFound], example: IntentReference("int_01K5N9QX3T0000000000000000"),
        gives: IntentDetailView.self)

    package static let preview = Verb(
        .get, "intent-preview", "intent preview", summary: "Says what a selection of writes comes to.",
        duty: .reading, effect: .reads, refusals: [.notFound], example: IntentSelection(tenant: "shop"),
        gives: IntentPreview.self)

    package static let resolve = Verb(
        .post, "intents/{intent}/resolve", "intent resolve",
        summary: "Ends the doubt about a write's outcome by an operator's word.", duty: .treasury, effect: .changes,
        refusals: [.notFound, .conflict],
        example: Addressed(
            IntentReference("int_01K5N9QX3T0000000000000000"), ResolveIntent(outcome: .noEffect, upstreamID: nil)),
        gives: ChangeResult<IntentDetailView>.self)

    /// Of each intent the record is one of `resolve`.
    package static let resolveAll = Verb(
        .post, "intent-resolutions", "intent resolve-all",
        summary: "Says of a batch of a selection that none had an effect.", duty: .treasury, effect: .changes,
        isSlow: true, refusals: [.notFound, .conflict],
        example: ResolveIntents(selection: IntentSelection(tenant: "shop"), count: 3),
        gives: ChangeResult<IntentsResolved>.self)

    package static let all: [any VerbDescription] = [list, show, preview, resolve, resolveAll]
}

/// Which intents to list. Absent members mean any, but for the state: those whose outcome is open.
package struct ListIntents: Codable, Sendable {
    package var tenant: String?
    package var account: String?
    package var state: String?
    /// `payment` or `withdrawal`.
    package var kind: String?
    /// What `find` takes; then any state, unless one is named.
    package var object: String?
    /// Seconds ago, or a time as RFC 3339 has it.
    package var since: String?
    package var until: String?
    /// Only older ones than this intent.
    package var before: String?
    package var count: Int?

    package init(
        tenant: String? = nil, account: String? = nil, state: String? = nil, kind: String? = nil,
        object: String? = nil, since: String? = nil, until: String? = nil, before: String? = nil, count: Int? = nil
    ) {
        self.tenant = tenant
        self.account = account
        self.state = state
        self.kind = kind
        self.object = object
        self.since = since
        self.until = until
        self.before = before
        self.count = count
    }
}

package struct IntentReference: Codable, Sendable {
    package let intent: String

    package init(_ intent: String) { self.intent = intent }
}
