-- The few webhooks that could not be taken at their word, for the operator's count.
CREATE INDEX webhook_events_doubtful ON webhook_events (received_at) WHERE note IS NOT NULL;
