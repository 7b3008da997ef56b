import Admin
import AdminAPI
import Foundation
import TestSupport
import Testing

@testable import fusegate

/// Every answer of the admin API as people see it, with the widest and the most hostile texts in it.
struct PresentationTests {
    typealias Text = (_ member: String) -> String
    typealias Render = @Sendable (Text) throws -> String

    private static func of<Value: Decodable>(
        _ type: Value.Type, _ render: @escaping @Sendable (Value) -> String
    ) -> Render {
        { text in
            try withoutActuallyEscaping(text) { text in
                render(try GeneratedDecoder.value(Value.self, text: text))
            }
        }
    }

    /// Those that are tables and nothing else, but for lines that say how to read on.
    static let tables: [(name: String, render: Render)] = [
        ("tenants", of(TenantPage.self) { Presentation.tenants($0.tenants) }),
        ("keys", of(KeyList.self) { Presentation.keys($0.keys) }),
        ("endpoints", of(EndpointList.self) { Presentation.endpoints($0.endpoints) }),
        ("limits", of(LimitList.self) { Presentation.limits($0.limits) }),
        ("deliveries", of(DeliveryList.self) { Presentation.deliveries($0) }),
        ("intents", of(IntentList.self) { Presentation.intents($0) }),
        ("proposals", of(ProposalList.self) { Presentation.proposals($0) }),
        ("approvals", of(ApprovalList.self) { Presentation.approvals($0) }),
        ("controls", of(WithdrawalControls.self) { Presentation.controls($0) }),
        ("balances", of(LedgerBalances.self) { Presentation.balances($0) }),
        ("entries", of(LedgerEntryList.self) { Presentation.entries($0) }),
        ("commissions", of(CommissionList.self) { Presentation.commissions($0) }),
        ("certificates", of(CertificateList.self) { Presentation.certificates($0) }),
    ]

    static let others: [(name: String, render: Render)] = [
        ("accounts", of(AccountList.self) { Presentation.accounts($0.accounts) }),
        ("credentials", of(CredentialList.self) { Presentation.credentials($0.credentials) }),
        ("account", of(AccountView.self) { Presentation.account($0) }),
        ("tenant", of(TenantSummary.self) { Presentation.tenant($0) }),
        ("tenant created", of(TenantCreated.self) { Presentation.created($0) }),
        ("tenant detail", of(TenantDetail.self) { Presentation.detail($0) }),
        ("key created", of(KeyCreated.self) { Presentation.created($0) }),
        ("delivery", of(DeliveryView.self) { Presentation.delivery($0) }),
        ("delivery detail", of(DeliveryDetailView.self) { Presentation.detail($0) }),
        ("status", of(GatewayStatus.self) { Presentation.status($0) }),
        ("intent", of(IntentDetailView.self) { Presentation.intent($0) }),
        ("preview", of(IntentPreview.self) { Presentation.preview($0) }),
        ("resolved", of(IntentsResolved.self) { Presentation.resolved($0) }),
        ("proposal", of(ProposalView.self) { Presentation.proposal($0) }),
        ("proposed", of(ProposalView.self) { Presentation.proposed($0) }),
        ("found", of(FoundObjects.self) { Presentation.found($0) }),
        ("approval", of(ApprovalList.self) { Presentation.approvalDetails($0.approvals) }),
        ("hold", of(HoldView.self) { Presentation.hold($0) }),
        ("changed", of(Changed<LimitList>.self) { Presentation.changed($0) { Presentation.limits($0.limits) } }),
        ("check", of(LedgerCheckView.self) { Presentation.check($0) }),
        ("reconciliation", of(ReconciliationList.self) { Presentation.reconciliation($0) }),
        ("reloaded", of(ConfigurationReloaded.self) { Presentation.reloaded($0) }),
    ]

    /// As long as it can come: names of 100 characters, amounts with all their digits.
    private static func widest(_ member: String, wide: Bool) -> String {
        let long = String(repeating: wide ? "漢" : "n", count: 100)
        return switch member {
        case "status", "state", "kind", "cause", "account", "binding", "class": "in_suspense"
        case let name where name.hasSuffix("At") || name == "since": "2026-11-28T21:24:41.123Z"
        case "amount", "perWithdrawal", "perDay": String(repeating: "9", count: 40)
        default: long
        }
    }

    @Test(arguments: tables.map(\.name), [false, true])
    func eachTableFitsAScreen(name: String, wide: Bool) throws {
        let table = try #require(Self.tables.first { $0.name == name })
        let lines = try table.render { Self.widest($0, wide: wide) }.split(separator: "\n").map(String.init)
        #expect(lines.count >= 3)
        #expect(lines.allSatisfy { TerminalText.width(of: $0) <= Table.screenWidth }, "\(lines)")
        // Something is left of each column.
        #expect(lines.contains { $0.contains("…") } || lines.allSatisfy { TerminalText.width(of: $0) < 120 })
    }

    /// C0 but for line ends, which are layout, DEL, C1, and what turns the order of writing or is invisible.
    private static let hostile: [Unicode.Scalar] =
        (Array(0x00...0x1F) + Array(0x7F...0x9F) + [0xAD, 0x61C, 0x180E] + Array(0x200B...0x200F)
        + Array(0x2028...0x202E) + Array(0x2060...0x2069) + [0xFEFF, 0xFFF9] + Array(0xE0001...0xE0020))
        .compactMap { Unicode.Scalar(UInt32($0)) }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
        default: false
        }
    }

    @Test(arguments: [1, 2, 3] + (0..<5).map { _ in UInt64.random(in: .min ... .max) })
    func nothingThatATerminalObeysGetsThrough(seed: UInt64) throws {
        for (name, render) in Self.tables + Self.others {
            var generator = SeededGenerator(seed: seed)
            var count = 0
            let shown = try render { _ in
                count += 1
                let scalars = (0..<12).map { _ in Self.hostile.randomElement(using: &generator) ?? "\u{1B}" }
                return "é漢" + String(String.UnicodeScalarView(scalars)) + "😀"
            }
            #expect(count > 0)
            #expect(!shown.unicodeScalars.contains(where: Self.isObeyed), "\(name), seed \(seed)")
        }
    }

    /// A line end in a text would forge a row.
    @Test func aTextCannotForgeARow() throws {
        for (name, render) in Self.tables {
            let plain = try render { _ in "x" }
            let forged = try render { $0 == "summary" ? "x" : "x\n\nFORGED" }
            #expect(
                plain.split(separator: "\n", omittingEmptySubsequences: false).count
                    == forged.split(separator: "\n", omittingEmptySubsequences: false).count, "\(name)")
        }
    }

    @Test func aCheckSaysHowManyViolationsItDoesNotShow() {
        func said(_ shown: Int, of count: Int) -> String {
            Presentation.check(
                LedgerCheckView(
                    entries: 9, carried: 0, payments: 2, withdrawals: 3,
                    violations: (0..<shown).map { "row \($0): wrong" }, violationCount: count))
        }
        #expect(said(0, of: 0) == "9 entries, 2 payments, 3 withdrawals: no violation")
        #expect(said(1, of: 1) == "9 entries, 2 payments, 3 withdrawals, 1 violation:\nrow 0: wrong")
        #expect(
            said(2, of: 107).hasPrefix(
                "9 entries, 2 payments, 3 withdrawals, 107 violations, of which the first 2 are shown:\n"))
    }
}
