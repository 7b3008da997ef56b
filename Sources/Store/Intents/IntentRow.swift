import Policy

extension Intent {
    static let columns = """
        intent_id, tenant_id, account_id, kind, state, idempotency_key, fingerprint, callback_token, \
        tenant_callback_url, tenant_order_id, tenant_custom_id, claimed_custom_id, upstream_id, \
        response_status, response_body, response_resolved, created_at
        """

    init(row: inout SQLRow) throws {
        self.init(
            id: try row.id(), tenantID: try row.id(), accountID: try row.id(), kind: try row.choice(),
            state: try row.choice(), idempotencyKey: try row.optionalText(), fingerprint: try row.blob(),
            callbackToken: try row.text(), tenantCallbackURL: try row.optionalText(),
            tenantOrderID: try row.optionalText(),
            tenantCustomID: try row.optionalText(), claimedCustomID: try row.optionalText(),
            upstreamID: try row.optionalText(), response: try Self.response(in: &row), createdAt: try row.time())
    }

    private static func response(in row: inout SQLRow) throws -> StoredResponse? {
        let (status, body, isResolved) = (try row.optionalCount(), try row.optionalBlob(), try row.boolean())
        guard let status, let body else { return nil }
        return StoredResponse(status: status, body: body, isResolved: isResolved)
    }

    var insertArguments: [SQLValue] {
        [
            .id(id), .id(tenantID), .id(accountID), .text(kind.rawValue), .text(state.rawValue),
            .optionalText(idempotencyKey), .blob(fingerprint), .text(callbackToken), .optionalText(tenantCallbackURL),
            .optionalText(tenantOrderID), .optionalText(tenantCustomID), .optionalText(claimedCustomID),
            .time(createdAt),
        ]
    }
}
