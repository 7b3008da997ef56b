-- What a pooled tenant may withdraw, and where to. Amounts are TEXT as in the ledger.

CREATE TABLE withdrawal_limits (
    tenant_id      TEXT    NOT NULL REFERENCES tenants (id),
    currency       TEXT    NOT NULL,
    -- NULL sets no limit.
    per_withdrawal TEXT,
    per_day        TEXT,
    count_per_hour INTEGER CHECK (count_per_hour > 0),
    -- Above it an operator decides.
    approval_above TEXT,
    PRIMARY KEY (tenant_id, currency)
) STRICT;

-- A row here: only listed addresses may be withdrawn to.
CREATE TABLE withdrawal_allow_lists (
    tenant_id           TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (id),
    -- How long a new address waits before it may be used.
    cooling_off_seconds INTEGER NOT NULL CHECK (cooling_off_seconds >= 0)
) STRICT;

CREATE TABLE withdrawal_addresses (
    tenant_id  TEXT    NOT NULL REFERENCES tenants (id),
    currency   TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    -- '' is none.
    memo       TEXT    NOT NULL,
    usable_at  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, currency, address, memo)
) STRICT;

-- Withdrawals that an operator decides about. Their funds are held under the same identifier.
CREATE TABLE withdrawal_approvals (
    tenant_id       TEXT    NOT NULL,
    id              TEXT    NOT NULL,
    credential_id   TEXT    NOT NULL,
    -- Which request it is: the same key (or none) and the same meaning.
    idempotency_key TEXT,
    fingerprint     BLOB    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'approved', 'rejected', 'used')),
    created_at      INTEGER NOT NULL,
    decided_at      INTEGER,
    decided_by      TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX withdrawal_approvals_by_id ON withdrawal_approvals (id);
CREATE INDEX withdrawal_approvals_by_request ON withdrawal_approvals (tenant_id, fingerprint, id);
CREATE INDEX withdrawal_approvals_open ON withdrawal_approvals (id) WHERE state IN ('waiting', 'approved');
