import Policy

/// Where a tenant may withdraw to. Compared byte by byte: a spelling that was not listed is not listed.
package struct WithdrawalAddress: Hashable, Sendable {
    package let currency: CurrencyCode
    package let address: String
    package let memo: String?
    /// When its cooling-off time ends.
    package let usableAt: Timestamp

    package init(currency: CurrencyCode, address: String, memo: String?, usableAt: Timestamp) {
        self.currency = currency
        self.address = address
        self.memo = memo
        self.usableAt = usableAt
    }
}

extension WithdrawalRuleRepository {
    package static func allowList(of tenantID: TenantID, in store: any SQLReader) throws -> AddressAllowList {
        try store.first(
            "SELECT in_force, cooling_off_seconds FROM withdrawal_allow_lists WHERE tenant_id = $1", [.id(tenantID)]
        ) {
            AddressAllowList(isInForce: try $0.integer() == 1, coolingOff: .seconds(try $0.integer()))
        } ?? .standard
    }

    /// The addresses stay as they are.
    package static func setAllowList(
        _ list: AddressAllowList, of tenantID: TenantID, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO withdrawal_allow_lists (tenant_id, in_force, cooling_off_seconds) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id) DO UPDATE SET in_force = excluded.in_force,
                cooling_off_seconds = excluded.cooling_off_seconds
            """, [.id(tenantID), .boolean(list.isInForce), .integer(list.coolingOff.components.seconds)])
    }

    package static func addresses(of tenantID: TenantID, in store: any SQLReader) throws -> [WithdrawalAddress] {
        try store.rows(
            """
            SELECT currency, address, memo, usable_at FROM withdrawal_addresses
            WHERE tenant_id = $1 ORDER BY currency, address, memo
            """, [.id(tenantID)]
        ) {
            WithdrawalAddress(
                currency: try $0.currency(), address: try $0.text(), memo: try $0.textUnlessEmpty(),
                usableAt: try $0.time())
        }
    }

    /// An address that is listed already keeps its time.
    ///
    /// - Returns: `false` when it was listed already.
    @discardableResult
    package static func allow(
        _ address: WithdrawalAddress, of tenantID: TenantID, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        try store.execute(
            """
            INSERT INTO withdrawal_addresses (tenant_id, currency, address, memo, usable_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant_id, currency, address, memo) DO NOTHING
            """,
            [
                .id(tenantID), .text(address.currency.description), .text(address.address),
                .text(address.memo ?? ""), .time(address.usableAt), .time(now),
            ]) == 1
    }

    /// - Returns: `false` when it was not listed.
    package static func disallow(
        currency: CurrencyCode, address: String, memo: String?, of tenantID: TenantID, in store: any SQLWriter
    ) throws -> Bool {
        try store.execute(
            """
            DELETE FROM withdrawal_addresses WHERE tenant_id = $1 AND currency = $2 AND address = $3 AND memo = $4
            """, [.id(tenantID), .text(currency.description), .text(address), .text(memo ?? "")]) == 1
    }

    /// - Throws: `WithdrawalRefusal` when an allow-list is in force and does not have it, or not yet.
    static func checkAddress(
        of order: WithdrawalOrder, tenantID: TenantID, at now: Timestamp, in store: any SQLReader
    ) throws {
        guard try allowList(of: tenantID, in: store).isInForce else { return }
        if let name = order.unknownMembers.first { throw WithdrawalRefusal.unknownMember(name) }
        let usableAt = try store.first(
            """
            SELECT usable_at FROM withdrawal_addresses
            WHERE tenant_id = $1 AND currency = $2 AND address = $3 AND memo = $4
            """,
            [
                .id(tenantID), .text(order.currency.description), .text(order.address), .text(order.memo ?? ""),
            ]
        ) { try $0.time() }
        guard let usableAt else { throw WithdrawalRefusal.addressNotListed }
        guard usableAt <= now else { throw WithdrawalRefusal.addressCoolingOff(until: usableAt) }
    }
}
