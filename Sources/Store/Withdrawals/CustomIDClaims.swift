import Policy

/// Whose a `custom_id` is: a withdrawal's that had an effect or may have had one, or an open approval's. One row for
/// both, so that the key alone decides between two who ask at once.
enum CustomIDClaims {
    /// Of an intent or an approval.
    static func holder(
        of customID: String, tenantID: TenantID, in store: any SQLReader
    ) throws -> IntentID? {
        try store.first(
            "SELECT intent_id FROM custom_id_claims WHERE tenant_id = $1 AND custom_id = $2",
            [.id(tenantID), .text(customID)]
        ) { try $0.id() }
    }

    /// - Throws: `StoreError.constraint` when it is somebody else's.
    static func claim(_ customID: String, by id: IntentID, of tenantID: TenantID, in store: any SQLWriter) throws {
        try store.execute(
            "INSERT INTO custom_id_claims (tenant_id, custom_id, intent_id) VALUES ($1, $2, $3)",
            [.id(tenantID), .text(customID), .id(id)])
    }

    /// - Parameter customID: what `id` claimed, if anything.
    static func release(
        _ customID: String?, by id: IntentID, of tenantID: TenantID, in store: any SQLWriter
    ) throws {
        guard let customID else { return }
        try store.execute(
            "DELETE FROM custom_id_claims WHERE tenant_id = $1 AND custom_id = $2 AND intent_id = $3",
            [.id(tenantID), .text(customID), .id(id)])
    }
}
