-- What retention looks for, each by an index of its own.

-- Answers are kept for replays, with or without a key.
DROP INDEX intents_by_retention;
CREATE INDEX intents_by_retention ON intents (kind, updated_at)
    WHERE state IN ('succeeded', 'refused') AND (idempotency_key IS NOT NULL OR response_body IS NOT NULL);
CREATE INDEX intents_without_effect ON intents (updated_at) WHERE state IN ('refused', 'abandoned');
CREATE INDEX mirrored_objects_by_age ON mirrored_objects (kind, status, checked_at, intent_id);
CREATE INDEX withdrawal_approvals_decided ON withdrawal_approvals (decided_at) WHERE decided_at IS NOT NULL;

-- The custom_id of a withdrawal that is in the archive: no second one of the tenant gets it, ever.
CREATE TABLE archived_custom_ids (
    tenant_id TEXT NOT NULL,
    custom_id TEXT NOT NULL,
    intent_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, custom_id)
) STRICT;
