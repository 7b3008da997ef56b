-- The intents that one proposal is about, frozen when it was made, and what became of each after its approval.
CREATE TABLE proposal_intents (
    tenant_id   TEXT NOT NULL,
    proposal_id TEXT NOT NULL,
    intent_id   TEXT NOT NULL,
    -- Whose funds are freed: while the proposal waits, its proposer is no second person for what they pay.
    currency    TEXT,
    state       TEXT NOT NULL CHECK (state IN ('frozen', 'resolved', 'left')),
    -- Why it was left as it is.
    reason      TEXT,
    PRIMARY KEY (tenant_id, proposal_id, intent_id),
    CHECK ((state = 'left') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX proposal_intents_by_proposal ON proposal_intents (proposal_id, state);
CREATE INDEX proposal_intents_by_intent ON proposal_intents (tenant_id, intent_id);
