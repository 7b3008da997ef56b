-- What weakens a control or creates spendable money, and waits for a second operator; and what became of it.
CREATE TABLE proposals (
    -- '' is of no tenant, such as a change of an account's webhook secret.
    tenant_id       TEXT    NOT NULL,
    id              TEXT    NOT NULL,
    verb            TEXT    NOT NULL,
    -- What the verb is part of, and so which roles may decide.
    duty            TEXT    NOT NULL,
    -- What it does, from the old to the new, as its approver reads it.
    summary         TEXT    NOT NULL,
    -- The verb's request; it may hold a secret, and so is gone once the proposal is decided.
    sealed_request  BLOB,
    reason          TEXT,
    proposer        TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'applied', 'rejected', 'withdrawn', 'expired')),
    decided_at      INTEGER,
    decided_by      TEXT,
    decision_reason TEXT,
    -- What it arranges, as in withdrawal_arrangements: while it waits, its proposer is no second person for that.
    arrangement     TEXT,
    subject         TEXT,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'waiting') = (sealed_request IS NOT NULL)),
    CHECK ((state = 'waiting') = (decided_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX proposals_by_id ON proposals (id);
CREATE INDEX proposals_waiting ON proposals (expires_at) WHERE state = 'waiting';
CREATE INDEX proposals_arranging ON proposals (tenant_id, arrangement, subject)
    WHERE state = 'waiting' AND arrangement IS NOT NULL;
CREATE INDEX proposals_decided ON proposals (decided_at) WHERE decided_at IS NOT NULL;
