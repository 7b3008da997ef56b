import HTTPWire
import NIOCore
import Policy
import Store
import Testing

@testable import Gateway

struct LedgerOpeningTests {
    private static func opening(_ json: String, _ route: Route) throws -> LedgerOpening {
        try EffectRequest(
            kind: try #require(EffectKind(route: route)), body: ByteBuffer(string: json), callbacks: CallbackPolicy()
        ).ledgerOpening(apiKeyID: nil, upstreamFeeBasisPoints: 100)
    }

    @Test(arguments: ["100.00", #""100.00""#, "1e2", "100"])
    func aWithdrawalsAmountIsReadFromItsDigits(token: String) throws {
        let json = #"{"amount":\#(token),"currency":"usdttrc20","address":"TX","memo":"7"}"#
        let order = WithdrawalOrder(
            currency: try #require(CurrencyCode("USDTTRC20")), amount: try Amount(parsing: "100"), address: "TX",
            memo: "7")
        #expect(try Self.opening(json, .createWithdrawal) == .withdrawal(order))
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
        let error = #expect(throws: GatewayError.self) { try Self.opening(json, .createWithdrawal) }
        #expect(error?.code == code)
        #expect(error?.status == (code == .invalidAmount ? 422 : 400))
    }

    @Test func aPaymentsCurrencyIsTheTenantsOrNone() throws {
        func payment(_ json: String) throws -> PaymentOpening {
            guard case .payment(let opening) = try Self.opening(json, .createPayment) else {
                throw GatewayError.notFound()
            }
            return opening
        }
        let asked = try payment(#"{"amount":1,"currency":"btc","is_fee_paid_by_user":true}"#)
        #expect(asked.currency == CurrencyCode("BTC") && asked.isFeePaidByUser)
        let vague = try payment(#"{"amount":1,"currency":5,"is_fee_paid_by_user":"false"}"#)
        #expect(vague.currency == nil && !vague.isFeePaidByUser, "the upstream's to judge")
    }
}
