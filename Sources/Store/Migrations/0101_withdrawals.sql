-- Every withdrawal that a tenant began, pooled or not: what limits, allow-lists and approvals look at. The funds of
-- pooled tenants are in ledger_withdrawals, under the same identifier.
CREATE TABLE withdrawals (
    tenant_id     TEXT    NOT NULL,
    -- The intent's, or that of an approval's hold.
    intent_id     TEXT    NOT NULL,
    credential_id TEXT    NOT NULL,
    currency      TEXT    NOT NULL,
    amount        TEXT    NOT NULL,
    -- When it was begun; NULL when no price was known then.
    usd_value     TEXT,
    address       TEXT    NOT NULL,
    -- '' is none.
    memo          TEXT    NOT NULL,
    -- Whatever came after it: once paid out, it stays so.
    state         TEXT    NOT NULL CHECK (state IN ('begun', 'given_back', 'paid_out')),
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, intent_id)
) STRICT;
CREATE INDEX withdrawals_by_currency ON withdrawals (tenant_id, currency, created_at) WHERE state <> 'given_back';
CREATE INDEX withdrawals_by_time ON withdrawals (tenant_id, created_at) WHERE state <> 'given_back';

-- The sums of those that were not given back, by the minute and the hour in which they began; kept in the same commits.
CREATE TABLE withdrawal_sums (
    tenant_id TEXT    NOT NULL,
    currency  TEXT    NOT NULL,
    span      TEXT    NOT NULL CHECK (span IN ('minute', 'hour')),
    starts_at INTEGER NOT NULL,
    count     INTEGER NOT NULL,
    amount    TEXT    NOT NULL,
    usd_value TEXT    NOT NULL,
    -- The part of the amount that has no USD value.
    unpriced  TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, currency, span, starts_at)
) STRICT;
CREATE INDEX withdrawal_sums_by_time ON withdrawal_sums (tenant_id, span, starts_at);
CREATE INDEX withdrawal_sums_by_age ON withdrawal_sums (starts_at);

INSERT INTO withdrawals
    (tenant_id, intent_id, credential_id, currency, amount, usd_value, address, memo, state, created_at)
    SELECT w.tenant_id, w.intent_id, w.credential_id, w.currency, w.amount, NULL, w.address, COALESCE(a.memo, ''),
        CASE w.state WHEN 'voided' THEN 'given_back' WHEN 'held' THEN 'begun' ELSE 'paid_out' END, w.created_at
    FROM ledger_withdrawals w
    LEFT JOIN withdrawal_approvals a ON a.tenant_id = w.tenant_id AND a.id = w.intent_id;

-- What the upstream's catalogue lately said that one unit is worth.
ALTER TABLE ledger_currencies ADD COLUMN usd_price TEXT;
ALTER TABLE ledger_currencies ADD COLUMN priced_at INTEGER;
