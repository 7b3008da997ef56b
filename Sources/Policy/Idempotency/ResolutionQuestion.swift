/// What can be asked of the upstream about an unsettled intent.
package enum ResolutionQuestion: Hashable, Sendable {
    case objectWithID(String)
    /// The list, filtered by the reference that the gateway put in place of the tenant's.
    case objectsWithReference(String)

    /// `nil` when there is nothing to ask: a webhook or an operator must tell.
    package init?(upstreamID: String?, reference: String, listsByReference: Bool) {
        if let upstreamID {
            self = .objectWithID(upstreamID)
        } else if listsByReference {
            self = .objectsWithReference(reference)
        } else {
            return nil
        }
    }
}

/// An object that the upstream named in its answer.
package struct UpstreamObjectName: Hashable, Sendable {
    package let upstreamID: String
    /// Its `order_id` or `custom_id`; `nil` when the answer has none.
    package let reference: String?

    package init(upstreamID: String, reference: String?) {
        self.upstreamID = upstreamID
        self.reference = reference
    }
}

/// What an answer to a `ResolutionQuestion` proves.
package enum ResolutionFinding: Hashable, Sendable {
    /// This object is the intent's effect.
    case effect(upstreamID: String)
    /// No such object. That proves nothing: a list may lag, ignore its filter or cut its pages, and a request that was
    /// sent may still be on its way. So it never frees a key or a hold.
    case nothing
    /// Objects that cannot all be true; only an operator can tell.
    case contradiction(String)

    /// - Parameter reference: What the gateway sent as the object's `order_id` or `custom_id`.
    package static func judge(
        _ objects: [UpstreamObjectName], asked question: ResolutionQuestion, reference: String
    ) -> ResolutionFinding {
        switch question {
        case .objectWithID(let upstreamID):
            guard let object = objects.first(where: { $0.upstreamID == upstreamID }) else {
                return objects.isEmpty ? .nothing : .contradiction("asked for one object, the upstream shows another")
            }
            guard object.reference == nil || object.reference == reference else {
                return .contradiction("the object carries the reference of another intent")
            }
            return .effect(upstreamID: upstreamID)
        case .objectsWithReference:
            // A filter that the upstream ignores shows others' objects: only our own reference counts.
            let ours = Set(objects.filter { $0.reference == reference }.map(\.upstreamID))
            guard let first = ours.first else { return .nothing }
            guard ours.count == 1 else { return .contradiction("\(ours.count) objects carry this intent's reference") }
            return .effect(upstreamID: first)
        }
    }
}
