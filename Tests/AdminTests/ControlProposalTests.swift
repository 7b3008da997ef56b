import AdminAPI
import Foundation
import Policy
import Store
import TestSupport
import Testing

@testable import Admin

/// Limits, thresholds, allow-lists, addresses and commissions: what weakens them takes two operators.
@Suite struct ControlProposalTests {
    private static func change<Message: Decodable>(_ json: String) throws -> Message {
        try MessageCoding.decode(from: Data(json.utf8))
    }

    private struct Unexpected: Error {}

    private static func proposal<Value>(_ result: ChangeResult<Value>) throws -> ProposalView {
        guard case .proposed(let proposal) = result else { throw Unexpected() }
        return proposal
    }

    private static func limits(
        _ members: String, of scope: String = "USDTTRC20", in world: AdminWorld
    ) async throws -> ChangeResult<Changed<WithdrawalControls>> {
        try await world.service.changeWithdrawalLimits(
            of: "shop", try change(#"{"scope":"\#(scope)",\#(members)}"#), for: .ann)
    }

    private static func rows(in world: AdminWorld) async throws -> WithdrawalLimitTable {
        try await world.database.read { try WithdrawalRuleRepository.limits(of: world.tenantID, in: $0) }
    }

    private static func address(
        _ address: String = "T1", isAllowed: Bool = true, in world: AdminWorld
    ) async throws -> ChangeResult<Changed<WithdrawalControls>> {
        let change = AddressChange(currency: "USDTTRC20", address: address, memo: "7", isAllowed: isAllowed)
        return try await world.service.changeAddress(of: "shop", change, for: .ann)
    }

    private static func allowList(
        _ json: String, in world: AdminWorld
    ) async throws -> ChangeResult<Changed<WithdrawalControls>> {
        try await world.service.changeAllowList(of: "shop", try change(json), for: .ann)
    }

    private static func refused(_ proposal: ProposalView, saying words: [String], in world: AdminWorld) async throws {
        let error = await #expect(throws: AdminError.self) {
            try await world.service.approveProposal(proposal.id.description, for: .bob)
        }
        #expect(error?.code == .conflict)
        for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
        #expect(try await world.service.showProposal(proposal.id.description, for: .bob).state == "waiting")
    }

    @Test func whatStrengthensActsAtOnceAndWhatWeakensWaitsAsAWhole() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.limits(#""per_day":"500","approval_above":{"amount":"50"},"approvals":2"#, in: world)
            _ = try await Self.limits(#""per_day":"400","approvals":3"#, in: world)
            let before = try await Self.rows(in: world)
            #expect(before[.currency(AdminWorld.currency)].perDay?.description == "400")
            for (members, lines) in [
                (#""per_day":"401""#, ["per_day 400 -> 401"]), (#""approvals":2"#, ["approvals 3 -> 2"]),
                (#""per_day":null"#, ["per_day 400 -> none"]),
                (
                    #""per_day":"300","approval_above":{"amount":"51"}"#,
                    ["per_day 400 -> 300", "approval_above 50 -> 51"]
                ),
                (#""approval_above":null"#, ["approval_above 50 -> none", "approvals 3 -> none"]),
            ] {
                let proposal = try Self.proposal(try await Self.limits(members, in: world))
                #expect(
                    proposal.summary.split(separator: "\n").map(String.init)
                        == lines.map { "withdrawal limits of shop, USDTTRC20: \($0)" })
                #expect(try await Self.rows(in: world) == before, "the stricter part neither")
                _ = try await world.service.rejectProposal(proposal.id.description, for: .bob)
            }
            let proposal = try Self.proposal(try await Self.limits(#""per_day":"401""#, in: world))
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            let after = try await Self.rows(in: world)[.currency(AdminWorld.currency)]
            #expect(after.perDay?.description == "401")
            #expect((after.approvalsRequired, after.approvalAbove?.description) == (3, "50"))
        }
    }

    /// A row is judged with what the default completes it by.
    @Test func aRowIsJudgedBesideTheDefault() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.limits(#""per_day":"500""#, of: "default", in: world)
            _ = try await Self.limits(#""per_day":"400""#, in: world)
            let wider = try Self.proposal(try await Self.limits(#""per_day":null"#, in: world))
            #expect(wider.summary == "withdrawal limits of shop, USDTTRC20: per_day 400 -> 500")
            _ = try await Self.limits(#""per_day":"300""#, of: "default", in: world)
            try await Self.refused(wider, saying: ["per_day 400 -> 500", "nothing of that"], in: world)
            guard case .done = try await Self.limits(#""per_day":null"#, in: world) else {
                return #expect(Bool(false), "the default is stricter than the row that goes")
            }
            let own = try Self.proposal(try await Self.limits(#""per_day":"301""#, in: world))
            #expect(own.summary == "withdrawal limits of shop, USDTTRC20: per_day 300 -> 301")
        }
    }

    @Test func whatOnlyTakesTheDefaultsPlaceWaits() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.limits(#""per_day":"500","count_per_hour":9"#, of: "default", in: world)
            let equal = try Self.proposal(try await Self.limits(#""per_day":"500","count_per_hour":8"#, in: world))
            #expect(
                equal.summary == """
                    withdrawal limits of shop, USDTTRC20: per_day 500 by default -> 500 of its own
                    withdrawal limits of shop, USDTTRC20: count_per_hour 9 -> 8
                    """)
            #expect(try await Self.rows(in: world).rows.count == 1)
            _ = try await world.service.approveProposal(equal.id.description, for: .bob)
            guard case .done = try await Self.limits(#""per_day":"500""#, in: world) else {
                return #expect(Bool(false), "it is its own already")
            }
            _ = try await Self.limits(#""per_day":"100""#, of: "default", in: world)
            #expect(
                try await Self.rows(in: world).effective(in: .currency(AdminWorld.currency)).perDay?.description
                    == "500")
        }
    }

    @Test func aPatchThatMeansSomethingElseByNowIsRefused() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.limits(#""per_day":"500""#, in: world)
            let proposal = try Self.proposal(try await Self.limits(#""per_day":"900""#, in: world))
            _ = try await Self.limits(#""per_day":"100""#, in: world)
            try await Self.refused(proposal, saying: ["per_day 500 -> 900", "per_day 100 -> 900"], in: world)
            #expect(
                try await Self.rows(in: world)[.currency(AdminWorld.currency)].perDay?.description == "100")
        }
    }

    @Test func theAllowListIsWeakenedByTwoAndTightenedByOne() async throws {
        try await AdminWorld.with { world in
            for json in [#"{"cooling_off_seconds":7200}"#, #"{"in_force":true,"cooling_off_seconds":7200}"#] {
                let shorter = try Self.proposal(try await Self.allowList(json, in: world))
                #expect(shorter.summary.contains("cooling_off_seconds 86400 -> 7200"), "it is off, and inherited")
                _ = try await world.service.rejectProposal(shorter.id.description, for: .bob)
            }
            let first = try Self.proposal(try await Self.allowList(#"{"cooling_off_seconds":3600}"#, in: world))
            _ = try await world.service.approveProposal(first.id.description, for: .bob)
            _ = try await Self.allowList(#"{"in_force":true,"cooling_off_seconds":7200}"#, in: world)
            let off = try Self.proposal(try await Self.allowList(#"{"in_force":false}"#, in: world))
            #expect(off.summary == "allow-list of shop: in_force true -> false")
            let sooner = try Self.proposal(try await Self.allowList(#"{"cooling_off_seconds":60}"#, in: world))
            #expect(sooner.summary == "allow-list of shop: cooling_off_seconds 7200 -> 60")
            let list = try await world.database.read {
                try WithdrawalRuleRepository.allowList(of: world.tenantID, in: $0)
            }
            #expect(list == AddressAllowList(isInForce: true, coolingOff: .seconds(7200)))
            _ = try await world.service.approveProposal(sooner.id.description, for: .bob)
            _ = try await world.service.approveProposal(off.id.description, for: .bob)
            let controls = try await world.service.showWithdrawalControls(of: "shop", for: .ann)
            #expect(controls.coolingOffSeconds == nil)
        }
    }

    @Test func anAddressIsAddedByTwoWhetherTheListIsOnOrOffAndRemovedByOne() async throws {
        try await AdminWorld.with { world in
            let off = try Self.proposal(try await Self.address(in: world))
            #expect(
                off.summary == "addresses of shop: USDTTRC20 may go to T1 with the memo 7, too, without any wait")
            _ = try await Self.allowList(#"{"in_force":true}"#, in: world)
            try await Self.refused(off, saying: ["without any wait", "after 86400 s"], in: world)
            _ = try await world.service.rejectProposal(off.id.description, for: .ann)
            let on = try Self.proposal(try await Self.address(in: world))
            #expect(try await world.service.showWithdrawalControls(of: "shop", for: .ann).addresses.isEmpty)
            world.clock.advance(by: .seconds(60))
            _ = try await world.service.approveProposal(on.id.description, for: .bob)
            let listed = try await world.service.showWithdrawalControls(of: "shop", for: .ann).addresses
            #expect(
                listed.map(\.usableAt) == [AdminWorld.startedAt.advanced(by: .seconds(86_460)).description],
                "it waits from its approval on")
            guard case .done = try await Self.address(in: world) else {
                return #expect(Bool(false), "it is listed already")
            }
            guard case .done = try await Self.address(isAllowed: false, in: world) else {
                return #expect(Bool(false), "removing weakens nothing")
            }
            #expect(try await world.service.showWithdrawalControls(of: "shop", for: .ann).addresses.isEmpty)
        }
    }

    /// Else one operator sets a limit, another sets it again, and the first may approve what it lets pass.
    @Test func whoSetsWhatIsSetAlreadyArrangesNothing() async throws {
        try await AdminWorld.with { world in
            let limit: ChangeWithdrawalLimits = try Self.change(#"{"scope":"USDTTRC20","per_day":"400"}"#)
            let address = AddressChange(currency: "USDTTRC20", address: "T1", memo: nil, isAllowed: false)
            _ = try await world.service.changeWithdrawalLimits(of: "shop", limit, for: .ann)
            _ = try await world.service.changeWithdrawalLimits(of: "shop", limit, for: .bob)
            _ = try? await world.service.changeAddress(of: "shop", address, for: .bob)
            let arrangers = try await world.database.read { store in
                try store.rows("SELECT operator FROM withdrawal_arrangements", []) { try $0.text() }
            }
            #expect(arrangers == ["ann"])
        }
    }

    @Test func theProposerIsNoSecondPersonForWhatItArranges() async throws {
        try await AdminWorld.with { world in
            _ = try await Self.limits(#""per_day":"500""#, in: world)
            let proposal = try Self.proposal(try await Self.limits(#""per_day":"900""#, in: world))
            _ = try await world.service.approveProposal(proposal.id.description, for: .bob)
            let names = try await world.database.read { store in
                try store.rows("SELECT operator FROM withdrawal_arrangements WHERE arrangement = 'limits'", []) {
                    try $0.text()
                }
            }
            #expect(names == ["ann"])
        }
    }

    @Test func aCommissionIsLoweredByTwoAndRaisedByOne() async throws {
        try await AdminWorld.with { world in
            func set(_ json: String) async throws -> ChangeResult<Changed<CommissionList>> {
                try await world.service.changeCommission(of: "shop", try Self.change(json), for: .ann)
            }
            guard case .done = try await set(#"{"basis_points":100}"#) else {
                return #expect(Bool(false), "more for the platform is nobody's to spend")
            }
            let lower = try Self.proposal(try await set(#"{"basis_points":null}"#))
            #expect(
                lower.summary == "commission of shop, all currencies without their own: basis_points 100 -> 0")
            let same = try Self.proposal(try await set(#"{"currency":"USDTTRC20","basis_points":100}"#))
            #expect(
                same.summary == "commission of shop, USDTTRC20: terms those of all currencies -> the same of its own")
            _ = try await world.service.rejectProposal(same.id.description, for: .bob)
            let own = try Self.proposal(
                try await set(#"{"currency":"USDTTRC20","basis_points":99,"upstream_fee_bearer":"platform"}"#))
            #expect(
                own.summary == """
                    commission of shop, USDTTRC20: basis_points 100 -> 99
                    commission of shop, USDTTRC20: upstream_fee_bearer tenant -> platform
                    """)
            #expect(
                try await world.service.showCommissions(of: "shop", for: .ann).commissions.map(\.basisPoints) == [100])
            _ = try await world.service.approveProposal(own.id.description, for: .bob)
            _ = try await world.service.approveProposal(lower.id.description, for: .bob)
            #expect(
                try await world.service.showCommissions(of: "shop", for: .ann).commissions.map(\.basisPoints) == [
                    0, 99,
                ])
        }
    }

    /// What is kept says what was meant and no more: unset stays unset, unnamed stays unnamed.
    @Test func aRequestIsKeptAsItWasMeant() throws {
        var change = ChangeWithdrawalLimits(scope: "BTC")
        change.perDay = .set("5")
        change.perWithdrawal = .unset
        let request = try ProposedRequest(WithdrawalVerbs.limit, Addressed(TenantReference("t"), change))
        let json = try MessageCoding.encode(request)
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"body":"{\"per_day\":\"5\",\"per_withdrawal\":null,\"scope\":\"BTC\"}","#
                + #""path":{"tenant":"t"},"verb":"withdrawal limit"}"#)
        let read: ProposedRequest = try MessageCoding.decode(from: json)
        #expect(try MessageCoding.encode(read) == json)
    }
}
