-- What the upstream said of each object, for lists that ask the upstream nothing.
CREATE TABLE mirrored_objects (
    tenant_id   TEXT    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('payment', 'withdrawal')),
    -- A ULID, and so the order of lists.
    intent_id   TEXT    NOT NULL,
    status      TEXT,
    -- The tenant's own values, as text, for filters.
    order_id    TEXT,
    custom_id   TEXT,
    -- The upstream's members as a JSON object, without the values that the gateway put in place of the tenant's.
    object      BLOB    NOT NULL,
    -- The upstream's own time of the newest fact in it, as it spelt it.
    observed_at TEXT,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, intent_id)
) STRICT;
CREATE INDEX mirrored_objects_by_status ON mirrored_objects (tenant_id, kind, status, intent_id);
CREATE INDEX mirrored_objects_by_order_id ON mirrored_objects (tenant_id, kind, order_id, intent_id)
    WHERE order_id IS NOT NULL;
CREATE INDEX mirrored_objects_by_custom_id ON mirrored_objects (tenant_id, kind, custom_id, intent_id)
    WHERE custom_id IS NOT NULL;

-- The mirror has it now.
ALTER TABLE owned_objects DROP COLUMN status;
