-- Former passwords as slow hashes (Argon2id with a pepper), where the directory can not remember them itself.
-- `kept`: the write is known to have happened.
CREATE TABLE password_history (
    writeback_id BLOB PRIMARY KEY NOT NULL,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX password_history_by_account ON password_history (tenant, account_id, at);
