-- What was asked for and waits is not asked for a second time.
-- HMAC of the request: equal requests have equal codes, and a code tells nothing of a secret in them.
ALTER TABLE proposals ADD COLUMN request_code BLOB;
CREATE UNIQUE INDEX proposals_equal ON proposals (tenant_id, request_code)
    WHERE state = 'waiting' AND request_code IS NOT NULL;
