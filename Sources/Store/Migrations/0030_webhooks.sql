-- Webhooks in, as received, and their deliveries out: the durable outbox.

CREATE TABLE webhook_events (
    credential_id TEXT    NOT NULL,
    id            TEXT    NOT NULL,
    -- Whose it is; NULL for an event that no intent explains, which is kept and never delivered.
    tenant_id     TEXT,
    intent_id     TEXT,
    -- SHA-256 over callback token and body. The row outlives its body, since a captured call verifies for ever.
    dedupe_key    BLOB    NOT NULL,
    kind          TEXT    CHECK (kind IN ('payment', 'withdrawal')),
    upstream_id   TEXT,
    name          TEXT,
    status        TEXT,
    -- What is doubtful about it, in words for the operator.
    note          TEXT,
    -- The upstream's bytes; NULL after retention.
    body          BLOB,
    -- What tenants get where that differs: their own order_id, custom_id and callback_url restored.
    tenant_body   BLOB,
    received_at   INTEGER NOT NULL,
    PRIMARY KEY (credential_id, id),
    UNIQUE (credential_id, dedupe_key)
) STRICT;
CREATE INDEX webhook_events_by_tenant ON webhook_events (tenant_id, id);
CREATE INDEX webhook_events_with_body ON webhook_events (id) WHERE body IS NOT NULL;

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
    status           TEXT    NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')),
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
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, lane, next_attempt_at, id)
    WHERE status = 'pending';
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (tenant_id, intent_id, lane, id)
    WHERE status = 'pending' AND attempts = 0;
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (tenant_id, event_id);
CREATE INDEX webhook_deliveries_by_id ON webhook_deliveries (id);
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (id) WHERE status = 'dead';

-- Failed attempts only: a success is the delivery's own row, and most deliveries succeed at once.
CREATE TABLE webhook_attempts (
    tenant_id   TEXT    NOT NULL,
    delivery_id TEXT    NOT NULL,
    number      INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    duration_us INTEGER NOT NULL,
    status      INTEGER,
    error       TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, delivery_id, number)
) STRICT;
