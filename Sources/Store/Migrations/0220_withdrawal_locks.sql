-- A tenant with an account to itself could withdraw all that the account holds: until a second operator has said so, it
-- withdraws nothing.
ALTER TABLE tenants ADD COLUMN withdrawals_locked INTEGER NOT NULL DEFAULT 0 CHECK (withdrawals_locked IN (0, 1));
CREATE INDEX applications_by_client_id ON applications (client_id);
