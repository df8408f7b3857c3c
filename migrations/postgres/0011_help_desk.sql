-- What a caller proves to the help desk: a code at a contact of record, two words that both sides see. The code is kept
-- as a digest only.
CREATE TABLE caller_checks (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    agent_id UUID NOT NULL,
    told_sealed BYTEA NOT NULL,
    code_digest BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    verified_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX caller_checks_account ON caller_checks (tenant, account_id, agent_id, created_at);
CREATE INDEX caller_checks_age ON caller_checks (created_at);

-- "Contact your administrator": what people asked, and what they were answered.
CREATE TABLE help_requests (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    state TEXT NOT NULL,
    support_id TEXT NOT NULL,
    login_sealed BYTEA NOT NULL,
    note_sealed BYTEA NOT NULL,
    locale TEXT NOT NULL,
    answer_sealed BYTEA,
    agent_sealed BYTEA,
    created_at BIGINT NOT NULL,
    answered_at BIGINT,
    closed_at BIGINT
);
CREATE INDEX help_requests_queue ON help_requests (tenant, state, created_at, id);
CREATE INDEX help_requests_age ON help_requests (created_at);

-- Which beginnings the words of a term's account have, as a set of 128 bits: a search by several words passes over
-- whom it can not mean without reading their rows. -1 says nothing, until the next scan of everybody.
ALTER TABLE directory_terms ADD COLUMN low BIGINT NOT NULL DEFAULT -1, ADD COLUMN high BIGINT NOT NULL DEFAULT -1;
ALTER TABLE directory_terms DROP CONSTRAINT directory_terms_pkey;
ALTER TABLE directory_terms ADD PRIMARY KEY (tenant, term, account_id) INCLUDE (low, high);

-- What was written for one person lately.
CREATE INDEX writebacks_account ON writebacks (tenant, account_id, created_at);
