import HTTPWire
import Policy
import Store
import Webhooks

/// A withdrawal of one tenant, as the mirror has it.
struct MirroredWithdrawal: Sendable {
    let upstreamID: String
    let intent: Intent
    let freshness: MirrorFreshness
    /// As the tenant sees it.
    let json: JSONValue

    /// `nil` for everybody else's, as if it did not exist.
    init?(_ asked: String, of tenant: Tenant, in reader: any SQLReader) throws {
        guard let (upstreamID, intent) = try Self.find(asked, of: tenant, in: reader),
            let row = try MirrorRepository.find(intent, in: reader),
            let freshness = try MirrorRepository.freshness(of: intent, in: reader)
        else { return nil }
        self.upstreamID = upstreamID
        self.intent = intent
        self.freshness = freshness
        json = try TenantBody.listing(intent, row)
    }

    private static func find(
        _ asked: String, of tenant: Tenant, in reader: any SQLReader
    ) throws -> (upstreamID: String, intent: Intent)? {
        for upstreamID in UUIDText.spellings(of: asked) {
            let intent = try IntentRepository.find(
                ownedBy: tenant.id, upstreamID: upstreamID, credentialID: tenant.credentialID, kind: .withdrawal,
                in: reader)
            if let intent { return (upstreamID, intent) }
        }
        return nil
    }
}
