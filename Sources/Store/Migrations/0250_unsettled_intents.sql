-- The same intents as before. The index's condition is checked at each insert and update of an intent, and SQLite builds
-- a table for an IN of more than two values every time that it checks one.
DROP INDEX intents_by_unsettled_state;
CREATE INDEX intents_by_unsettled_state ON intents (state, created_at)
    WHERE (state = 'in_flight' OR state = 'unknown' OR state = 'confirmed');
