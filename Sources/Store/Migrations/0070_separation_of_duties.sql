-- Who did what makes a withdrawal possible: who did it last, but for credits, which add up. What was done before this
-- table has no row, and hinders nobody.
CREATE TABLE withdrawal_arrangements (
    tenant_id   TEXT    NOT NULL,
    arrangement TEXT    NOT NULL CHECK (arrangement IN
        ('api_key', 'client_secret', 'limits', 'allow_list', 'address', 'credit')),
    -- The key, the currency, or currency, address and memo with U+001F between them; '' where there is one only.
    subject     TEXT    NOT NULL,
    operator    TEXT    NOT NULL,
    done_at     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, arrangement, subject, operator)
) STRICT;

-- How many different operators must approve.
ALTER TABLE withdrawal_limits ADD COLUMN approvals_required INTEGER NOT NULL DEFAULT 1
    CHECK (approvals_required BETWEEN 1 AND 5);
-- As it was when the withdrawal was asked for.
ALTER TABLE withdrawal_approvals ADD COLUMN approvals_required INTEGER NOT NULL DEFAULT 1
    CHECK (approvals_required BETWEEN 1 AND 5);
-- The API key that asked; NULL for an access token.
ALTER TABLE withdrawal_approvals ADD COLUMN api_key_id TEXT;
-- '' is none.
ALTER TABLE withdrawal_approvals ADD COLUMN memo TEXT NOT NULL DEFAULT '';
-- While it is open, its key and its custom_id are this request's and no other's.
ALTER TABLE withdrawal_approvals ADD COLUMN claimed_custom_id TEXT;
CREATE INDEX withdrawal_approvals_by_key ON withdrawal_approvals (tenant_id, idempotency_key)
    WHERE state IN ('waiting', 'approved') AND idempotency_key IS NOT NULL;
CREATE INDEX withdrawal_approvals_by_custom_id ON withdrawal_approvals (tenant_id, claimed_custom_id)
    WHERE state IN ('waiting', 'approved') AND claimed_custom_id IS NOT NULL;

-- Those who had arranged it when it was asked for: what they do later does not make them somebody else.
CREATE TABLE withdrawal_approval_arrangers (
    tenant_id   TEXT NOT NULL,
    approval_id TEXT NOT NULL,
    arrangement TEXT NOT NULL,
    operator    TEXT NOT NULL,
    PRIMARY KEY (tenant_id, approval_id, arrangement, operator)
) STRICT;

-- Each operator once.
CREATE TABLE withdrawal_approval_votes (
    tenant_id   TEXT    NOT NULL,
    approval_id TEXT    NOT NULL,
    operator    TEXT    NOT NULL,
    approved_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, approval_id, operator)
) STRICT;
