-- Records: a key for each person, how long names are kept, and accounts that left.

-- The key of one person, sealed with the key file: it alone opens the personal part of their events. `login_digest` is
-- that of a login name, for events that belong to no account. To forget somebody is to delete the row; it never comes
-- back. `sealed_with` names the key of the key file.
CREATE TABLE personal_keys (
    id BLOB PRIMARY KEY NOT NULL,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB,
    login_digest BLOB,
    sealed BLOB NOT NULL,
    sealed_with TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX personal_keys_account ON personal_keys (tenant, account_id);
CREATE UNIQUE INDEX personal_keys_login ON personal_keys (tenant, login_digest);

-- Counts up whenever keys are destroyed: what a process remembers of keys is worth nothing from then on. Whoever writes
-- an event holds this row, so none is written with a key that is gone.
ALTER TABLE audit_heads ADD COLUMN key_epoch INTEGER NOT NULL DEFAULT 0;

-- Events that still name somebody, by age.
CREATE INDEX audit_events_named ON audit_events (tenant, at) WHERE sealed IS NOT NULL;

-- What owners set for the audit log; without a row the configuration file counts.
CREATE TABLE audit_settings (
    tenant BLOB PRIMARY KEY NOT NULL REFERENCES tenants (id),
    retention_days INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- When what an account had registered was removed, after the directory held it no longer.
ALTER TABLE directory_accounts ADD COLUMN parted_at INTEGER;
CREATE INDEX directory_accounts_gone ON directory_accounts (tenant, gone_at) WHERE gone_at IS NOT NULL AND parted_at IS NULL;

-- Since when somebody who registered something is known to no scan.
ALTER TABLE people ADD COLUMN absent_since INTEGER;

-- When the last scan of everybody that came to its end began.
ALTER TABLE sync_state ADD COLUMN full_from INTEGER;
