-- Values the instance makes for itself at its first start, sealed with the master key.
CREATE TABLE settings (
    name        TEXT    NOT NULL PRIMARY KEY,
    value       BLOB    NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
