import Admin
import AdminAPI
import ArgumentParser

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the running gateway is.",
        discussion: "Ends with 0 only when all is well, with 1 when something is not.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let status = try await options.withClient(besideBrokenConfiguration: true) {
            try await $0.call(GatewayVerbs.status, Empty())
        }
        try options.show(status, Presentation.status)
        guard status.problems.isEmpty else { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}

extension Presentation {
    static func status(_ status: GatewayStatus) -> String {
        var fields = Fields()
        fields.add("version", status.version)
        fields.add("up", uptime(status.uptimeSeconds))
        fields.add("listening", status.listeners.joined(separator: ", "))
        fields.add("tenants", "\(status.tenantCount)")
        fields.add("store queue", "\(status.storeQueueDepth)")
        fields.add("audit", status.auditHealthy ? "healthy" : "FAILING: money routes are refused")
        fields.add("deliveries", "\(status.deliveriesPending) pending, \(status.deliveriesDead) dead")
        for names in status.deliveriesUnresolved {
            fields.add("unresolved names", "\(names.count) deliveries: \(names.reason)")
        }
        fields.add("unknown outcomes", "\(status.intentsUnknown)")
        fields.add("proposals waiting", "\(status.proposalsWaiting)")
        fields.add("doubtful webhooks", "\(status.webhooksDoubtful) in 24 h")
        fields.add("disk", status.diskFreeBytes.map { "\($0 >> 20) MiB free" })
        for pause in status.pauses {
            fields.add(
                "withdrawals", "PAUSED: \(pause.currency) of \(pause.account), \(time(pause.since)): \(pause.reason)"
            )
        }
        var table = Table("ACCOUNT", "STATUS", "UPSTREAM", "TOKEN", "EXPIRES")
        for account in status.accounts {
            table.add(
                account.name, account.disabled ? "disabled" : "enabled", account.upstream, account.token,
                account.tokenExpiresAt.map(time))
        }
        // Whole, below the table.
        let reasons = status.accounts.compactMap { account in
            (account.disabledReason ?? account.tokenReason ?? account.upstreamReason).map {
                TerminalText.escape("\(account.name): \($0)")
            }
        }
        let problems = status.problems.map { TerminalText.escape("NOT WELL: \($0.what) (fusegate \($0.see))") }
        let warnings = status.warnings.map { "WARNING: \(TerminalText.escape($0))" }
        let text = table.text(
            orWhenEmpty: "No accounts.", shrinking: ["ACCOUNT", "UPSTREAM", "TOKEN", "EXPIRES"])
        return (problems + warnings + [fields.text + "\n", text] + reasons).joined(separator: "\n")
    }

    /// `3d 4h`, `4h 5m`, `5m 6s` or `6s`: the two largest units.
    static func uptime(_ seconds: Int) -> String {
        let units = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
        var rest = seconds
        var parts: [String] = []
        for (name, size) in units {
            let count = rest / size
            rest %= size
            if count > 0 || (size == 1 && parts.isEmpty) { parts.append("\(count)\(name)") }
        }
        return parts.prefix(2).joined(separator: " ")
    }
}
