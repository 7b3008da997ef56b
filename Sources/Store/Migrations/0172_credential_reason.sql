-- Why the gateway itself disabled it, in words for the operator; NULL for one that an operator disabled.
ALTER TABLE credentials ADD COLUMN disabled_reason TEXT;
