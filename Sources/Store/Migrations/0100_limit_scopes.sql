-- A row of limits is about a currency, 'default', 'token:…' or 'usd'; a row that limits nothing is none.
ALTER TABLE withdrawal_limits RENAME COLUMN currency TO scope;
DELETE FROM withdrawal_limits
    WHERE per_withdrawal IS NULL AND per_day IS NULL AND count_per_hour IS NULL AND approval_above IS NULL;
-- NULL looks at each withdrawal alone; else at all that were begun within so many seconds.
ALTER TABLE withdrawal_limits ADD COLUMN approval_window_seconds INTEGER CHECK (approval_window_seconds > 0);

-- Switching it off keeps its cooling-off time.
ALTER TABLE withdrawal_allow_lists ADD COLUMN in_force INTEGER NOT NULL DEFAULT 1 CHECK (in_force IN (0, 1));
