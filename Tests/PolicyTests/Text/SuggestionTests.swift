import Policy
import Testing

@Suite struct SuggestionTests {
    private static let verbs = ["create", "import", "list", "show", "suspend", "resume", "rotate-secret"]

    @Test(arguments: [
        ("shwo", "show"), ("hsow", "show"), ("sho", "show"), ("shows", "show"), ("shew", "show"), ("lsit", "list"),
        ("craete", "create"), ("supsend", "suspend"), ("rotate-sercet", "rotate-secret"),
        ("rotatesecret", "rotate-secret"),
    ])
    func aSlipIsUnderstood(word: String, meant: String) {
        #expect(Suggestion.nearest(to: word, among: Self.verbs) == meant)
    }

    @Test(arguments: ["", "x", "delete", "wohs", "lost-and-found"])
    func whatIsFarFromAllIsNot(word: String) {
        #expect(Suggestion.nearest(to: word, among: Self.verbs) == nil)
    }

    @Test func nothingIsNearNothing() { #expect(Suggestion.nearest(to: "show", among: []) == nil) }
}
