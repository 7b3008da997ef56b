import HTTPWire
import Policy
import Testing

@testable import Gateway

/// What of a tenant's body goes on to the upstream, and what is refused by its name.
struct ForwardedMembersTests {
    struct Case: Sendable {
        let json: String
        /// What a tenant with an account of its own is refused, `nil` for nothing.
        let alone: String?
        /// What a tenant that shares its account is.
        let shared: String?

        init(_ json: String, alone: String? = nil, shared: String?) {
            self.json = json
            self.alone = alone
            self.shared = shared
        }

        init(_ json: String, both: String?) { self.init(json, alone: both, shared: both) }
    }

    private static let further = ["metadata", "customer.email", "amount.unit", "Note"].compactMap { MemberPath($0) }

    /// Of creating a payment, with `further` listed.
    private static let payments: [Case] = [
        Case(
            """
            {"amount": 100.00, "currency": "USDTTRC20", "price_currency": "USD", "callback_url": "https://s.example/h",
            "order_id": "o", "order_description": "Premium", "is_fixed_rate": true, "is_fee_paid_by_user": false,
            "expiry_minutes": 30, "custom_id": null}
            """, both: nil),
        Case("{}", both: nil),
        Case(#"{"amount_usd": 1}"#, both: "amount_usd"),
        Case(#"{"amount": 1, "recipients": [{"address": "T", "amount": 1}]}"#, both: "recipients"),
        Case(#"{"wallet": "w"}"#, both: "wallet"), Case(#"{"wallet": {"id": 1}}"#, both: "wallet"),
        Case(#"{"sub_account": "s"}"#, both: "sub_account"), Case(#"{"wallet_id": null}"#, both: "wallet_id"),
        Case(#"{"account_id": "x"}"#, both: "account_id"), Case(#"{"Account_ID": "x"}"#, both: "Account_ID"),
        Case(#"{"fee_percentage": 0}"#, both: "fee_percentage"),
        Case(#"{"\u0077allet": "w"}"#, both: "wallet"), Case(#"{"Amount": 1}"#, both: "Amount"),
        Case(#"{"": 1}"#, both: ""), Case(#"{"nothing": null}"#, both: "nothing"),
        // Listed with all that is in it, but for what is no tenant's to say.
        Case(#"{"metadata": {"cart": {"lines": [1, {"sku": "a"}]}}}"#, shared: "metadata.cart.lines"),
        Case(#"{"metadata": "text"}"#, shared: "metadata"),
        Case(#"{"metadata": {"account_id": "a"}}"#, both: "metadata.account_id"),
        Case(
            #"{"metadata": {"x": [[{"wallet": 1}]]}}"#, alone: "metadata.x.wallet", shared: "metadata.x"),
        // Listed by its path alone.
        Case(#"{"customer": {"email": "a@b.example"}}"#, shared: "customer.email"),
        Case(#"{"customer": {"email": "a", "id": 1}}"#, alone: "customer.id", shared: "customer.email"),
        Case(#"{"customer": "c"}"#, both: "customer"), Case(#"{"customer": [{"email": "a"}]}"#, both: "customer"),
        Case(#"{"customer": {}}"#, shared: "customer"),
        Case(#"{"customer.email": "a"}"#, both: "customer.email"),
        Case(#"{"Note": 1}"#, shared: "Note"), Case(#"{"note": 1}"#, both: "note"),
        // Understood as a scalar, and one of them with a listed member.
        Case(#"{"order_description": {"account_id": 1}}"#, both: "order_description"),
        Case(#"{"currency": [["BTC"], 1]}"#, both: nil), Case(#"{"currency": [{"code": 1}]}"#, both: "currency"),
        Case(#"{"amount": {"unit": "BTC"}}"#, shared: "amount"),
        Case(#"{"amount": {"value": 1}}"#, alone: "amount.value", shared: "amount"),
        Case(#"{"amount": [1, {"value": 1}]}"#, alone: "amount.value", shared: "amount"),
        // Of other calls.
        Case(#"{"address": "T"}"#, both: "address"), Case(#"{"transaction_id": "t"}"#, both: "transaction_id"),
    ]

    private static func refused(_ json: String, of route: Route, isShared: Bool) throws -> String? {
        let members = ForwardedMembers(of: route, isShared: isShared, further: further)
        let body = try JSONValue.parse(json.utf8)
        do throws(GatewayError) {
            try members.require(of: body)
            return nil
        } catch {
            #expect(error.status == 400 && error.code == .invalidRequest && error.origin == .client)
            #expect(error.details.count == 1)
            return error.details.first?.name
        }
    }

    @Test(arguments: payments) func eachMemberIsTakenOrNamed(_ one: Case) throws {
        #expect(try Self.refused(one.json, of: .createPayment, isShared: false) == one.alone)
        #expect(try Self.refused(one.json, of: .createPayment, isShared: true) == one.shared)
    }

    @Test(arguments: [
        (
            Route.createWithdrawal,
            #"{"amount":1,"currency":"BTC","address":"x","memo":"7","callback_url":"u","custom_id":"c","final_amount":1}"#
        ),
        (.estimateWithdrawal, #"{"amount":100.00,"currency":"USDTTRC20","address":"T"}"#),
        (.validateAddress, #"{"address":"T","currency":"USDTTRC20"}"#),
    ])
    func otherCallsHaveTheirOwn(route: Route, json: String) throws {
        for isShared in [true, false] {
            #expect(try Self.refused(json, of: route, isShared: isShared) == nil)
            #expect(try Self.refused(#"{"is_fixed_rate":true}"#, of: route, isShared: isShared) == "is_fixed_rate")
            #expect(try Self.refused(#"{"recipients":[]}"#, of: route, isShared: isShared) == "recipients")
        }
    }

    @Test func aLongNameIsCut() throws {
        let name = String(repeating: "n", count: 5000)
        let shown = try Self.refused(#"{"\#(name)":1}"#, of: .createPayment, isShared: true)
        #expect(shown == name.prefix(MemberName.charactersMax) + "…")
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "a b", "a[0]", "é", "account_id", "metadata.Wallet", "metadata.wallet_id.x",
        "a.b.c.d.e.f.g.h.i", String(repeating: "n", count: 65),
    ])
    func whatIsNoPathIsNone(text: String) { #expect(MemberPath(text) == nil) }

    @Test(arguments: ["a", "metadata.cart_id", "a.b.c.d.e.f.g.h", "X-1", String(repeating: "n", count: 64)])
    func pathsAreWhatTheySay(text: String) { #expect(MemberPath(text)?.description == text) }
}
