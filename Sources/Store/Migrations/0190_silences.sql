-- Currencies of which the upstream did not say enough to compare it with the books, as of the last comparison: neither a
-- drift nor its absence.
CREATE TABLE ledger_silences (
    credential_id TEXT    NOT NULL,
    currency      TEXT    NOT NULL,
    reason        TEXT    NOT NULL,
    since         INTEGER NOT NULL,
    PRIMARY KEY (credential_id, currency)
) STRICT;

-- A tenant may give one order_id to all its objects, and ask for those of one status.
CREATE INDEX mirrored_objects_by_order_id_and_status ON mirrored_objects (tenant_id, kind, order_id, status, intent_id)
    WHERE order_id IS NOT NULL;
