import AdminAPI
import Foundation
import Policy
import Store
import TestSupport
import Testing

@testable import Admin

/// Verbs that set something change what they name and nothing else, and say from what to what.
@Suite struct SettingChangeTests {
    private static func change<Message: Decodable>(
        _ json: String, _ path: [String: String] = [:]
    ) throws -> Message {
        try VerbRequest(pathMembers: path, body: Data(json.utf8)).message(hasBody: true)
    }

    private static func limits(_ json: String, in world: AdminWorld) async throws -> Changed<WithdrawalControls> {
        try done(try await world.service.changeWithdrawalLimits(of: "shop", try change(json), for: .ann))
    }

    private struct Proposed: Error {}

    private static func done<Value>(_ result: ChangeResult<Value>) throws -> Value {
        guard case .done(let value) = result else { throw Proposed() }
        return value
    }

    private static func refusal(_ body: () async throws -> Void) async -> AdminError? {
        do {
            try await body()
            return nil
        } catch { return error as? AdminError }
    }

    private static func lines<Value>(_ changed: Changed<Value>) -> [String] {
        changed.changes.map { "\($0.setting): \($0.old ?? "-") → \($0.new ?? "-")" }
    }

    @Test func absentKeepsAndNullUnsets() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            let full = try await Self.limits(
                """
                {"scope":"usdttrc20","per_withdrawal":"500","per_day":"1000","count_per_hour":7,
                 "approval_above":{"amount":"50","window_seconds":86400},"approvals":2}
                """, in: world)
            #expect(full.changes.count == 5)
            let day = try await Self.limits(#"{"scope":"USDTTRC20","per_day":"900"}"#, in: world)
            #expect(Self.lines(day) == ["per_day: 1000 → 900"])
            let row = try #require(day.value.limits.first)
            #expect((row.perWithdrawal, row.perDay, row.countPerHour, row.approvals) == ("500", "900", 7, 2))
            #expect(row.approvalAbove == ApprovalThresholdView(amount: "50", windowSeconds: 86_400))
            let plain = try await Self.limits(#"{"scope":"USDTTRC20","approval_above":{"amount":"50"}}"#, in: world)
            #expect(Self.lines(plain) == ["approval_above: 50 within 86400s → 50"])
            let without = try await Self.limits(
                #"{"scope":"USDTTRC20","approval_above":null,"per_withdrawal":null}"#, in: world)
            #expect(
                Self.lines(without) == ["per_withdrawal: 500 → -", "approval_above: 50 → -", "approvals: 2 → -"])
            #expect(try await Self.limits(#"{"scope":"USDTTRC20","per_day":"900"}"#, in: world).changes == [])
            let gone = try await Self.limits(
                #"{"scope":"USDTTRC20","per_day":null,"count_per_hour":null}"#, in: world)
            #expect(gone.value.limits == [])
        }
    }

    @Test(arguments: [
        (#"{"scope":"US DT","per_day":"1"}"#, "none of: a currency"), (#"{"scope":"BTC"}"#, "something to change"),
        (#"{"scope":"BTC","per_day":"-1"}"#, "from 0"), (#"{"scope":"BTC","count_per_hour":0}"#, "1…1000000"),
        (#"{"scope":"BTC","approvals":2}"#, "need the threshold"),
        (#"{"scope":"BTC","approval_above":{"amount":"1"},"approvals":6}"#, "1…5"),
        (#"{"scope":"BTC","approval_above":{"amount":"1","window_seconds":59}}"#, "60…604800"),
        (#"{"scope":"BTC","per_dya":"1"}"#, "no member \"per_dya\""),
        (#"{"scope":"USDTTRC2","per_day":"1"}"#, "no currency USDTTRC2; did you mean USDTTRC20?"),
        (#"{"scope":"token:usdd","per_day":"1"}"#, "no token USDD; did you mean USDT?"),
        (#"{"scope":"XMR","per_day":"1"}"#, "no currency XMR"),
    ])
    func whatIsWrongIsSaidAndNothingChanges(json: String, words: String) async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            let error = await Self.refusal { _ = try await Self.limits(json, in: world) }
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "accepted")")
            let controls = try await world.service.showWithdrawalControls(of: "shop", for: .ann)
            #expect(controls.limits == [])
        }
    }

    @Test func withoutACatalogueACurrencyIsTakenAndSaidSo() async throws {
        try await AdminWorld.with(hasOperators: false, catalogue: nil) { world in
            let changed = try await Self.limits(#"{"scope":"XMR","per_day":"1"}"#, in: world)
            #expect(changed.notes.count == 1 && changed.notes[0].contains("XMR"))
            #expect(try await Self.limits(#"{"scope":"usd","per_day":"1"}"#, in: world).notes == [])
        }
    }

    @Test func theAllowListKeepsItsCoolingOffTime() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            func allowList(_ json: String) async throws -> [String] {
                Self.lines(
                    try Self.done(
                        try await world.service.changeAllowList(of: "shop", try Self.change(json), for: .ann)))
            }
            #expect(
                try await allowList(#"{"in_force":true,"cooling_off_seconds":3600}"#)
                    == ["in_force: false → true", "cooling_off_seconds: 86400 → 3600"])
            #expect(try await allowList(#"{"in_force":false}"#) == ["in_force: true → false"])
            #expect(try await allowList(#"{"in_force":true}"#) == ["in_force: false → true"])
            let controls = try await world.service.showWithdrawalControls(of: "shop", for: .ann)
            #expect(controls.coolingOffSeconds == 3600)
        }
    }

    @Test func aCommissionChangesByWhatIsNamed() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            func set(_ json: String, of tenant: String = "shop") async throws -> [String] {
                Self.lines(
                    try Self.done(
                        try await world.service.changeCommission(of: tenant, try Self.change(json), for: .ann)))
            }
            let first = try await set(#"{"basis_points":100}"#)
            #expect(first == ["basis_points: 0 → 100"])
            #expect(
                try await set(#"{"currency":"usdttrc20","fixed":"0.5"}"#) == ["fixed: 0 → 0.5"],
                "the rest as it was for all")
            #expect(try await set(#"{"currency":"USDTTRC20","basis_points":200}"#) == ["basis_points: 100 → 200"])
            #expect(
                try await set(#"{"currency":"USDTTRC20","fixed":null,"upstream_fee_bearer":"platform"}"#)
                    == ["fixed: 0.5 → 0", "upstream_fee_bearer: tenant → platform"])
            let error = await Self.refusal { _ = try await set(#"{"fixed":"0.5"}"#) }
            #expect(error?.message.contains("name it") == true)
        }
    }

    @Test func aTenantWithAnAccountToItselfHasNoCommission() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            let own = try Self.done(
                try await world.service.createAccount(
                    CreateAccount(
                        name: "own", baseURL: "http://127.0.0.1:1", clientID: "id", clientSecret: "s",
                        webhookSecret: "w"),
                    for: .ann))
            _ = try await world.service.createTenant(
                CreateTenant(name: "solo", account: own.account.name, binding: "dedicated"), for: .ann)
            let error = await Self.refusal {
                _ = try await world.service.changeCommission(
                    of: "solo", try Self.change(#"{"basis_points":100}"#), for: .ann)
            }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains("account to itself") == true)
        }
    }

    @Test func aRateLimitKeepsWhatIsNotNamed() async throws {
        let configured = RateLimitSetting(quota: 60, windowSeconds: 60)
        try await AdminWorld.with(hasOperators: false, limits: [.read: configured]) { world in
            func set(_ json: String) async throws -> [String] {
                Self.lines(
                    try await world.service.changeLimit(
                        try Self.change(json, ["tenant": "shop", "class": "read"]), for: .ann))
            }
            let first = try await set(#"{"window_seconds":3600}"#)
            #expect(first == ["window_seconds: 60 → 3600"])
            #expect(
                try await set(#"{"quota":9}"#) == ["quota: 60 → 9", "burst: 60 → 9"], "the burst was the whole quota")
            #expect(try await set(#"{"burst":3}"#) == ["burst: 9 → 3"])
            #expect(try await set(#"{"quota":30}"#) == ["quota: 9 → 30"])
            #expect(
                try await set(#"{"quota":null,"window_seconds":null,"burst":null}"#)
                    == ["quota: 30 → 60", "window_seconds: 3600 → 60", "burst: 3 → 60"])
        }
    }

    @Test func aDialectChangesByWhatIsNamed() async throws {
        try await AdminWorld.with(hasOperators: false) { world in
            func set(_ json: String) async throws -> [String] {
                let request: ChangeAccount = try Self.change(json, ["account": "main"])
                return Self.lines(try Self.done(try await world.service.changeAccount(request, for: .ann)))
            }
            let first = try await set(#"{"lists_by_reference":false}"#)
            #expect(first == ["lists_by_reference: true → false"])
            #expect(try await set(#"{"withdrawal_list":"withdrawals"}"#) == ["withdrawal_list: results → withdrawals"])
            #expect(try await set(#"{"lists_by_reference":null}"#) == ["lists_by_reference: false → true"])
            let both = try await set(#"{"disabled":true,"upstream_fee_basis_points":70}"#)
            #expect(both == ["disabled: false → true", "upstream_fee_basis_points: - → 70"])
            #expect(
                try await set(#"{"upstream_fee_basis_points":null}"#) == ["upstream_fee_basis_points: 70 → -"])
            #expect(await Self.refusal { _ = try await set("{}") }?.message == "name something to change")
        }
    }

    /// The fee is the treasury's; how the account is spoken to is its owner's.
    @Test(arguments: [
        (#"{"upstream_fee_basis_points":70}"#, OperatorDuty.treasury), (#"{"disabled":false}"#, .ownership),
        (#"{"lists_by_reference":null}"#, .ownership),
        (#"{"upstream_fee_basis_points":null,"withdrawal_list":"results"}"#, .ownership),
    ])
    func aTreasurerChangesTheFeeAlone(json: String, duty: OperatorDuty) throws {
        let request = VerbRequest(pathMembers: ["account": "main"], body: Data(json.utf8))
        #expect(try AccountVerbs.set.duty(of: request) == duty)
    }

    /// With what is an owner's beside it, a fee waits for an owner.
    @Test func aProposalAsksForTheHigherDuty() async throws {
        try await AdminWorld.with { world in
            let change = ChangeAccount(account: "main", disabled: .set(true), upstreamFeeBasisPoints: .set(70))
            let owner = AdminCaller(user: "ann", isShared: false, duty: .ownership)
            guard case .proposed(let proposal) = try await world.service.changeAccount(change, for: owner) else {
                return #expect(Bool(false), "it waits as a whole")
            }
            #expect(proposal.summary.contains("disabled of main: false -> true"))
            #expect(proposal.summary.contains("upstream fee of main: as configured -> 70 basis points"))
            let treasurer = AdminCaller.operated(by: "eve", as: [.treasurer])
            let error = await Self.refusal {
                _ = try await world.service.approveProposal(proposal.id.description, for: treasurer)
            }
            #expect(error?.code == .forbidden)
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            let account = try #require(try await world.service.listAccounts(for: .ann).accounts.first)
            #expect(account.upstreamFeeBasisPoints == 70 && account.disabled)
        }
    }

    @Test func aChangeIsSentAsItWasMeant() throws {
        var change = ChangeWithdrawalLimits(scope: "BTC")
        change.perDay = .set("5")
        change.perWithdrawal = .unset
        let json = String(decoding: try MessageCoding.encode(change), as: UTF8.self)
        #expect(json == #"{"per_day":"5","per_withdrawal":null,"scope":"BTC"}"#)
        let read: ChangeWithdrawalLimits = try Self.change(json)
        #expect((read.perDay, read.perWithdrawal, read.approvals) == (.set("5"), .unset, .keep))
    }
}
