-- When a payment expired that may still be paid late: it is asked about for a while, after everything else. NULL: it
-- should move, or end, by itself.
ALTER TABLE object_sweeps ADD COLUMN expired_at INTEGER;
DROP INDEX object_sweeps_due;
CREATE INDEX object_sweeps_due ON object_sweeps (credential_id, due_at, intent_id) WHERE expired_at IS NULL;
CREATE INDEX object_sweeps_late ON object_sweeps (credential_id, due_at, intent_id) WHERE expired_at IS NOT NULL;

-- Both queues of questions have the same columns.
ALTER TABLE intent_resolutions RENAME COLUMN next_attempt_at TO due_at;
