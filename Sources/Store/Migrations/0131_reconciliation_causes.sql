-- What is in doubt is few among all that was booked, and is named when the books and the upstream differ.
CREATE INDEX ledger_postings_in_suspense ON ledger_postings (tenant_id, entry_number) WHERE account = 'suspense';

-- Whether a webhook spoke of an intent, for whoever says that it had no effect.
CREATE INDEX webhook_events_by_intent ON webhook_events (tenant_id, intent_id) WHERE intent_id IS NOT NULL;
