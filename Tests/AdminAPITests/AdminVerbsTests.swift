import HTTPWire
import Testing

@testable import AdminAPI

/// Each verb of the admin API, as it is described.
@Suite struct AdminVerbsTests {
    @Test(arguments: AdminVerbs.all.map(\.name))
    func isSaidInWordsThatAreItsOwn(name: String) throws {
        let verb = try #require(AdminVerbs.all.first { $0.name == name })
        #expect(AdminVerbs.all.filter { $0.name == name }.count == 1)
        #expect(verb.summary.hasSuffix(".") && verb.summary.first?.isUppercase == true)
        #expect(verb.effect != .reads || verb.method == .get)
        #expect(verb.refusals.isDisjoint(with: type(of: verb).commonRefusals), "any verb may give these")
    }

    @Test(arguments: AdminVerbs.all.map(\.name))
    func hasAnExampleOfItsInput(name: String) throws {
        let verb = try #require(AdminVerbs.all.first { $0.name == name })
        let schema = try verb.inputSchema()
        let example = try verb.exampleMembers()
        for member in example.members { #expect(schema.member(member.name.value) != nil, "\(member.name.value)") }
        for name in verb.path.members {
            #expect(schema.member(name) == .string, "\(name) is in the path")
            #expect(example[name] != nil, "\(name) is in the path")
        }
    }

    @Test(arguments: AdminVerbs.all.map(\.name))
    func answersWithAnObject(name: String) throws {
        let verb = try #require(AdminVerbs.all.first { $0.name == name })
        switch try verb.outputSchema() {
        case .object(let members): #expect(!members.isEmpty)
        case .anyOf(let shapes): #expect(verb.mayBeDeferred && shapes.count == 2)
        case let other: Issue.record("\(other)")
        }
    }

    @Test func theDocumentHasEachOnce() throws {
        let document = try OpenAPIDocument(AdminVerbs.all).json()
        let operations = (document["paths"]?.objectValue?.members ?? []).flatMap {
            ($0.value.objectValue?.members ?? []).compactMap { $0.value["operationId"]?.stringValue }
        }
        #expect(operations.sorted() == AdminVerbs.all.map { $0.name.replacing(" ", with: "-") }.sorted())
    }

    @Test func aRequestAboutASubjectHasTheMembersOfBoth() throws {
        let input = Addressed(TenantReference("a b"), ChangeWithdrawalLimits(scope: "usd"))
        let request = try WithdrawalVerbs.limit.request(input)
        #expect(request.pathMembers == ["tenant": "a b"])
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"scope":"usd"}"#)
        let read = try WithdrawalVerbs.limit.input(request)
        #expect(read.subject.tenant == "a b" && read.request.scope == "usd" && read.request.perDay == .keep)
    }
}
