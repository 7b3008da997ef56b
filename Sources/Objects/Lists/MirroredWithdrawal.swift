import HTTPWire
import Policy
import Store

/// A withdrawal of one tenant, as the mirror has it.
package struct MirroredWithdrawal: Sendable {
    package let upstreamID: String
    package let intent: Intent
    package let freshness: MirrorFreshness
    /// As the tenant sees it.
    package let json: JSONValue

    /// `nil` for everybody else's, as if it did not exist.
    package init?(_ asked: String, of tenant: Tenant, in reader: any SQLReader) throws {
        guard let (upstreamID, intent) = try Self.find(asked, of: tenant, in: reader),
            let row = try ObjectRepository.find(intent, in: reader),
            let freshness = try ObjectRepository.freshness(of: intent, in: reader)
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
                ownedBy: tenant.id, upstreamID: upstreamID, accountID: tenant.accountID, kind: .withdrawal,
                in: reader)
            if let intent { return (upstreamID, intent) }
        }
        return nil
    }
}
