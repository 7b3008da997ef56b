-- The intent that a proposal is about, where it is about one. Those of a proposal about many are in proposal_intents; an
-- intent is in one waiting proposal at most, of whichever kind.
ALTER TABLE proposals ADD COLUMN intent_id TEXT;
CREATE INDEX proposals_about_intent ON proposals (tenant_id, intent_id)
    WHERE state = 'waiting' AND intent_id IS NOT NULL;
