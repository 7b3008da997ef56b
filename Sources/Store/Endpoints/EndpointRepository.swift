import Policy

/// The SQL of tenants' webhook endpoints. Every function composes into its caller's transaction.
package enum EndpointRepository {
    /// - Throws: `IdentityError.endpointExists` when the tenant has the URL already.
    package static func insert(_ endpoint: Endpoint, in writer: any SQLWriter) throws {
        let isKnown = try writer.exists(
            "SELECT 1 FROM endpoints WHERE tenant_id = $1 AND url = $2",
            [.id(endpoint.tenantID), .text(endpoint.url)])
        guard !isKnown else { throw IdentityError.endpointExists(url: endpoint.url) }
        try writer.execute(
            "INSERT INTO endpoints (tenant_id, id, url, enabled, created_at) VALUES ($1, $2, $3, $4, $5)",
            [
                .id(endpoint.tenantID), .id(endpoint.id), .text(endpoint.url), .boolean(endpoint.enabled),
                .time(endpoint.createdAt),
            ])
    }

    /// - Throws: `IdentityError.noSuchEndpoint` when this tenant has no such endpoint.
    package static func removeEndpoint(
        _ id: EndpointID, of tenantID: TenantID, in writer: any SQLWriter
    ) throws {
        let removed = try writer.execute(
            "DELETE FROM endpoints WHERE tenant_id = $1 AND id = $2", [.id(tenantID), .id(id)])
        guard removed == 1 else { throw IdentityError.noSuchEndpoint(id.description) }
    }

    /// A target that answers 410 is switched off, not removed. Returns false when it is gone already.
    @discardableResult
    package static func setEnabled(
        _ enabled: Bool, endpoint id: EndpointID, of tenantID: TenantID, in writer: any SQLWriter
    ) throws -> Bool {
        try writer.execute(
            "UPDATE endpoints SET enabled = $3 WHERE tenant_id = $1 AND id = $2",
            [.id(tenantID), .id(id), .boolean(enabled)]) == 1
    }

    /// Oldest first, disabled ones included.
    package static func endpoints(of tenantID: TenantID, in reader: any SQLReader) throws -> [Endpoint] {
        try reader.rows(
            "SELECT id, tenant_id, url, enabled, created_at FROM endpoints WHERE tenant_id = $1 ORDER BY id",
            [.id(tenantID)]
        ) {
            Endpoint(
                id: try $0.id(), tenantID: try $0.id(), url: try $0.text(), enabled: try $0.boolean(),
                createdAt: try $0.time())
        }
    }
}
