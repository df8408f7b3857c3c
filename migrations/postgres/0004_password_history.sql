-- Former passwords as slow hashes (Argon2id with a pepper), where the directory can not remember them itself.
-- `kept`: the write is known to have happened.
CREATE TABLE password_history (
    writeback_id UUID PRIMARY KEY NOT NULL,
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    at BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX password_history_by_account ON password_history (tenant, account_id, at);
