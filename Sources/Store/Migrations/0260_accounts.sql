-- An upstream account is called so everywhere; "credentials" are a client id and its secret alone. Identifiers stay as
-- they are: the callback URLs that the upstream keeps of older objects carry them.
ALTER TABLE credentials RENAME TO accounts;
ALTER TABLE credential_webhook_secrets RENAME TO account_webhook_secrets;
ALTER TABLE account_webhook_secrets RENAME COLUMN credential_id TO account_id;
ALTER TABLE applications RENAME COLUMN credential_id TO account_id;
ALTER TABLE tenants RENAME COLUMN credential_id TO account_id;
ALTER TABLE intents RENAME COLUMN credential_id TO account_id;
ALTER TABLE intent_resolutions RENAME COLUMN credential_id TO account_id;
ALTER TABLE owned_objects RENAME COLUMN credential_id TO account_id;
ALTER TABLE object_sweeps RENAME COLUMN credential_id TO account_id;
ALTER TABLE webhook_events RENAME COLUMN credential_id TO account_id;
ALTER TABLE webhook_deliveries RENAME COLUMN credential_id TO account_id;
ALTER TABLE withdrawals RENAME COLUMN credential_id TO account_id;
ALTER TABLE withdrawal_approvals RENAME COLUMN credential_id TO account_id;
ALTER TABLE ledger_accounts RENAME COLUMN credential_id TO account_id;
ALTER TABLE ledger_entries RENAME COLUMN credential_id TO account_id;
ALTER TABLE ledger_payments RENAME COLUMN credential_id TO account_id;
ALTER TABLE ledger_withdrawals RENAME COLUMN credential_id TO account_id;
ALTER TABLE ledger_currencies RENAME COLUMN credential_id TO account_id;
ALTER TABLE ledger_pauses RENAME COLUMN credential_id TO account_id;
ALTER TABLE ledger_silences RENAME COLUMN credential_id TO account_id;

DROP INDEX tenants_of_dedicated_credential;
CREATE UNIQUE INDEX tenants_of_dedicated_account ON tenants (account_id) WHERE binding = 'dedicated';
DROP INDEX tenants_by_credential;
CREATE INDEX tenants_by_account ON tenants (account_id);
DROP INDEX ledger_accounts_by_credential;
CREATE INDEX ledger_accounts_by_account ON ledger_accounts (account_id, currency);
