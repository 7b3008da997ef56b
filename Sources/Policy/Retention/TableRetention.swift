/// What keeps a table of the store from growing for ever. A test holds this list against the schema.
package enum TableRetention: Hashable, Sendable {
    /// Rows go after the time under these keys of the configuration.
    case expires([String])
    /// Rows go with those of another table.
    case follows(String)
    /// Rows stay: why they are few, or must not go.
    case stays(because: String)

    private static let setUp = "an operator made each row"

    package static let all: [String: TableRetention] = [
        "schema_migrations": .stays(because: "one row a release"),
        "settings": .stays(because: "a fixed set of names"),
        "accounts": .stays(because: setUp),
        "credentials": .stays(because: setUp),
        "account_webhook_secrets": .stays(because: setUp),
        "tenants": .stays(because: setUp),
        "tenant_limits": .stays(because: setUp),
        "tenant_certificates": .stays(because: setUp),
        "api_keys": .stays(because: setUp),
        "endpoints": .stays(because: setUp),
        "withdrawal_limits": .stays(because: setUp),
        "withdrawal_allow_lists": .stays(because: setUp),
        "withdrawal_addresses": .stays(because: setUp),
        "withdrawal_arrangements": .stays(because: setUp),
        "ledger_commissions": .stays(because: setUp),
        "retiring_secrets": .stays(because: "a row goes when the next secret comes after its overlap"),
        "proposals": .expires(["admin.proposal_retention"]),
        "proposal_intents": .expires(["admin.proposal_retention"]),

        "intents": .expires(["retention.failed_requests", "retention.objects"]),
        "intent_resolutions": .stays(because: "a row goes when its doubt ends; one about money is never dropped"),
        "object_sweeps": .stays(
            because: "a row goes when its object is final, an expired payment's after sweeper.late_payment_schedule"),
        "owned_objects": .expires(["retention.objects"]),
        "mirrored_objects": .expires(["retention.objects"]),
        "mirror_counts": .stays(because: "one row for each status of a tenant's objects"),
        "custom_id_claims": .stays(
            because: "the upstream may take a custom_id again; some 160 bytes a withdrawal that has one"),
        "withdrawals": .follows("intents"),
        "withdrawal_sums": .stays(because: "a row for each hour and minute of the longest window; older ones go"),
        "withdrawal_approvals": .expires(["retention.objects"]),
        "withdrawal_approval_arrangers": .follows("withdrawal_approvals"),
        "withdrawal_approval_votes": .follows("withdrawal_approvals"),

        "webhook_events": .expires(["webhooks.retention", "retention.objects"]),
        "webhook_deliveries": .expires(["webhooks.retention"]),
        "webhook_attempts": .follows("webhook_deliveries"),

        "ledger_owners": .stays(because: "one row a tenant"),
        "ledger_accounts": .stays(because: "a few rows a tenant and currency"),
        "ledger_currencies": .stays(because: "one row for each currency of the upstream's catalogue"),
        "ledger_pauses": .stays(because: "one row for each currency at most"),
        "ledger_silences": .stays(because: "one row for each currency at most"),
        // One entry a sheet stands for those that are in the archive. What is in doubt stays.
        "ledger_entries": .expires(["retention.objects"]),
        "ledger_postings": .follows("ledger_entries"),
        // Of payments and withdrawals that moved money; the others' rows go with their intents.
        "ledger_payments": .follows("ledger_entries"),
        "ledger_withdrawals": .follows("ledger_entries"),
    ]
}
