import Policy

extension Intent {
    static let columns = """
        intent_id, tenant_id, credential_id, kind, state, idempotency_key, fingerprint, callback_token, \
        tenant_callback_url, tenant_order_id, tenant_custom_id, claimed_custom_id, upstream_id, \
        response_status, response_body, created_at, response_resolved
        """

    init(row: any SQLRow) throws {
        guard let kind = ObjectKind(rawValue: try row.text(3)), let state = IntentState(rawValue: try row.text(4))
        else {
            throw StoreError.corrupt("an intent has an unknown kind or state")
        }
        let response: StoredResponse? =
            switch (try row.optionalInteger(13), try row.optionalBlob(14)) {
            case (let status?, let body?):
                StoredResponse(status: Int(status), body: body, isResolved: try row.boolean(16))
            default: nil
            }
        self.init(
            id: try row.id(0), tenantID: try row.id(1), credentialID: try row.id(2), kind: kind, state: state,
            idempotencyKey: try row.optionalText(5), fingerprint: try row.blob(6), callbackToken: try row.text(7),
            tenantCallbackURL: try row.optionalText(8), tenantOrderID: try row.optionalText(9),
            tenantCustomID: try row.optionalText(10), claimedCustomID: try row.optionalText(11),
            upstreamID: try row.optionalText(12), response: response, createdAt: try row.time(15))
    }

    var insertArguments: [SQLValue] {
        [
            .id(id), .id(tenantID), .id(credentialID), .text(kind.rawValue), .text(state.rawValue),
            .optionalText(idempotencyKey), .blob(fingerprint), .text(callbackToken), .optionalText(tenantCallbackURL),
            .optionalText(tenantOrderID), .optionalText(tenantCustomID), .optionalText(claimedCustomID),
            .time(createdAt),
        ]
    }
}
