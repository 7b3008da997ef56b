import HTTPWire
import Testing

@testable import AdminAPI

@Suite struct OpenAPIDocumentTests {
    private let document: JSONValue

    init() throws { document = try OpenAPIDocument([SampleVerbs.lookup, SampleVerbs.setting]).json() }

    @Test func membersOfAReadAreParameters() {
        let operation = document["paths"]?["/tenants/{tenant_id}/objects"]?["get"]
        #expect(operation?["operationId"] == "object-list")
        let parameters = operation?["parameters"]?.arrayValue ?? []
        #expect(parameters.map { $0["name"] } == ["tenant_id", "count", "is_deep", "words", "kind"])
        #expect(parameters.map { $0["in"] } == ["path", "query", "query", "query", "query"])
        #expect(parameters.map { $0["required"] } == [true, false, false, false, false])
        #expect(parameters.first?["example"] == "alice")
        #expect(operation?["requestBody"] == nil)
        #expect(operation?["responses"]?["202"] == nil)
    }

    @Test func membersOfAChangeAreInTheBody() {
        let operation = document["paths"]?["/tenants/{tenant_id}/limits"]?["patch"]
        let body = operation?["requestBody"]?["content"]?["application/json"]
        #expect(body?["schema"]?["properties"]?["per_day"] != nil)
        #expect(body?["schema"]?["properties"]?["tenant_id"] == nil)
        #expect(body?["example"] == ["per_day": .integer(5), "callback_url": .null])
        #expect(operation?["requestBody"]?["required"] == false)
        #expect(operation?["responses"]?["202"] != nil)
    }

    @Test func refusalsAreListedByStatus() {
        let responses = document["paths"]?["/tenants/{tenant_id}/limits"]?["patch"]?["responses"]
        #expect(responses?["404"]?["description"] == "Refused: not_found.")
        #expect(responses?["503"]?["description"] == "Refused: unavailable.")
        #expect(responses?["409"] == nil)
    }
}
