import Policy
import Store

/// Whose a verified webhook is, and what it may change. Pure.
///
/// The callback token decides: it is unguessable and names one intent. What the body says about ids can only take
/// rights away. A body that names an object of another tenant goes to nobody, since it would show one tenant's payment
/// to the other. One that names an object nobody has is delivered, as the guide's own sample does that, and changes
/// nothing.
enum WebhookAttribution: Hashable, Sendable {
    case nobody(reason: String)
    case tenant(Claim)

    struct Claim: Hashable, Sendable {
        let intent: Intent
        /// The object that this webhook proves for an intent that has none yet.
        var confirms: String?
        /// Whether the status is that of the intent's object.
        var recordsStatus = false
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
        return .tenant(
            Claim(intent: owner, recordsStatus: true, note: "unknown callback token; attributed by the object's id"))
    }

    private static func decide(for intent: Intent, facts: WebhookFacts, owners: [Intent]) -> WebhookAttribution {
        guard owners.allSatisfy({ $0.tenantID == intent.tenantID }) else {
            return .nobody(reason: "the body names an object of another tenant than the callback token's")
        }
        guard facts.kind == nil || facts.kind == intent.kind else {
            return .nobody(reason: "the callback token belongs to a \(intent.kind.rawValue), the body does not")
        }
        let ids = facts.upstreamIDs(of: intent.kind)
        var claim = Claim(intent: intent)
        if let known = intent.upstreamID {
            claim.recordsStatus = ids.isEmpty || ids.contains(known)
        } else if let proven = ids.first {
            let isFree = owners.allSatisfy { $0.id == intent.id }
            claim.confirms = isFree ? proven : nil
            claim.recordsStatus = isFree
        }
        if !claim.recordsStatus, !ids.isEmpty {
            claim.note = "the body names another object than the callback token's"
        }
        return .tenant(claim)
    }
}
