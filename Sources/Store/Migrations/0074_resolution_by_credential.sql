-- Each account's questions are looked for on their own, so that none waits for another account.
DROP INDEX intent_resolutions_by_intent;
DROP INDEX intent_resolutions_due;
ALTER TABLE intent_resolutions RENAME TO earlier_resolutions;
CREATE TABLE intent_resolutions (
    tenant_id       TEXT    NOT NULL,
    intent_id       TEXT    NOT NULL,
    credential_id   TEXT    NOT NULL,
    -- Questions asked so far.
    attempts        INTEGER NOT NULL DEFAULT 0,
    -- Or, while one is being asked, when another may be.
    next_attempt_at INTEGER NOT NULL,
    -- What the last question brought, in words for the operator.
    finding         TEXT,
    PRIMARY KEY (tenant_id, intent_id)
) STRICT;
INSERT INTO intent_resolutions (tenant_id, intent_id, credential_id, attempts, next_attempt_at, finding)
    SELECT r.tenant_id, r.intent_id, i.credential_id, r.attempts, r.next_attempt_at, r.finding
    FROM earlier_resolutions r JOIN intents i ON i.tenant_id = r.tenant_id AND i.intent_id = r.intent_id;
DROP TABLE earlier_resolutions;
CREATE UNIQUE INDEX intent_resolutions_by_intent ON intent_resolutions (intent_id);
CREATE INDEX intent_resolutions_due ON intent_resolutions (credential_id, next_attempt_at, intent_id);
