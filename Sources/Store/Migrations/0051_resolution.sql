-- Intents whose outcome must be asked for, each with the time of its next question.
CREATE TABLE intent_resolutions (
    tenant_id       TEXT    NOT NULL,
    intent_id       TEXT    NOT NULL,
    -- Questions asked so far.
    attempts        INTEGER NOT NULL DEFAULT 0,
    -- Or, while one is being asked, when another may be.
    next_attempt_at INTEGER NOT NULL,
    -- What the last question brought, in words for the operator.
    finding         TEXT,
    PRIMARY KEY (tenant_id, intent_id)
) STRICT;
CREATE UNIQUE INDEX intent_resolutions_by_intent ON intent_resolutions (intent_id);
CREATE INDEX intent_resolutions_due ON intent_resolutions (next_attempt_at);

-- The upstream's dialect, as far as documents leave it open.
ALTER TABLE credentials ADD COLUMN lists_by_reference INTEGER NOT NULL DEFAULT 1 CHECK (lists_by_reference IN (0, 1));
ALTER TABLE credentials ADD COLUMN withdrawal_list TEXT NOT NULL DEFAULT 'results'
    CHECK (withdrawal_list IN ('results', 'withdrawals'));
