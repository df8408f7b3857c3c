-- What a caller proves to the help desk: a code at a contact of record, two words that both sides see. The code is kept
-- as a digest only.
CREATE TABLE caller_checks (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    agent_id BLOB NOT NULL,
    told_sealed BLOB NOT NULL,
    code_digest BLOB NOT NULL,
    tries INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    verified_at INTEGER,
    ended_at INTEGER
) STRICT;
CREATE INDEX caller_checks_account ON caller_checks (tenant, account_id, agent_id, created_at);
CREATE INDEX caller_checks_age ON caller_checks (created_at);

-- "Contact your administrator": what people asked, and what they were answered.
CREATE TABLE help_requests (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    state TEXT NOT NULL,
    support_id TEXT NOT NULL,
    login_sealed BLOB NOT NULL,
    note_sealed BLOB NOT NULL,
    locale TEXT NOT NULL,
    answer_sealed BLOB,
    agent_sealed BLOB,
    created_at INTEGER NOT NULL,
    answered_at INTEGER,
    closed_at INTEGER
) STRICT;
CREATE INDEX help_requests_queue ON help_requests (tenant, state, created_at, id);
CREATE INDEX help_requests_age ON help_requests (created_at);

-- Which beginnings the words of a term's account have, as a set of 128 bits: a search by several words passes over
-- whom it can not mean without reading their rows. -1 says nothing, until the next scan of everybody.
ALTER TABLE directory_terms ADD COLUMN low INTEGER NOT NULL DEFAULT -1;
ALTER TABLE directory_terms ADD COLUMN high INTEGER NOT NULL DEFAULT -1;

-- What was written for one person lately.
CREATE INDEX writebacks_account ON writebacks (tenant, account_id, created_at);
