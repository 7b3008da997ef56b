import Policy
import Store
import TestSupport
import Testing

@Suite struct IntentListTests {
    private typealias Fixture = IntentFixture

    @Test func operatorsListByTenantStateAndPage() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                for (number, state) in (IntentState.allCases + IntentState.allCases).enumerated() {
                    let intent = Fixture.intent(
                        UInt128(number + 1), tenant: number < 6 ? Fixture.tenant : Fixture.otherTenant)
                    try IntentRepository.insert(intent, in: store)
                    try Fixture.bring(intent, to: state, in: store)
                }
                func list(_ filter: IntentFilter) throws -> [UInt128] {
                    try IntentRepository.list(filter, in: store).map(\.id.ulid.value)
                }
                #expect(try list(IntentFilter(limit: 100)) == (1...12).reversed())
                #expect(try list(IntentFilter(tenantID: Fixture.tenant, limit: 4)) == [6, 5, 4, 3])
                let open: [IntentState] = [.unknown, .confirmed]
                #expect(try list(IntentFilter(states: open, limit: 100)) == [12, 11, 6, 5])
                let before = Fixture.intent(11).id
                #expect(try list(IntentFilter(states: open, before: before, limit: 100)) == [6, 5])
                #expect(try list(IntentFilter(states: [], limit: 100)).isEmpty)
                #expect(IntentFilter(limit: 0).limit == 1 && IntentFilter(limit: 501).limit == 500)
            }
        }
    }

    @Test func aTenantsSearchFindsItsOwnWhateverIsNamed() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let own = Fixture.intent(1, key: "same")
                let other = Fixture.intent(2, tenant: Fixture.otherTenant, key: "same")
                for intent in [own, other] { try IntentRepository.insert(intent, in: store) }
                func found(_ name: String, tokens: [String] = [], of tenant: TenantID) throws -> [IntentID] {
                    try IntentRepository.search(name, tokens: tokens, of: tenant, in: store).map(\.id)
                }
                let name = own.id.description
                #expect(try found(name, of: Fixture.tenant) == [own.id])
                #expect(try found(name, of: Fixture.otherTenant) == [])
                #expect(try found("same", of: Fixture.tenant) == [own.id])
                #expect(try found("same", of: Fixture.otherTenant) == [other.id])
                let tokens = [#""A-1""#]
                #expect(try found("A-1", tokens: tokens, of: Fixture.tenant) == [own.id])
                let everybodys = try IntentRepository.searchForOperator("A-1", tokens: tokens, in: store)
                #expect(everybodys.map(\.id) == [other.id, own.id])
            }
        }
    }
}
