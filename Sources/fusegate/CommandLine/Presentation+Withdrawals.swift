import Admin
import AdminAPI
import GatewayConfiguration

extension Presentation {
    static func approvals(_ list: ApprovalList) -> String {
        let text = approvals(list.approvals)
        let hint = list.approvals.isEmpty ? text : text + "\n\nAll of one: fusegate withdrawal list --id ID"
        return paged(hint, before: list.next)
    }

    private static func approvals(_ approvals: [ApprovalView]) -> String {
        var table = Table(
            "ID", "STATE", "TENANT", "AMOUNT", "ADDRESS", "MEMO", "EXPIRES", "BY", "MISSING", numbers: ["MISSING"])
        for approval in approvals {
            table.add(
                approval.id, approval.state, approval.tenant, "\(approval.amount) \(approval.currency)",
                approval.address, approval.memo, time(approval.expiresAt),
                approval.approvedBy.isEmpty ? approval.decidedBy : approval.approvedBy.joined(separator: ", "),
                String(approval.approvalsMissing))
        }
        return table.text(
            orWhenEmpty: "Nothing waits for a decision.", widthMax: Table.sectionWidth,
            shrinking: ["TENANT", "ADDRESS", "MEMO", "BY"], inNeed: ["STATE", "AMOUNT", "EXPIRES"])
    }

    /// Each with everything, as whoever decides must see it.
    static func approvalDetails(_ approvals: [ApprovalView]) -> String {
        approvals.map { approval in
            var fields = Fields()
            fields.add("withdrawal", approval.id)
            fields.add("state", approval.state)
            fields.add("tenant", "\(approval.tenant) (\(approval.tenantID))")
            fields.add("amount", "\(approval.amount) \(approval.currency)")
            fields.add("address", approval.address)
            fields.add("memo", approval.memo)
            fields.add("asked", time(approval.createdAt))
            fields.add("expires", time(approval.expiresAt))
            fields.add("approved by", approval.approvedBy.joined(separator: ", "))
            fields.add("missing", "\(approval.approvalsMissing)")
            fields.add("decided by", approval.decidedBy)
            return fields.text
        }.joined(separator: "\n\n")
    }

    /// `100`, or `100/24h`.
    private static func threshold(_ view: ApprovalThresholdView) -> String {
        view.windowSeconds.map { "\(view.amount)/\(DurationText.format(.seconds($0)))" } ?? view.amount
    }

    /// What was changed, from what to what, and below it all that is in force now.
    static func changed<Value>(_ changed: Changed<Value>, _ present: (Value) -> String) -> String {
        let lines = changed.changes.map { change in
            TerminalText.escape("\(change.setting): \(change.old ?? "not set") → \(change.new ?? "not set")")
        }
        let notes = changed.notes.map { TerminalText.escape("Note: \($0)") }
        let head = (lines.isEmpty ? ["Nothing changed: it was so already."] : lines) + notes
        return head.joined(separator: "\n") + "\n\n" + present(changed.value)
    }

    static func hold(_ hold: HoldView) -> String {
        var fields = Fields()
        fields.add("withdrawal", hold.id)
        fields.add("tenant", hold.tenantID)
        fields.add("amount", "\(hold.amount) \(hold.currency)")
        fields.add("funds", hold.state)
        fields.add("upstream status", hold.objectStatus)
        fields.add("doubt", hold.doubt)
        fields.add("begun", time(hold.createdAt))
        return fields.text
    }

    static func controls(_ controls: WithdrawalControls) -> String {
        let numbers: Set = ["EACH", "PER DAY", "PER HOUR", "APPROVAL ABOVE", "APPROVALS"]
        var limits = Table("SCOPE", "EACH", "PER DAY", "PER HOUR", "APPROVAL ABOVE", "APPROVALS", numbers: numbers)
        for limit in controls.limits {
            limits.add(
                limit.scope, limit.perWithdrawal, limit.perDay, limit.countPerHour.map(String.init),
                limit.approvalAbove.map(threshold), limit.approvals.map(String.init))
        }
        var addresses = Table("CURRENCY", "ADDRESS", "MEMO", "USABLE FROM")
        for address in controls.addresses {
            addresses.add(address.currency, address.address, address.memo, time(address.usableAt))
        }
        let force =
            controls.coolingOffSeconds.map { "in force, cooling-off \(DurationText.format(.seconds($0)))" } ?? "off"
        return [
            controls.locked ? "Locked: every withdrawal is refused." : nil,
            section(
                "Limits",
                limits.text(
                    orWhenEmpty: "None.", widthMax: Table.sectionWidth, shrinking: ["SCOPE"],
                    inNeed: ["EACH", "PER DAY", "PER HOUR", "APPROVAL ABOVE", "APPROVALS"])),
            section(
                "Allow-list (\(force))",
                addresses.text(
                    orWhenEmpty: "No addresses.", widthMax: Table.sectionWidth,
                    shrinking: ["CURRENCY", "ADDRESS", "MEMO", "USABLE FROM"])),
            section("To decide", approvals(controls.openApprovals)),
        ].compactMap { $0 }.joined(separator: "\n\n")
    }
}
