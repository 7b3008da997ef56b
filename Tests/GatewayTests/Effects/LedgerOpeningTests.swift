import HTTPWire
import NIOCore
import Policy
import Store
import Testing

@testable import Gateway

struct LedgerOpeningTests {
    private static func request(_ json: String, _ route: Route) throws -> EffectRequest {
        try EffectRequest(
            kind: route == .createPayment ? .payment : .withdrawal, body: ByteBuffer(string: json),
            members: ForwardedMembers(of: route, isShared: false, further: []),
            callbacks: CallbackPolicy())
    }

    private static func order(_ json: String, holdsFunds: Bool = true) throws -> WithdrawalOrder {
        try request(json, .createWithdrawal).withdrawalOrder(apiKeyID: nil, holdsFunds: holdsFunds, terms: .standard)
    }

    @Test(arguments: ["100.00", #""100.00""#, "1e2", "100"])
    func aWithdrawalsAmountIsReadFromItsDigits(token: String) throws {
        let json = #"{"amount":\#(token),"currency":"usdttrc20","address":"TX","memo":"7"}"#
        for holdsFunds in [true, false] {
            let order = WithdrawalOrder(
                currency: try #require(CurrencyCode("USDTTRC20")), amount: try Amount(parsing: "100"), address: "TX",
                memo: "7", holdsFunds: holdsFunds)
            #expect(try Self.order(json, holdsFunds: holdsFunds) == order)
        }
    }

    @Test(arguments: [
        (#"{"currency":"BTC","address":"x"}"#, ErrorCode.missingRequiredFields),
        (#"{"amount":null,"currency":"BTC","address":"x"}"#, .missingRequiredFields),
        (#"{"amount":0,"currency":"BTC","address":"x"}"#, .invalidAmount),
        (#"{"amount":-1,"currency":"BTC","address":"x"}"#, .invalidAmount),
        (#"{"amount":true,"currency":"BTC","address":"x"}"#, .invalidAmount),
        (#"{"amount":"1e-19","currency":"BTC","address":"x"}"#, .invalidAmount),
        (#"{"amount":1e30,"currency":"BTC","address":"x"}"#, .invalidAmount),
        (#"{"amount":1,"currency":7,"address":"x"}"#, .invalidCurrency),
        (#"{"amount":1,"currency":"BTC","address":""}"#, .invalidRequest),
        (#"{"amount":1,"currency":"BTC","address":["x"]}"#, .invalidRequest),
        (#"{"amount":1,"currency":"BTC","address":"x","final_amount":1}"#, .invalidRequest),
        (#"{"price_amount":1,"price_currency":"USD","currency":"BTC","address":"x"}"#, .invalidRequest),
    ])
    func whatCannotBeSetAsideIsRefused(json: String, code: ErrorCode) throws {
        let error = #expect(throws: GatewayError.self) { try Self.order(json) }
        #expect(error?.code == code)
        #expect(error?.status == (code == .invalidAmount ? 422 : 400))
    }

    @Test func aPaymentsCurrencyIsTheTenantsOrNone() throws {
        func payment(_ json: String) throws -> PaymentOpening {
            try Self.request(json, .createPayment).paymentOpening(upstreamFeeBasisPoints: 100)
        }
        let asked = try payment(#"{"amount":1,"currency":"btc","is_fee_paid_by_user":true}"#)
        #expect(asked.currency == CurrencyCode("BTC") && asked.isFeePaidByUser)
        let vague = try payment(#"{"amount":1,"currency":5,"is_fee_paid_by_user":"false"}"#)
        #expect(vague.currency == nil && !vague.isFeePaidByUser, "the upstream's to judge")
    }
}
