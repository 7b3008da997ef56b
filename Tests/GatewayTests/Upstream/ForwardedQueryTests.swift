import NIOCore
import Testing

@testable import Gateway

struct ForwardedQueryTests {
    @Test func onlyNamedParametersPassAsTheyWereSpelt() {
        let query: Substring = "amount=100&account_id=7&currency_from=U%53D&amoun%74=5&&=x&full"
        #expect(
            ForwardedQuery.select(["amount", "currency_from", "full"], from: query)
                == "amount=100&currency_from=U%53D&amoun%74=5&full")
        #expect(
            ForwardedQuery.select(["amount"], from: "amount={1}|2^3`[4]%7b&other={")
                == "amount=%7B1%7D%7C2%5E3%60%5B4%5D%7b")
        #expect(ForwardedQuery.select(["amount"], from: "amount=|") == "amount=%7C")
        #expect(ForwardedQuery.select([], from: query) == nil)
        #expect(ForwardedQuery.select(["nothing"], from: query) == nil)
        #expect(ForwardedQuery.select(["amount"], from: nil) == nil)
    }

    @Test func nobodysIdHasTheUpstreamsFormAndIsHidden() {
        let id = NobodysID.make()
        #expect(id.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(id != NobodysID.make())
        let body = ByteBuffer(string: "{\"message\":\"no payment \(id)\"}")
        #expect(String(buffer: NobodysID.hide(id, behind: "asked", in: body)) == #"{"message":"no payment asked"}"#)
        #expect(String(buffer: NobodysID.hide(id, behind: #"a"b"#, in: body)) == #"{"message":"no payment "}"#)
    }
}
