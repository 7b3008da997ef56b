-- A client id and its secret: an account may have several, which share its balance and have tokens and quotas of their own.
ALTER TABLE applications RENAME TO credentials;
DROP INDEX applications_by_client_id;
CREATE INDEX credentials_by_client_id ON credentials (client_id);
