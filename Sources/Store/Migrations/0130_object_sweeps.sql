-- Objects of which more is expected: the upstream is asked about those that should have moved and did not.
CREATE TABLE object_sweeps (
    tenant_id     TEXT    NOT NULL,
    intent_id     TEXT    NOT NULL,
    credential_id TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('payment', 'withdrawal')),
    -- Questions asked so far.
    attempts      INTEGER NOT NULL DEFAULT 0,
    -- The next question's time or, while one is being asked, when another may be. Of an object that was never asked
    -- about: when it should move (a payment's end, a withdrawal's last news), from which the first pause counts.
    due_at        INTEGER NOT NULL,
    -- What the last question brought, in words for the operator.
    finding       TEXT,
    PRIMARY KEY (tenant_id, intent_id)
) STRICT;
CREATE INDEX object_sweeps_due ON object_sweeps (credential_id, due_at, intent_id);

-- What was left lying until now: payments end half an hour after their creation by default.
INSERT INTO object_sweeps (tenant_id, intent_id, credential_id, kind, due_at)
    SELECT m.tenant_id, m.intent_id, i.credential_id, m.kind,
        CASE m.kind WHEN 'payment' THEN i.created_at + 1800000 ELSE m.checked_at END
    FROM mirrored_objects m JOIN intents i ON i.tenant_id = m.tenant_id AND i.intent_id = m.intent_id
    WHERE m.status IS NULL OR m.status NOT IN ('completed', 'partially_paid', 'partially_completed', 'expired', 'failed',
        'rejected', 'cancelled', 'canceled');
