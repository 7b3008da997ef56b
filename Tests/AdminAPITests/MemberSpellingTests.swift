import Testing

@testable import AdminAPI

@Suite struct MemberSpellingTests {
    @Test(arguments: [
        ("id", "id"), ("tenantID", "tenant_id"), ("createdAt", "created_at"), ("url", "url"),
        ("callbackURL", "callback_url"), ("amountUSD", "amount_usd"), ("intentIDs", "intent_ids"),
        ("clientIDSuffix", "client_id_suffix"), ("isSet", "is_set"), ("per24h", "per24h"),
    ])
    func isWrittenWithUnderscoresAndReadBack(_ swift: String, _ json: String) {
        #expect(MemberSpelling.underscored(swift) == json)
        #expect(MemberSpelling.camelCased(json) == swift)
    }

    @Test func aNameThatJSONDoesNotHaveIsLeftAlone() {
        #expect(MemberSpelling.camelCased("") == "")
        #expect(MemberSpelling.camelCased("_") == "_")
    }
}
