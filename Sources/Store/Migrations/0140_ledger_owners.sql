-- The number of each owner's last entry. Whoever writes the books of an owner writes its row first, so that of two
-- transactions side by side one waits for the other, and numbers have no gaps.
CREATE TABLE ledger_owners (
    -- A tenant, or '' for the platform itself.
    tenant_id  TEXT    NOT NULL PRIMARY KEY,
    last_entry INTEGER NOT NULL CHECK (last_entry > 0)
) STRICT;
INSERT INTO ledger_owners (tenant_id, last_entry)
    SELECT tenant_id, MAX(number) FROM ledger_entries GROUP BY tenant_id;
