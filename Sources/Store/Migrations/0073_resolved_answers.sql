-- 1: the upstream's answer was never read, and the stored one was put together when the outcome became known.
ALTER TABLE intents ADD COLUMN response_resolved INTEGER NOT NULL DEFAULT 0 CHECK (response_resolved IN (0, 1));
