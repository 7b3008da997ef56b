-- One row per intended upstream effect, durable before its first byte leaves.
CREATE TABLE intents (
    tenant_id           TEXT NOT NULL,
    intent_id           TEXT NOT NULL,
    credential_id       TEXT NOT NULL,
    kind                TEXT NOT NULL CHECK (kind IN ('payment', 'withdrawal')),
    state               TEXT NOT NULL CHECK (state IN ('in_flight', 'succeeded', 'refused', 'abandoned', 'unknown', 'confirmed')),
    -- NULL when the tenant gave none, when the attempt had no effect, and after retention.
    idempotency_key     TEXT,
    fingerprint         BLOB NOT NULL,
    -- The unguessable part of the callback_url that upstream was given.
    callback_token      TEXT NOT NULL,
    -- What the tenant sent, as JSON tokens, to be restored in every answer and webhook.
    tenant_callback_url TEXT,
    tenant_order_id     TEXT,
    tenant_custom_id    TEXT,
    upstream_id         TEXT,
    response_status     INTEGER,
    response_body       BLOB,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, intent_id)
) STRICT;
CREATE UNIQUE INDEX intents_by_id ON intents (intent_id);
CREATE UNIQUE INDEX intents_by_key ON intents (tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX intents_by_callback_token ON intents (callback_token);
CREATE INDEX intents_by_unsettled_state ON intents (state, created_at) WHERE state IN ('in_flight', 'unknown', 'confirmed');
CREATE INDEX intents_by_retention ON intents (kind, created_at) WHERE idempotency_key IS NOT NULL;

-- Whose an upstream object is. What has no row here does not exist for any tenant.
CREATE TABLE owned_objects (
    tenant_id     TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('payment', 'withdrawal')),
    upstream_id   TEXT NOT NULL,
    intent_id     TEXT NOT NULL,
    status        TEXT,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, credential_id, kind, upstream_id)
) STRICT;
-- Across tenants: an object has one owner.
CREATE UNIQUE INDEX owned_objects_one_owner ON owned_objects (credential_id, kind, upstream_id);
