-- The directory as the last scan saw it: for the search of people and for reports. Never the truth about an account:
-- whoever acts on one reads the directory. Contacts are counted, not kept.
CREATE TABLE directory_accounts (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    login TEXT NOT NULL,
    principal TEXT,
    display_name TEXT NOT NULL,
    location TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    expired INTEGER NOT NULL,
    locked INTEGER NOT NULL,
    password TEXT NOT NULL,
    protection TEXT,
    mailboxes INTEGER NOT NULL,
    mobiles INTEGER NOT NULL,
    offices INTEGER NOT NULL,
    -- Folded words between spaces: of names, and of the domains behind an @.
    words TEXT NOT NULL,
    domains TEXT NOT NULL,
    -- Tells whether anything differs, and whether the place does.
    digest INTEGER NOT NULL,
    place INTEGER NOT NULL,
    -- The scan that saw it last.
    seen_pass INTEGER NOT NULL,
    changed_at INTEGER,
    first_seen_at INTEGER NOT NULL,
    gone_at INTEGER,
    PRIMARY KEY (tenant, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_accounts_by_login ON directory_accounts (tenant, login, account_id);

-- A word of an account, to be found by its beginning. Bytes, so that both databases sort alike.
CREATE TABLE directory_terms (
    tenant BLOB NOT NULL,
    term BLOB NOT NULL,
    account_id BLOB NOT NULL,
    PRIMARY KEY (tenant, term, account_id)
) STRICT, WITHOUT ROWID;

-- How the scan stands: one row a tenant. `lease` is held by the node that scans; without it nothing is written.
CREATE TABLE sync_state (
    tenant BLOB PRIMARY KEY NOT NULL REFERENCES tenants (id),
    phase TEXT NOT NULL,
    pass INTEGER NOT NULL,
    server TEXT NOT NULL,
    pages INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    counts TEXT NOT NULL,
    wanted TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT,
    started_at INTEGER,
    finished_at INTEGER,
    full_at INTEGER,
    next_at INTEGER NOT NULL,
    lease BLOB,
    leased_until INTEGER NOT NULL
) STRICT;

-- How far each server was read.
CREATE TABLE sync_cursors (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    server TEXT NOT NULL,
    position TEXT NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, server)
) STRICT;
