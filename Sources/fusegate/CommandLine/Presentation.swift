import Admin
import AdminAPI
import GatewayConfiguration

/// What people see of the admin API's answers.
enum Presentation {
    static let shownOnce = "Shown this once: the gateway keeps no copy that it could show again. Store it now."

    static func tenants(_ tenants: [TenantSummary]) -> String {
        var table = Table("NAME", "STATUS", "BINDING", "CREDENTIAL", "CLIENT ID", "CREATED", "ID")
        for tenant in tenants {
            table.add(
                tenant.name, tenant.status, tenant.binding, tenant.credentialName, tenant.clientID,
                time(tenant.createdAt), tenant.id)
        }
        return table.text(orWhenEmpty: "No tenants.", shrinking: ["NAME", "CREDENTIAL", "CLIENT ID"])
    }

    static func tenant(_ tenant: TenantSummary) -> String {
        var fields = Fields()
        add(tenant, to: &fields)
        return fields.text
    }

    static func created(_ created: TenantCreated) -> String {
        var fields = Fields()
        add(created.tenant, to: &fields)
        fields.add("client secret", created.clientSecret)
        fields.add("webhook secret", created.webhookSecret)
        guard created.tenant.withdrawalsLocked else { return fields.text + "\n\n" + shownOnce }
        let lock = """
            It could withdraw all that its account holds, and so withdraws nothing until a second operator agrees: \
            fusegate withdrawal lock \(TerminalText.escape(created.tenant.name)) off
            """
        return [fields.text, lock, shownOnce].joined(separator: "\n\n")
    }

    static func rotated(_ rotated: SecretRotated) -> String {
        var fields = Fields()
        fields.add("tenant", rotated.tenant.name)
        fields.add("new \(rotated.which.rawValue) secret", rotated.secret)
        fields.add("earlier valid until", rotated.earlierValidUntil.map(time) ?? "now: it is void")
        if rotated.which == .client {
            fields.add("tokens", rotated.tokensRevoked ? "void" : "valid until they expire")
        }
        let effect =
            rotated.which == .client
            ? "API keys stay valid."
            : rotated.earlierValidUntil == nil
                ? "Webhooks are signed with it from now on, retries of older ones included."
                : "webhook-signature has a signature by each; X-Webhook-Signature is the earlier one's until then, or "
                    + "until `fusegate tenant rotate-secret \(rotated.tenant.name) --webhook --switch`."
        return fields.text + "\n\n" + effect + "\n" + shownOnce
    }

    static func detail(_ detail: TenantDetail) -> String {
        [
            tenant(detail.tenant), section("Limits", limits(detail.limits)), section("API keys", keys(detail.keys)),
            section("Endpoints", endpoints(detail.endpoints)),
            detail.retiringSecrets.isEmpty ? nil : section("Earlier secrets", retiring(detail.retiringSecrets)),
        ].compactMap { $0 }.joined(separator: "\n\n")
    }

    private static func retiring(_ secrets: [RetiringSecretView]) -> String {
        var table = Table("SECRET", "VALID UNTIL", "SIGNS")
        for secret in secrets {
            let headers = secret.signsCallbacks ? "X-Webhook-Signature, webhook-signature" : "webhook-signature"
            table.add(secret.which, time(secret.validUntil), secret.which == "webhook" ? headers : nil)
        }
        return table.text(orWhenEmpty: "None.", widthMax: Table.sectionWidth, shrinking: ["SECRET", "VALID UNTIL"])
    }

    static func limits(_ limits: [LimitView]) -> String {
        var table = Table("CLASS", "QUOTA", "WINDOW", "BURST", "FROM", numbers: ["QUOTA", "WINDOW", "BURST"])
        for limit in limits {
            table.add(
                limit.class, "\(limit.quota)", DurationText.format(.seconds(limit.windowSeconds)),
                "\(limit.burst)", limit.isDefault ? "configuration" : "tenant")
        }
        return table.text(
            orWhenEmpty: "No limits.", widthMax: Table.sectionWidth, shrinking: ["CLASS"],
            inNeed: ["QUOTA", "WINDOW", "BURST"])
    }

    static func section(_ title: String, _ text: String) -> String { title + "\n" + indented(text) }

    static let indentation = "  "

    static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { indentation + $0 }.joined(separator: "\n")
    }

    /// A list, and how to read on.
    static func paged(_ text: String, before next: String?) -> String {
        next.map { "\(text)\n\nOlder ones: --before \(TerminalText.escape($0))" } ?? text
    }

    /// To the second, which is what people compare.
    static func time(_ rfc3339: String) -> String {
        rfc3339.count == 24 ? rfc3339.prefix(19).replacing("T", with: " ") + "Z" : rfc3339
    }

    private static func add(_ tenant: TenantSummary, to fields: inout Fields) {
        fields.add("name", tenant.name)
        fields.add("id", tenant.id)
        fields.add("status", tenant.status)
        fields.add("credential", "\(tenant.credentialName) (\(tenant.binding))")
        fields.add("client id", tenant.clientID)
        if tenant.withdrawalsLocked { fields.add("withdrawals", "locked") }
        fields.add("withdrawal key", tenant.requiresWithdrawalKey ? "required" : "optional")
        fields.add("created", time(tenant.createdAt))
    }
}
