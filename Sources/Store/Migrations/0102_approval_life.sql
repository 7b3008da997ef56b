-- Approvals end, are counted on their own row, and survive an attempt that was never sent.
DROP INDEX withdrawal_approvals_by_id;
DROP INDEX withdrawal_approvals_by_request;
DROP INDEX withdrawal_approvals_open;
DROP INDEX withdrawal_approvals_by_key;
DROP INDEX withdrawal_approvals_by_custom_id;
ALTER TABLE withdrawal_approvals RENAME TO earlier_approvals;
CREATE TABLE withdrawal_approvals (
    tenant_id          TEXT    NOT NULL,
    id                 TEXT    NOT NULL,
    -- The row of withdrawals, and of ledger_withdrawals where its funds are held, while it is open.
    hold_id            TEXT    NOT NULL,
    credential_id      TEXT    NOT NULL,
    -- Which request it is: the same key (or none) and the same meaning.
    idempotency_key    TEXT,
    fingerprint        BLOB    NOT NULL,
    state              TEXT    NOT NULL CHECK (state IN ('waiting', 'approved', 'rejected', 'expired', 'used')),
    created_at         INTEGER NOT NULL,
    -- Of an open one.
    expires_at         INTEGER NOT NULL,
    decided_at         INTEGER,
    decided_by         TEXT,
    -- As it was when the withdrawal was asked for.
    approvals_required INTEGER NOT NULL CHECK (approvals_required BETWEEN 1 AND 5),
    -- As many as there are rows in withdrawal_approval_votes.
    approvals_given    INTEGER NOT NULL,
    -- The API key that asked; NULL for an access token.
    api_key_id         TEXT,
    -- What it keeps to itself while it is open.
    claimed_custom_id  TEXT,
    -- The intent that went ahead with it.
    used_by            TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT;
INSERT INTO withdrawal_approvals (tenant_id, id, hold_id, credential_id, idempotency_key, fingerprint, state, created_at,
        expires_at, decided_at, decided_by, approvals_required, approvals_given, api_key_id, claimed_custom_id, used_by)
    SELECT e.tenant_id, e.id, e.id, e.credential_id, e.idempotency_key, e.fingerprint, e.state, e.created_at,
        COALESCE(e.decided_at, e.created_at) + 86400000, e.decided_at, e.decided_by, e.approvals_required,
        (SELECT COUNT(*) FROM withdrawal_approval_votes v WHERE v.tenant_id = e.tenant_id AND v.approval_id = e.id),
        e.api_key_id, e.claimed_custom_id, NULL
    FROM earlier_approvals e;
DROP TABLE earlier_approvals;
CREATE UNIQUE INDEX withdrawal_approvals_by_id ON withdrawal_approvals (id);
CREATE INDEX withdrawal_approvals_by_hold ON withdrawal_approvals (tenant_id, hold_id);
CREATE INDEX withdrawal_approvals_by_request ON withdrawal_approvals (tenant_id, fingerprint, id);
CREATE INDEX withdrawal_approvals_open ON withdrawal_approvals (id) WHERE state IN ('waiting', 'approved');
CREATE INDEX withdrawal_approvals_by_expiry ON withdrawal_approvals (expires_at) WHERE state IN ('waiting', 'approved');
CREATE INDEX withdrawal_approvals_by_key ON withdrawal_approvals (tenant_id, idempotency_key)
    WHERE state IN ('waiting', 'approved') AND idempotency_key IS NOT NULL;
CREATE INDEX withdrawal_approvals_by_use ON withdrawal_approvals (tenant_id, used_by) WHERE used_by IS NOT NULL;

-- Whose a withdrawal's custom_id is: an intent's that had an effect or may have had one, or an open approval's.
CREATE TABLE custom_id_claims (
    tenant_id TEXT NOT NULL,
    custom_id TEXT NOT NULL,
    intent_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, custom_id)
) STRICT;
INSERT INTO custom_id_claims (tenant_id, custom_id, intent_id)
    SELECT tenant_id, claimed_custom_id, intent_id FROM intents WHERE claimed_custom_id IS NOT NULL;
INSERT INTO custom_id_claims (tenant_id, custom_id, intent_id)
    SELECT tenant_id, claimed_custom_id, id FROM withdrawal_approvals
    WHERE state IN ('waiting', 'approved') AND claimed_custom_id IS NOT NULL
    ON CONFLICT (tenant_id, custom_id) DO NOTHING;
DROP INDEX intents_by_claimed_custom_id;
