import Policy

extension TenantRepository {
    /// From then on the tenant may be used over connections with one of its certificates only.
    ///
    /// - Throws: `IdentityError.certificateExists` when the tenant has the binding already.
    package static func insert(_ certificate: TenantCertificate, in writer: any SQLWriter) throws {
        let added = try writer.execute(
            """
            INSERT INTO tenant_certificates (tenant_id, binding, created_at) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id, binding) DO NOTHING
            """,
            [.id(certificate.tenantID), .text(certificate.binding.description), .time(certificate.createdAt)])
        guard added == 1 else { throw IdentityError.certificateExists(certificate.binding) }
    }

    /// - Throws: `IdentityError.noSuchCertificate` when this tenant has no such binding.
    package static func removeCertificate(
        _ binding: CertificateBinding, of tenantID: TenantID, in writer: any SQLWriter
    ) throws {
        let removed = try writer.execute(
            "DELETE FROM tenant_certificates WHERE tenant_id = $1 AND binding = $2",
            [.id(tenantID), .text(binding.description)])
        guard removed == 1 else { throw IdentityError.noSuchCertificate(binding.description) }
    }

    /// Oldest first.
    package static func certificates(of tenantID: TenantID, in reader: any SQLReader) throws -> [TenantCertificate] {
        try reader.rows(
            "SELECT \(certificateColumns) FROM tenant_certificates WHERE tenant_id = $1 ORDER BY created_at, binding",
            [.id(tenantID)], certificate(in:))
    }

    static func allCertificates(in reader: any SQLReader) throws -> [TenantCertificate] {
        try reader.rows(
            "SELECT \(certificateColumns) FROM tenant_certificates ORDER BY tenant_id, created_at, binding", [],
            certificate(in:))
    }

    private static let certificateColumns = "tenant_id, binding, created_at"

    private static func certificate(in row: inout SQLRow) throws -> TenantCertificate {
        let (tenantID, text): (TenantID, String) = (try row.id(), try row.text())
        guard let binding = CertificateBinding(text) else {
            throw StoreError.corrupt("\"\(text)\" is no certificate binding")
        }
        return TenantCertificate(tenantID: tenantID, binding: binding, createdAt: try row.time())
    }
}
