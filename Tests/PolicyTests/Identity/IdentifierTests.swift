import Policy
import Testing

@Suite struct IdentifierTests {
    private let ulid = ULID(value: 0x0123_4567_89AB_CDEF)

    @Test func textNamesTheKind() {
        let tenant = TenantID(ulid: ulid)
        #expect(tenant.description == "ten_\(ulid)")
        #expect(TenantID(tenant.description) == tenant)
        #expect(AccountID(tenant.description) == nil)
        #expect(IntentID(tenant.description) == nil)
        // An intent's travels bare: upstream's order_id carries it.
        #expect(IntentID(ulid: ulid).description == ulid.description)
        #expect(TenantID(ulid.description) == nil)
    }

    @Test(arguments: [
        "", "ten_", "ten", "TEN_00000000000000000000000000", "ten_ten_00000000000000000000000000",
        "ten_0000000000000000000000000", "ten_00000000000000000000000000 ",
    ])
    func otherTextIsRefused(text: String) {
        #expect(TenantID(text) == nil)
    }

    @Test func freshOnesDiffer() {
        let now = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)
        #expect(Set((0..<1000).map { _ in RequestID.make(at: now) }).count == 1000)
    }
}
