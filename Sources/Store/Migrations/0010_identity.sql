-- Who may call (tenants, their keys and limits) and with what the gateway itself calls upstream (credentials).
-- Columns named sealed_* hold AES-256-GCM envelopes bound to their table, column and row.

CREATE TABLE credentials (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    base_url TEXT NOT NULL,
    -- NULL until the first tenant is bound; from then on every tenant of the credential has this binding.
    binding TEXT CHECK (binding IN ('dedicated', 'pooled')),
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created_at INTEGER NOT NULL,
    UNIQUE (id, binding)
) STRICT;

CREATE TABLE applications (
    credential_id TEXT NOT NULL REFERENCES credentials (id),
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL,
    sealed_client_secret BLOB NOT NULL,
    scope TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (credential_id, id),
    UNIQUE (credential_id, client_id)
) STRICT;

CREATE TABLE credential_webhook_secrets (
    credential_id TEXT NOT NULL REFERENCES credentials (id),
    -- 1 for the first, then rising: the highest is the newest.
    generation INTEGER NOT NULL,
    sealed_secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (credential_id, generation)
) STRICT;

CREATE TABLE tenants (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
    credential_id TEXT NOT NULL,
    binding TEXT NOT NULL CHECK (binding IN ('dedicated', 'pooled')),
    client_id TEXT NOT NULL UNIQUE,
    client_secret_hash BLOB NOT NULL,
    -- Gateway tokens carry it; raising it revokes all of them.
    token_generation INTEGER NOT NULL,
    sealed_webhook_secret BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    -- A tenant cannot have another binding than its credential.
    FOREIGN KEY (credential_id, binding) REFERENCES credentials (id, binding)
) STRICT;

CREATE UNIQUE INDEX tenants_of_dedicated_credential ON tenants (credential_id) WHERE binding = 'dedicated';
CREATE INDEX tenants_by_credential ON tenants (credential_id);

CREATE TABLE tenant_limits (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    class TEXT NOT NULL CHECK (class IN ('read', 'payment', 'withdrawal')),
    quota INTEGER NOT NULL CHECK (quota > 0),
    window_seconds INTEGER NOT NULL CHECK (window_seconds > 0),
    burst INTEGER NOT NULL CHECK (burst > 0),
    PRIMARY KEY (tenant_id, class)
) STRICT;

CREATE TABLE api_keys (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;

CREATE TABLE endpoints (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, url)
) STRICT;
