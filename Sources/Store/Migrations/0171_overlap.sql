-- Secrets of a tenant that newer ones have replaced, valid for a while yet, so that both sides need not change at once.
CREATE TABLE retiring_secrets (
    tenant_id             TEXT    NOT NULL REFERENCES tenants (id),
    -- Made when it was replaced.
    id                    TEXT    NOT NULL,
    kind                  TEXT    NOT NULL CHECK (kind IN ('client', 'webhook')),
    -- One of the two, by its kind.
    client_secret_hash    BLOB,
    sealed_webhook_secret BLOB,
    -- Whether X-Webhook-Signature, which has room for one, is still this one's.
    signs_callbacks       INTEGER NOT NULL DEFAULT 0 CHECK (signs_callbacks IN (0, 1)),
    valid_until           INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX retiring_secrets_by_end ON retiring_secrets (valid_until);

ALTER TABLE api_keys ADD COLUMN name TEXT NOT NULL DEFAULT '';
-- NULL: it does not expire.
ALTER TABLE api_keys ADD COLUMN expires_at INTEGER;
-- Space-separated blocks of addresses that it may be used from; '' is any.
ALTER TABLE api_keys ADD COLUMN networks TEXT NOT NULL DEFAULT '';
-- To the minute, and written about once a minute.
ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER;

-- Put back because its tenant is suspended; due as soon as that ends.
ALTER TABLE webhook_deliveries ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
CREATE INDEX webhook_deliveries_held ON webhook_deliveries (tenant_id) WHERE held = 1;
