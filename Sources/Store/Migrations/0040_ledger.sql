-- The double-entry books of tenants that share a credential. Amounts are TEXT: decimals with exactly 18 fraction
-- digits, one spelling for each, which is exact here and casts to NUMERIC elsewhere.

-- Kept in the commit of each entry; `fusegate ledger check` sums the postings and compares.
CREATE TABLE ledger_accounts (
    -- The owner: a tenant, or '' for the platform itself.
    tenant_id     TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    currency      TEXT NOT NULL,
    account       TEXT NOT NULL CHECK (account IN
        ('pool', 'available', 'held', 'commission', 'upstream_fees', 'suspense', 'variance')),
    balance       TEXT NOT NULL,
    PRIMARY KEY (tenant_id, credential_id, currency, account),
    CHECK (account NOT IN ('available', 'held') OR balance NOT LIKE '-%')
) STRICT;
CREATE INDEX ledger_accounts_by_credential ON ledger_accounts (credential_id, currency);

-- Append-only. Numbers of one owner have no gaps.
CREATE TABLE ledger_entries (
    tenant_id     TEXT    NOT NULL,
    number        INTEGER NOT NULL CHECK (number > 0),
    credential_id TEXT    NOT NULL,
    currency      TEXT    NOT NULL,
    intent_id     TEXT,
    cause         TEXT    NOT NULL CHECK (cause IN ('payment', 'hold', 'post', 'void', 'doubt', 'adjustment')),
    reason        TEXT,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, number)
) STRICT;
CREATE INDEX ledger_entries_by_intent ON ledger_entries (tenant_id, intent_id) WHERE intent_id IS NOT NULL;

-- Append-only. An amount is positive when the account grows on its normal side.
CREATE TABLE ledger_postings (
    tenant_id    TEXT    NOT NULL,
    entry_number INTEGER NOT NULL,
    account      TEXT    NOT NULL,
    amount       TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, entry_number, account),
    FOREIGN KEY (tenant_id, entry_number) REFERENCES ledger_entries (tenant_id, number)
) STRICT;

-- The evidence on each payment, and its terms as they were when it was created.
CREATE TABLE ledger_payments (
    tenant_id                TEXT    NOT NULL,
    intent_id                TEXT    NOT NULL,
    credential_id            TEXT    NOT NULL,
    -- NULL until an answer or a webhook names it.
    currency                 TEXT,
    commission_basis_points  INTEGER NOT NULL,
    commission_fixed         TEXT    NOT NULL,
    upstream_fee_basis_points INTEGER NOT NULL,
    upstream_fee_bearer      TEXT    NOT NULL CHECK (upstream_fee_bearer IN ('tenant', 'platform')),
    is_fee_paid_by_user      INTEGER NOT NULL CHECK (is_fee_paid_by_user IN (0, 1)),
    credited                 TEXT    NOT NULL,
    settled_at               INTEGER,
    settled_accepted         TEXT,
    settled_total            TEXT,
    undated_accepted         TEXT,
    undated_total            TEXT,
    open_at                  INTEGER,
    open_accepted            TEXT,
    open_total               TEXT,
    -- Seen on its way, not credited yet.
    unconfirmed              TEXT    NOT NULL,
    -- The last remark on it, so that each is made once.
    doubt                    TEXT,
    PRIMARY KEY (tenant_id, intent_id)
) STRICT;
CREATE INDEX ledger_payments_unconfirmed ON ledger_payments (tenant_id, credential_id)
    WHERE unconfirmed <> '0.000000000000000000';

CREATE TABLE ledger_withdrawals (
    tenant_id     TEXT    NOT NULL,
    intent_id     TEXT    NOT NULL,
    credential_id TEXT    NOT NULL,
    currency      TEXT    NOT NULL,
    amount        TEXT    NOT NULL,
    address       TEXT    NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN
        ('held', 'posted', 'voided', 'completed_after_void', 'returned_after_post')),
    doubt         TEXT,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, intent_id)
) STRICT;
CREATE INDEX ledger_withdrawals_held ON ledger_withdrawals (credential_id, currency) WHERE state = 'held';
CREATE INDEX ledger_withdrawals_by_time ON ledger_withdrawals (tenant_id, currency, created_at);

-- A tenant's commission; currency '' stands for every currency that has no row of its own.
CREATE TABLE ledger_commissions (
    tenant_id           TEXT    NOT NULL REFERENCES tenants (id),
    currency            TEXT    NOT NULL,
    basis_points        INTEGER NOT NULL CHECK (basis_points BETWEEN 0 AND 10000),
    fixed               TEXT    NOT NULL,
    upstream_fee_bearer TEXT    NOT NULL CHECK (upstream_fee_bearer IN ('tenant', 'platform')),
    PRIMARY KEY (tenant_id, currency)
) STRICT;

-- How the upstream writes a currency in its balances, learnt from its catalogue.
CREATE TABLE ledger_currencies (
    credential_id TEXT    NOT NULL,
    currency      TEXT    NOT NULL,
    blockchain    TEXT    NOT NULL,
    token         TEXT    NOT NULL,
    decimals      INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 18),
    PRIMARY KEY (credential_id, currency)
) STRICT;

-- Where a row is, no withdrawal may begin: the upstream holds less than the books say.
CREATE TABLE ledger_pauses (
    credential_id TEXT    NOT NULL,
    currency      TEXT    NOT NULL,
    reason        TEXT    NOT NULL,
    paused_at     INTEGER NOT NULL,
    PRIMARY KEY (credential_id, currency)
) STRICT;
