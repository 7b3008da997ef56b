import HTTPWire
import Testing

@testable import AdminAPI

@Suite struct SchemaTests {
    private func member(_ name: String, _ schema: Schema, required: Bool = true) -> Schema.Member {
        Schema.Member(name: name, schema: schema, isRequired: required)
    }

    @Test func membersAreAsTheTypeReadsThem() throws {
        #expect(
            try Schema(of: SampleVerbs.Lookup.self)
                == .object([
                    member("tenant_id", .string), member("count", .integer, required: false),
                    member("is_deep", .boolean, required: false), member("words", .array(.string), required: false),
                    member("kind", .word(["payment", "withdrawal"]), required: false),
                ]))
        #expect(
            try Schema(of: SampleVerbs.Found.self)
                == .object([
                    member("created_at", .string), member("labels", .map(.integer)),
                    member("next", .string, required: false),
                ]))
    }

    @Test func aChangeMayBeAbsentOrNull() throws {
        #expect(
            try Schema(of: SampleVerbs.Setting.self)
                == .object([
                    member("tenant_id", .string), member("per_day", .nullable(.integer), required: false),
                    member("callback_url", .nullable(.string), required: false),
                ]))
    }

    @Test func anAnswerThatMayBeDeferredHasTwoShapes() throws {
        guard case .anyOf(let shapes) = try Schema(of: ChangeResult<SampleVerbs.Found>.self) else {
            Issue.record("one shape")
            return
        }
        #expect(shapes.count == 2)
        #expect(shapes[0].member("created_at") == .string)
        #expect(shapes[1].member("proposal")?.member("proposer") == .string)
    }

    @Test func whatChangedStandsBesideTheMembersOfTheValue() throws {
        let schema = try Schema(of: Changed<SampleVerbs.Found>.self)
        #expect(schema.member("created_at") == .string)
        #expect(schema.member("notes") == .array(.string))
        guard case .array(let change)? = schema.member("changes") else {
            Issue.record("no changes")
            return
        }
        #expect(change.member("setting") == .string)
    }

    @Test func isJSONSchema() throws {
        #expect(
            Schema.object([member("a", .nullable(.integer)), member("b", .array(.word(["x"])), required: false)]).json
                == [
                    "type": "object",
                    "properties": [
                        "a": ["anyOf": [["type": "integer"], ["type": "null"]]],
                        "b": ["type": "array", "items": ["type": "string", "enum": ["x"]]],
                    ],
                    "required": ["a"],
                ])
    }
}
