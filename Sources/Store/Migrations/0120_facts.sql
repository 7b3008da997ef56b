-- A tenant may owe: money that left after the tenant had spent it.
DROP INDEX ledger_accounts_by_credential;
ALTER TABLE ledger_accounts RENAME TO earlier_accounts;
CREATE TABLE ledger_accounts (
    -- The owner: a tenant, or '' for the platform itself.
    tenant_id     TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    currency      TEXT NOT NULL,
    account       TEXT NOT NULL CHECK (account IN
        ('pool', 'available', 'held', 'commission', 'upstream_fees', 'receivable', 'suspense', 'variance')),
    balance       TEXT NOT NULL,
    PRIMARY KEY (tenant_id, credential_id, currency, account),
    CHECK (account NOT IN ('available', 'held', 'receivable') OR balance NOT LIKE '-%')
) STRICT;
INSERT INTO ledger_accounts (tenant_id, credential_id, currency, account, balance)
    SELECT tenant_id, credential_id, currency, account, balance FROM earlier_accounts;
DROP TABLE earlier_accounts;
CREATE INDEX ledger_accounts_by_credential ON ledger_accounts (credential_id, currency);

-- What is known of a withdrawal's money, from which its state follows. Times are the upstream's; the least integer stands
-- for a statement without a time.
ALTER TABLE ledger_withdrawals ADD COLUMN completed_at INTEGER;
ALTER TABLE ledger_withdrawals ADD COLUMN returned_at INTEGER;
-- Our own call ended without effect, as far as we could tell.
ALTER TABLE ledger_withdrawals ADD COLUMN is_refused INTEGER NOT NULL DEFAULT 0 CHECK (is_refused IN (0, 1));
-- The upstream has spoken of it as of one that is on its way.
ALTER TABLE ledger_withdrawals ADD COLUMN is_alive INTEGER NOT NULL DEFAULT 0 CHECK (is_alive IN (0, 1));
-- An operator's word.
ALTER TABLE ledger_withdrawals ADD COLUMN decision TEXT CHECK (decision IN ('settled', 'voided'));

UPDATE ledger_withdrawals SET completed_at = -9223372036854775808
    WHERE state IN ('posted', 'completed_after_void', 'returned_after_post');
UPDATE ledger_withdrawals SET is_refused = 1
    WHERE state = 'voided' AND NOT EXISTS (
        SELECT 1 FROM intents i WHERE i.tenant_id = ledger_withdrawals.tenant_id
            AND i.intent_id = ledger_withdrawals.intent_id AND i.state IN ('succeeded', 'confirmed'));
UPDATE ledger_withdrawals SET returned_at = -9223372036854775808
    WHERE state = 'completed_after_void' OR (state = 'voided' AND is_refused = 0);
UPDATE ledger_withdrawals SET returned_at = updated_at WHERE state = 'returned_after_post';

-- What is known of a payment's money. A rejection that a body does not state is not zero: the greatest one is kept.
ALTER TABLE ledger_payments RENAME COLUMN credited TO accepted;
ALTER TABLE ledger_payments ADD COLUMN silent_total TEXT NOT NULL DEFAULT '0.000000000000000000';
ALTER TABLE ledger_payments ADD COLUMN rejected TEXT NOT NULL DEFAULT '0.000000000000000000';
ALTER TABLE ledger_payments ADD COLUMN good_at INTEGER;
ALTER TABLE ledger_payments ADD COLUMN failed_at INTEGER;
ALTER TABLE ledger_payments ADD COLUMN ended_at INTEGER;
ALTER TABLE ledger_payments DROP COLUMN settled_accepted;
ALTER TABLE ledger_payments DROP COLUMN undated_accepted;
ALTER TABLE ledger_payments DROP COLUMN open_accepted;

UPDATE ledger_payments SET good_at = settled_at WHERE accepted <> '0.000000000000000000';
UPDATE ledger_payments SET good_at = -9223372036854775808 WHERE good_at IS NULL AND undated_total IS NOT NULL;
UPDATE ledger_payments SET ended_at = COALESCE(settled_at, good_at);

-- The few webhooks that could not be taken at their word, for the operator's count.
CREATE INDEX webhook_events_doubtful ON webhook_events (received_at) WHERE note IS NOT NULL;
