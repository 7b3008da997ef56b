-- Of an entry that stands for older ones of its sheet, which are in the archive: how many, the one whose number it has among
-- them. 0 is an entry like any other. Its cause is 'adjustment': no object is behind it.
ALTER TABLE ledger_entries ADD COLUMN carried INTEGER NOT NULL DEFAULT 0 CHECK (carried >= 0);
CREATE UNIQUE INDEX ledger_entries_carried ON ledger_entries (tenant_id, credential_id, currency) WHERE carried > 0;

-- One row says whose a custom_id is, whether the withdrawal is here or in the archive.
INSERT INTO custom_id_claims (tenant_id, custom_id, intent_id)
    SELECT tenant_id, custom_id, intent_id FROM archived_custom_ids WHERE TRUE
    ON CONFLICT (tenant_id, custom_id) DO NOTHING;
DROP TABLE archived_custom_ids;

-- The record of a withdrawal goes with its intent, or with its approval: those that are gone left theirs behind.
DELETE FROM withdrawals WHERE state <> 'begun'
    AND NOT EXISTS (
        SELECT 1 FROM intents i WHERE i.tenant_id = withdrawals.tenant_id AND i.intent_id = withdrawals.intent_id)
    AND NOT EXISTS (
        SELECT 1 FROM withdrawal_approvals a
        WHERE a.tenant_id = withdrawals.tenant_id AND a.hold_id = withdrawals.intent_id);
