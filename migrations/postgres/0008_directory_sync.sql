-- The directory as the last scan saw it: for the search of people and for reports. Never the truth about an account:
-- whoever acts on one reads the directory. Contacts are counted, not kept.
CREATE TABLE directory_accounts (
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    login TEXT NOT NULL,
    principal TEXT,
    display_name TEXT NOT NULL,
    location TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    expired BOOLEAN NOT NULL,
    locked BOOLEAN NOT NULL,
    password TEXT NOT NULL,
    protection TEXT,
    mailboxes BIGINT NOT NULL,
    mobiles BIGINT NOT NULL,
    offices BIGINT NOT NULL,
    -- Folded words between spaces: of names, and of the domains behind an @.
    words TEXT NOT NULL,
    domains TEXT NOT NULL,
    -- Tells whether anything differs, and whether the place does.
    digest BIGINT NOT NULL,
    place BIGINT NOT NULL,
    -- The scan that saw it last.
    seen_pass BIGINT NOT NULL,
    changed_at BIGINT,
    first_seen_at BIGINT NOT NULL,
    gone_at BIGINT,
    PRIMARY KEY (tenant, account_id)
);
CREATE INDEX directory_accounts_by_login ON directory_accounts (tenant, login, account_id);

-- A word of an account, to be found by its beginning. Bytes, so that both databases sort alike.
CREATE TABLE directory_terms (
    tenant UUID NOT NULL,
    term BYTEA NOT NULL,
    account_id UUID NOT NULL,
    PRIMARY KEY (tenant, term, account_id)
);

-- How the scan stands: one row a tenant. `lease` is held by the node that scans; without it nothing is written.
CREATE TABLE sync_state (
    tenant UUID PRIMARY KEY NOT NULL REFERENCES tenants (id),
    phase TEXT NOT NULL,
    pass BIGINT NOT NULL,
    server TEXT NOT NULL,
    pages BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    counts TEXT NOT NULL,
    wanted TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    error TEXT,
    started_at BIGINT,
    finished_at BIGINT,
    full_at BIGINT,
    next_at BIGINT NOT NULL,
    lease UUID,
    leased_until BIGINT NOT NULL
);

-- How far each server was read.
CREATE TABLE sync_cursors (
    tenant UUID NOT NULL REFERENCES tenants (id),
    server TEXT NOT NULL,
    position TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, server)
);
