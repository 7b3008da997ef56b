import Foundation
import Testing

@testable import AdminAPI

@Suite struct VerbRequestTests {
    private func reading(
        _ query: [(name: String, value: String)], tenant: String = "alice"
    ) throws -> SampleVerbs.Lookup {
        try SampleVerbs.lookup.input(VerbRequest(pathMembers: ["tenant_id": tenant], query: query))
    }

    private func setting(_ body: String) throws -> SampleVerbs.Setting {
        try SampleVerbs.setting.input(VerbRequest(pathMembers: ["tenant_id": "alice"], body: Data(body.utf8)))
    }

    @Test func whatIsAskedInAQueryArrives() throws {
        let input = SampleVerbs.Lookup(
            tenantID: "a/b c", count: 7, isDeep: true, words: ["x", "y & z"], kind: .withdrawal)
        let request = try SampleVerbs.lookup.request(input)
        #expect(request.pathMembers == ["tenant_id": "a/b c"])
        #expect(request.body.isEmpty)
        #expect(try SampleVerbs.lookup.input(request) == input)
    }

    @Test func whatIsAskedInABodyArrives() throws {
        for change in [FieldChange<Int>.keep, .unset, .set(9)] {
            let input = SampleVerbs.Setting(tenantID: "alice", perDay: change, callbackURL: .set("https://a.example"))
            let request = try SampleVerbs.setting.request(input)
            #expect(request.query.isEmpty)
            #expect(try SampleVerbs.setting.input(request) == input)
        }
    }

    @Test func aSettingThatIsNotNamedIsKept() throws {
        #expect(try setting("{}") == SampleVerbs.Setting(tenantID: "alice", perDay: .keep, callbackURL: .keep))
        #expect(try setting("") == SampleVerbs.Setting(tenantID: "alice", perDay: .keep, callbackURL: .keep))
        #expect(try setting(#"{"per_day":null}"#).perDay == .unset)
    }

    @Test func textStaysTextWhateverItLooksLike() throws {
        #expect(try reading([], tenant: "12").tenantID == "12")
        #expect(try reading([("words", "7"), ("words", "true")]).words == ["7", "true"])
    }

    @Test(arguments: [
        (#"{"per_month":1}"#, "there is no member \"per_month\" here"),
        (#"{"tenant_id":"bob"}"#, "\"tenant_id\" belongs into the path"),
        (#"{"per_day":"5"}"#, "\"per_day\" has the wrong type"),
        (#"[]"#, "the body is not a JSON object"),
        (#"{"per_day":1,"per_day":2}"#, "the body is not JSON"),
        (#"{"per_day""#, "the body is not JSON"),
    ])
    func aWrongBodyIsRefusedByName(_ body: String, _ reason: String) {
        let refusal = #expect(throws: AdminError.self) { try setting(body) }
        #expect(refusal?.code == .invalidRequest)
        #expect(refusal?.message.hasPrefix(reason) == true, "\(refusal?.message ?? "-")")
    }

    @Test(arguments: [
        (("count", "many"), "count must be a number, is \"many\""),
        (("is_deep", "yes"), "is_deep must be true or false, is \"yes\""),
        (("kind", "refund"), "\"kind\" cannot be read"),
        (("color", "red"), "there is no member \"color\" here"),
    ])
    func aWrongQueryIsRefusedByName(_ pair: (String, String), _ reason: String) {
        let refusal = #expect(throws: AdminError.self) { try reading([(name: pair.0, value: pair.1)]) }
        #expect(refusal?.code == .invalidRequest)
        #expect(refusal?.message.hasPrefix(reason) == true, "\(refusal?.message ?? "-")")
    }

    @Test func aNameGivenTwiceIsRefused() {
        let refusal = #expect(throws: AdminError.self) { try reading([("count", "1"), ("count", "2")]) }
        #expect(refusal?.message == "count is given twice")
    }
}
