import Foundation
import HTTPWire
import Policy
import Testing

@testable import AdminAPI

@Suite struct ScalarCodingTests {
    private struct Message: Codable, Equatable {
        let tenantID: TenantID
        let amount: Amount
        let next: ProposalID?
    }

    private static let json =
        #"{"amount":"123456789012345678.000000000000000001","tenant_id":"ten_01M8JFEP9MH8RK4KVTNFQJZXH8"}"#

    @Test func identifiersAndAmountsAreTextToTheLastDigit() throws {
        let message = try MessageCoding.decode(Message.self, from: Data(Self.json.utf8))
        #expect(message.tenantID == TenantID("ten_01M8JFEP9MH8RK4KVTNFQJZXH8"))
        #expect(message.amount.description == "123456789012345678.000000000000000001")
        #expect(String(decoding: try MessageCoding.encode(message), as: UTF8.self) == Self.json)
    }

    @Test(arguments: [
        #"{"tenant_id":"crd_01M8JFEP9MH8RK4KVTNFQJZXH8","amount":"1"}"#, #"{"tenant_id":"shop","amount":"1"}"#,
        #"{"tenant_id":"ten_01M8JFEP9MH8RK4KVTNFQJZXH8","amount":"much"}"#,
        #"{"tenant_id":"ten_01M8JFEP9MH8RK4KVTNFQJZXH8","amount":1}"#,
        #"{"tenant_id":"ten_01M8JFEP9MH8RK4KVTNFQJZXH8","amount":"1","next":"01M8JFEP9MH8RK4KVTNFQJZXH8"}"#,
    ])
    func anotherKindsOrNoneIsRefused(json: String) {
        #expect(throws: DecodingError.self) { try MessageCoding.decode(Message.self, from: Data(json.utf8)) }
    }

    @Test func theirSchemaIsText() throws {
        let schema = try Schema(of: Message.self)
        #expect(schema.memberNames == ["tenant_id", "amount", "next"])
        for name in schema.memberNames { #expect(schema.member(name) == .string) }
    }
}
