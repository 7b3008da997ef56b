import Policy
import Testing

@Suite struct ScopesTests {
    @Test(arguments: [
        ("read", Scopes.read), ("write", .write), ("read write", .all), ("write read", .all), ("  read   write ", .all),
        ("read read", .read), ("", Scopes()),
    ])
    func listsAreParsed(text: String, scopes: Scopes) {
        #expect(Scopes(parsing: text) == scopes)
    }

    @Test(arguments: ["admin", "read admin", "READ", "read,write", "read\twrite", "readwrite"])
    func unknownScopesAreRefused(text: String) {
        #expect(Scopes(parsing: text) == nil)
    }

    @Test func textRoundTrips() {
        for scopes in [Scopes.read, .write, .all, []] { #expect(Scopes(parsing: scopes.description) == scopes) }
        #expect(Scopes.all.description == "read write")
    }
}
