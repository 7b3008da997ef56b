import Policy
import Store

/// Whose a verified webhook is, and what it may change. Pure.
///
/// The callback token decides: it is unguessable and names one intent, and whoever calls it proves that the intent had its
/// effect. What the body says about ids can only take rights away. A body that names an object of another tenant goes to
/// nobody, since it would show one tenant's payment to the other. One that names another object than the token's, or
/// several, is delivered, as the guide's own sample does that; nothing of it is booked, and the upstream is asked.
enum WebhookAttribution: Hashable, Sendable {
    /// - Parameter disputed: the intent of the callback token.
    case nobody(reason: String, disputed: Intent? = nil)
    case tenant(Claim)

    struct Claim: Hashable, Sendable {
        let intent: Intent
        /// Whether it proves an effect of which no object was known.
        var provesEffect = false
        /// The object of that effect, where the body tells it.
        var confirms: String?
        /// Whether the status is that of the intent's object. If it is not, the upstream must be asked for that.
        var recordsStatus = true
        var note: String?
    }

    /// - Parameter owners: The intents that own the objects named by the body, of whatever tenant.
    static func decide(byToken: Intent?, facts: WebhookFacts, owners: [Intent]) -> WebhookAttribution {
        if let intent = byToken { return decide(for: intent, facts: facts, owners: owners) }
        guard let owner = owners.first else {
            return .nobody(reason: "no intent has this callback token, and nobody owns an object that the body names")
        }
        guard owners.allSatisfy({ $0.id == owner.id }), facts.kind == nil || facts.kind == owner.kind else {
            return .nobody(reason: "no intent has this callback token, and the body names objects of several intents")
        }
        let isPlain = facts.upstreamIDs(of: owner.kind).count == 1
        let doubt = isPlain ? "" : ", and the body names several"
        return .tenant(
            Claim(
                intent: owner, recordsStatus: isPlain,
                note: "unknown callback token; attributed by the object's id\(doubt)"))
    }

    private static func decide(for intent: Intent, facts: WebhookFacts, owners: [Intent]) -> WebhookAttribution {
        guard owners.allSatisfy({ $0.tenantID == intent.tenantID }) else {
            return .nobody(
                reason: "the body names an object of another tenant than the callback token's", disputed: intent)
        }
        guard facts.kind == nil || facts.kind == intent.kind else {
            return .nobody(
                reason: "the callback token belongs to a \(intent.kind.rawValue), the body does not", disputed: intent)
        }
        let ids = facts.upstreamIDs(of: intent.kind)
        var claim = Claim(intent: intent, provesEffect: intent.upstreamID == nil)
        if let known = intent.upstreamID {
            claim.recordsStatus = ids.isEmpty || ids == [known]
        } else if ids.count == 1, owners.allSatisfy({ $0.id == intent.id }) {
            claim.confirms = ids.first
        } else {
            claim.recordsStatus = ids.isEmpty
        }
        if !claim.recordsStatus { claim.note = "the body names another object than the callback token's" }
        return .tenant(claim)
    }
}
