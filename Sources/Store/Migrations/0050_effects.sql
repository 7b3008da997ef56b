-- A tenant may be held to name each withdrawal with an Idempotency-Key.
ALTER TABLE tenants ADD COLUMN requires_withdrawal_key INTEGER NOT NULL DEFAULT 0
    CHECK (requires_withdrawal_key IN (0, 1));

-- The text of a withdrawal's custom_id for as long as the withdrawal has had an effect or may have had one: no second
-- one of the tenant gets it. NULL without a custom_id, and once there certainly was no effect.
ALTER TABLE intents ADD COLUMN claimed_custom_id TEXT;
CREATE UNIQUE INDEX intents_by_claimed_custom_id ON intents (tenant_id, claimed_custom_id)
    WHERE claimed_custom_id IS NOT NULL;

-- Keys are kept from the time their outcome became known: a doubt may last longer than the retention.
DROP INDEX intents_by_retention;
CREATE INDEX intents_by_retention ON intents (kind, updated_at)
    WHERE idempotency_key IS NOT NULL AND state IN ('succeeded', 'refused');
