-- How many objects a tenant's lists have, kept in the commit of each change, so that a page counts nothing.
CREATE TABLE mirror_counts (
    tenant_id TEXT    NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind IN ('payment', 'withdrawal')),
    -- '' stands for objects without one.
    status    TEXT    NOT NULL,
    objects   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, status)
) STRICT;
INSERT INTO mirror_counts (tenant_id, kind, status, objects)
    SELECT tenant_id, kind, COALESCE(status, ''), COUNT(*) FROM mirrored_objects
    GROUP BY tenant_id, kind, COALESCE(status, '');
