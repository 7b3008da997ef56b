-- An object's events have an order of their own: a later state supersedes what came before it.

-- The upstream's own time of it, as it spelt it.
ALTER TABLE webhook_events ADD COLUMN upstream_time TEXT;
-- Its place among the events of its object; of equal ones the later arrival is the newer.
ALTER TABLE webhook_events ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
CREATE INDEX webhook_events_in_order ON webhook_events (tenant_id, intent_id, sequence, id);

DROP INDEX webhook_deliveries_due;
DROP INDEX webhook_deliveries_order;
DROP INDEX webhook_deliveries_by_event;
DROP INDEX webhook_deliveries_by_id;
DROP INDEX webhook_deliveries_dead;
ALTER TABLE webhook_deliveries RENAME TO earlier_deliveries;
CREATE TABLE webhook_deliveries (
    tenant_id        TEXT    NOT NULL,
    id               TEXT    NOT NULL,
    event_id         TEXT    NOT NULL,
    credential_id    TEXT    NOT NULL,
    intent_id        TEXT    NOT NULL,
    -- NULL: the intent's own callback_url.
    endpoint_id      TEXT,
    url              TEXT    NOT NULL,
    -- What shares one concurrency bound: an endpoint, or the origin of callback URLs.
    lane             TEXT    NOT NULL,
    -- The event's.
    sequence         INTEGER NOT NULL DEFAULT 0,
    status           TEXT    NOT NULL CHECK (status IN ('pending', 'delivered', 'superseded', 'dead')),
    -- Whether an older event of the object goes first.
    waits            INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1)),
    -- An operator asked for it after its turn: it neither waits for others nor holds them back.
    out_of_order     INTEGER NOT NULL DEFAULT 0 CHECK (out_of_order IN (0, 1)),
    -- The delivery of a later event, where that was known.
    superseded_by    TEXT,
    -- Who is attempting it now; completions of any other claim change nothing.
    claim            TEXT,
    -- When it may be claimed: the next attempt's time or, under a claim, the end of the lease.
    next_attempt_at  INTEGER NOT NULL,
    attempts         INTEGER NOT NULL DEFAULT 0,
    -- Attempts of the current schedule: an operator's retry starts it again.
    schedule_step    INTEGER NOT NULL DEFAULT 0,
    last_attempt_at  INTEGER,
    last_duration_us INTEGER,
    last_status      INTEGER,
    last_error       TEXT,
    created_at       INTEGER NOT NULL,
    finished_at      INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
INSERT INTO webhook_deliveries (tenant_id, id, event_id, credential_id, intent_id, endpoint_id, url, lane, status,
        claim, next_attempt_at, attempts, schedule_step, last_attempt_at, last_duration_us, last_status, last_error,
        created_at, finished_at)
    SELECT tenant_id, id, event_id, credential_id, intent_id, endpoint_id, url, lane, status, claim, next_attempt_at,
        attempts, schedule_step, last_attempt_at, last_duration_us, last_status, last_error, created_at, finished_at
    FROM earlier_deliveries;
DROP TABLE earlier_deliveries;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, lane, next_attempt_at, id)
    WHERE status = 'pending' AND waits = 0;
CREATE INDEX webhook_deliveries_by_object ON webhook_deliveries (tenant_id, intent_id, lane, sequence, id);
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (tenant_id, event_id);
CREATE INDEX webhook_deliveries_by_id ON webhook_deliveries (id);
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (id) WHERE status = 'dead';
