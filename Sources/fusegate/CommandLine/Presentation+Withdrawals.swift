import Admin
import GatewayConfiguration

extension Presentation {
    static func approvals(_ approvals: [ApprovalView]) -> String {
        var table = Table(
            "ID", "STATE", "AMOUNT", "CURRENCY", "ADDRESS", "MEMO", "ASKED", "TENANT", "APPROVED BY", "MISSING",
            "DECIDED BY", numbers: ["AMOUNT", "MISSING"])
        for approval in approvals {
            table.add(
                approval.id, approval.state, approval.amount, approval.currency, approval.address, approval.memo,
                time(approval.createdAt), approval.tenantID, approval.approvedBy.joined(separator: ", "),
                String(approval.approvalsMissing), approval.decidedBy)
        }
        return table.text(orWhenEmpty: "Nothing waits for a decision.")
    }

    static func controls(_ controls: WithdrawalControls) -> String {
        let numbers: Set = ["EACH", "PER DAY", "PER HOUR", "APPROVAL ABOVE", "APPROVALS"]
        var limits = Table("CURRENCY", "EACH", "PER DAY", "PER HOUR", "APPROVAL ABOVE", "APPROVALS", numbers: numbers)
        for limit in controls.limits {
            limits.add(
                limit.currency, limit.perWithdrawal, limit.perDay, limit.countPerHour.map(String.init),
                limit.approvalAbove, limit.approvals.map(String.init))
        }
        var addresses = Table("CURRENCY", "ADDRESS", "MEMO", "USABLE FROM")
        for address in controls.addresses {
            addresses.add(address.currency, address.address, address.memo, time(address.usableAt))
        }
        let force =
            controls.coolingOffSeconds.map { "in force, cooling-off \(DurationText.format(.seconds($0)))" } ?? "off"
        return [
            section("Limits", limits.text(orWhenEmpty: "None.")),
            section("Allow-list (\(force))", addresses.text(orWhenEmpty: "No addresses.")),
            section("To decide", approvals(controls.openApprovals)),
        ].joined(separator: "\n\n")
    }
}
