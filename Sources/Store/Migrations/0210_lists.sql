-- What operators list by state: each is few among many, and is found without looking at the rest.
CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (id) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_superseded ON webhook_deliveries (id) WHERE status = 'superseded';
CREATE INDEX intents_failed ON intents (intent_id) WHERE state IN ('refused', 'abandoned');
CREATE INDEX intents_of_withdrawals ON intents (intent_id) WHERE kind = 'withdrawal';
CREATE INDEX proposals_by_state ON proposals (state, id);
CREATE INDEX withdrawal_approvals_closed ON withdrawal_approvals (state, id)
    WHERE state IN ('rejected', 'expired', 'used');
CREATE INDEX ledger_entries_by_time ON ledger_entries (tenant_id, created_at);
