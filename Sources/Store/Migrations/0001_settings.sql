-- What one installation made for itself at its first start. Values are sealed with the master key.
CREATE TABLE settings (
    name       TEXT NOT NULL PRIMARY KEY,
    value      BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
