import AdminAPI
import Policy
import Store
import TestSupport
import Testing

@testable import Admin

/// Nobody gives a tenant alone what an account holds, nor counts the money of an account twice.
@Suite struct SameMoneyTests {
    private static func create(
        _ name: String, _ binding: String = "dedicated", of account: String = "own", in world: AdminWorld
    ) async throws -> TenantSummary {
        let desk = AdminCaller.operated(by: "eve", as: [.support])
        let request = CreateTenant(name: name, account: account, binding: binding)
        return try await world.service.createTenant(request, for: desk).tenant
    }

    private static func add(
        _ name: String, clientID: String, in world: AdminWorld
    ) async throws -> ChangeResult<AccountAdded> {
        let request = CreateAccount(
            name: name, baseURL: "http://127.0.0.1:1", clientID: clientID, clientSecret: "secret", webhookSecret: "w")
        return try await world.service.createAccount(request, for: .ann)
    }

    private static func lock(
        _ isLocked: Bool, in world: AdminWorld
    ) async throws -> ChangeResult<Changed<WithdrawalControls>> {
        try await world.service.setWithdrawalLock(of: "solo", SetWithdrawalLock(locked: isLocked), for: .ann)
    }

    @Test func aTenantWithAnAccountToItselfBeginsLockedAndTwoUnlockIt() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.add("own", clientID: "a", in: world)
            #expect(try await Self.create("solo", in: world).withdrawalsLocked)
            guard case .proposed(let unlock) = try await Self.lock(false, in: world) else {
                return #expect(Bool(false), "one operator alone unlocked it")
            }
            #expect(unlock.summary == "withdrawals of solo: locked -> unlocked, up to all that the account own holds")
            #expect(try await world.service.showWithdrawalControls(of: "solo", for: .ann).locked)
            await #expect(throws: AdminError.self) {
                try await world.service.approveProposal(
                    unlock.id.description, for: .operated(by: "eve", as: [.support]))
            }
            _ = try await world.service.approveProposal(unlock.id.description, for: .bob)
            #expect(try await world.service.showTenant("solo", for: .ann).tenant.withdrawalsLocked == false)
            guard case .done(let again) = try await Self.lock(true, in: world) else {
                return #expect(Bool(false), "locking weakens nothing")
            }
            #expect(again.value.locked && again.changes.map(\.new) == ["true"])
        }
    }

    @Test func whoSharesAnAccountBeginsWithEmptyBooksAndUnlocked() async throws {
        try await AdminWorld.with { world in
            #expect(try await Self.create("one", "pooled", of: "main", in: world).withdrawalsLocked == false)
            let imported = try await world.service.importTenants(
                ImportTenants(account: "main", names: ["two"], keyScopes: nil), for: .ann)
            for name in ["one"] + imported.tenants.map(\.name) {
                #expect(try await world.service.showTenant(name, for: .ann).tenant.withdrawalsLocked == false)
                #expect(try await world.service.ledgerBalances(of: name, for: .ann).accounts.isEmpty)
            }
        }
    }

    @Test func withoutOperatorsNothingIsLocked() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            for (name, clientID) in [("own", "a"), ("second", "a")] {
                guard case .done = try await Self.add(name, clientID: clientID, in: world) else {
                    return #expect(Bool(false), "it waits for nobody")
                }
            }
            #expect(try await Self.create("solo", in: world).withdrawalsLocked == false)
            _ = try await Self.lock(true, in: world)
            guard case .done(let changed) = try await Self.lock(false, in: world) else {
                return #expect(Bool(false), "it waits for nobody")
            }
            #expect(!changed.value.locked)
        }
    }

    @Test func aSecondNameForAnAccountTakesTwo() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.add("own", clientID: "a", in: world)
            guard case .done = try await Self.add("other", clientID: "b", in: world) else {
                return #expect(Bool(false), "it is another account")
            }
            guard case .proposed(let second) = try await Self.add("second", clientID: "a", in: world) else {
                return #expect(Bool(false), "one operator alone has the same money twice")
            }
            #expect(second.summary == "the account of own, client id a: second, too")
            func names() async throws -> Set<String> {
                Set(try await world.service.listAccounts(for: .ann).accounts.map(\.name))
            }
            #expect(try await names() == ["main", "own", "other"])
            let stored = try await world.database.read { store in
                try store.rows("SELECT verb, summary, reason FROM proposals", []) {
                    "\(try $0.text()) \(try $0.text()) \(try $0.optionalText() ?? "")"
                }
            }
            #expect(!stored.joined().contains("secret"), "its secrets are sealed")
            _ = try await world.service.approveProposal(second.id.description, for: .bob)
            #expect(try await names() == ["main", "own", "other", "second"])
        }
    }
}
