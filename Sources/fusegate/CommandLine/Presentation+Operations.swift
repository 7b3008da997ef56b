import Admin
import AdminAPI

extension Presentation {
    static func deliveries(_ list: DeliveryList) -> String {
        var table = Table(
            "ID", "STATUS", "TENANT", "EVENT", "TRANSACTION", "AMOUNT", "TRIES", "NOTE", numbers: ["TRIES"])
        for delivery in list.deliveries {
            table.add(
                delivery.id, delivery.status, delivery.tenant, delivery.event, delivery.objectID, delivery.amount,
                "\(delivery.attempts)", delivery.note)
        }
        let text = table.text(
            orWhenEmpty: "No deliveries.", shrinking: ["TENANT", "EVENT", "TRANSACTION", "NOTE"], inNeed: ["AMOUNT"])
        return paged(text, before: list.next)
    }

    static func delivery(_ delivery: DeliveryView) -> String {
        var fields = Fields()
        fields.add("delivery", delivery.id)
        fields.add("status", delivery.waits ? "\(delivery.status), after an older event" : delivery.status)
        fields.add("superseded by", delivery.supersededBy)
        fields.add("sequence", "\(delivery.sequence)")
        fields.add("url", delivery.url)
        fields.add("endpoint", delivery.endpointID ?? "the payment's own callback_url")
        fields.add("tenant", "\(delivery.tenant) (\(delivery.tenantID))")
        fields.add("transaction", delivery.objectID)
        fields.add("amount", delivery.amount)
        fields.add("event", delivery.eventID)
        fields.add("intent", delivery.intentID)
        fields.add("created", time(delivery.createdAt))
        fields.add("attempts", "\(delivery.attempts)")
        fields.add("last answer", delivery.lastStatus.map(String.init))
        fields.add("last error", delivery.lastError)
        fields.add("next attempt", delivery.nextAttemptAt.map(time))
        return fields.text
    }

    static func detail(_ detail: DeliveryDetailView) -> String {
        var event = Fields()
        event.add("name", detail.event.name)
        event.add("status", detail.event.status)
        event.add("upstream id", detail.event.upstreamID)
        event.add("received", time(detail.event.receivedAt))
        event.add("note", detail.event.note)
        event.add("body", detail.event.body ?? "gone after its retention")
        var attempts = Table("TRY", "STARTED", "MS", "ANSWER", "ERROR", numbers: ["TRY", "MS", "ANSWER"])
        for attempt in detail.failedAttempts {
            attempts.add(
                "\(attempt.number)", time(attempt.startedAt), "\(attempt.durationMs)",
                attempt.status.map(String.init), attempt.error)
        }
        return [
            delivery(detail.delivery), section("Event", event.text),
            section(
                "Failed attempts",
                attempts.text(orWhenEmpty: "None.", widthMax: Table.sectionWidth, shrinking: ["STARTED", "ERROR"])),
        ].joined(separator: "\n\n")
    }

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
                "withdrawals", "PAUSED: \(pause.currency) of \(pause.credential), \(time(pause.since)): \(pause.reason)"
            )
        }
        var table = Table("CREDENTIAL", "STATUS", "UPSTREAM", "TOKEN", "EXPIRES")
        for credential in status.credentials {
            table.add(
                credential.name, credential.disabled ? "disabled" : "enabled", credential.upstream, credential.token,
                credential.tokenExpiresAt.map(time))
        }
        // Whole, below the table.
        let reasons = status.credentials.compactMap { credential in
            (credential.disabledReason ?? credential.tokenReason ?? credential.upstreamReason).map {
                TerminalText.escape("\(credential.name): \($0)")
            }
        }
        let problems = status.problems.map { TerminalText.escape("NOT WELL: \($0.what) (fusegate \($0.see))") }
        let warnings = status.warnings.map { "WARNING: \(TerminalText.escape($0))" }
        let text = table.text(
            orWhenEmpty: "No credentials.", shrinking: ["CREDENTIAL", "UPSTREAM", "TOKEN", "EXPIRES"])
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
