import Policy

extension TenantRepository {
    /// Replaces the tenant's own limit of one class. The setting must be positive throughout.
    package static func setLimit(
        _ setting: RateLimitSetting, for limitClass: LimitClass, of tenantID: TenantID, in writer: any SQLWriter
    ) throws {
        try writer.execute(
            """
            INSERT INTO tenant_limits (tenant_id, class, quota, window_seconds, burst) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, class) DO UPDATE SET
                quota = excluded.quota, window_seconds = excluded.window_seconds, burst = excluded.burst
            """,
            [
                .id(tenantID), .text(limitClass.rawValue), .count(setting.quota), .count(setting.windowSeconds),
                .count(setting.burst),
            ])
    }

    /// The tenant's own limits; a class that is absent has the configured default.
    package static func limits(
        of tenantID: TenantID, in reader: any SQLReader
    ) throws -> [LimitClass: RateLimitSetting] {
        let rows = try reader.rows(
            "SELECT \(limitColumns) FROM tenant_limits WHERE tenant_id = $1", [.id(tenantID)], TenantLimit.init(row:))
        return Dictionary(rows.map { ($0.limitClass, $0.setting) }) { first, _ in first }
    }

    static func allLimits(in reader: any SQLReader) throws -> [TenantLimit] {
        try reader.rows("SELECT \(limitColumns) FROM tenant_limits", [], TenantLimit.init(row:))
    }

    private static let limitColumns = "tenant_id, class, quota, window_seconds, burst"

    struct TenantLimit {
        let tenantID: TenantID
        let limitClass: LimitClass
        let setting: RateLimitSetting

        init(row: inout SQLRow) throws {
            tenantID = try row.id()
            limitClass = try row.choice()
            setting = RateLimitSetting(
                quota: try row.count(), windowSeconds: try row.count(),
                burst: try row.count())
        }
    }
}
