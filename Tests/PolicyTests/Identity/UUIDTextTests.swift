import Policy
import Testing

struct UUIDTextTests {
    @Test func aUUIDInCapitalsIsAlsoKnownInLowerCase() {
        let capitals = "660E8400-E29B-41D4-A716-44665544AbCd"
        #expect(UUIDText.spellings(of: capitals) == [capitals, capitals.lowercased()])
        #expect(UUIDText.spellings(of: capitals.lowercased()) == [capitals.lowercased()])
    }

    @Test(arguments: [
        "", "ABC", "660E8400-E29B-41D4-A716-44665544ABC", "660E8400-E29B-41D4-A716-44665544ABCDE",
        "660E8400+E29B-41D4-A716-44665544ABCD", "660E8400-E29B-41D4-A716-44665544ABCG", "\u{130}",
    ])
    func anythingElseIsKnownAsItIs(text: String) {
        #expect(UUIDText.spellings(of: text) == [text])
    }
}
