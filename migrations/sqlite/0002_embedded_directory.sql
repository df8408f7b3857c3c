-- The embedded directory: accounts, groups, who is in which, and former passwords (Argon2id).
CREATE TABLE embedded_accounts (
    id BLOB PRIMARY KEY NOT NULL,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    login TEXT NOT NULL,
    login_folded TEXT NOT NULL,
    principal TEXT,
    principal_folded TEXT,
    display_name TEXT NOT NULL,
    names TEXT NOT NULL,
    language TEXT,
    contacts_sealed BLOB NOT NULL,
    password_hash TEXT NOT NULL,
    password_changed_at INTEGER NOT NULL,
    must_change INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    protected INTEGER NOT NULL,
    locked_at INTEGER,
    failures INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX embedded_accounts_by_login ON embedded_accounts (tenant, login_folded);
CREATE INDEX embedded_accounts_by_principal ON embedded_accounts (tenant, principal_folded);

CREATE TABLE embedded_history (
    account_id BLOB NOT NULL REFERENCES embedded_accounts (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (account_id, at)
) STRICT;

CREATE TABLE embedded_groups (
    id BLOB PRIMARY KEY NOT NULL,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX embedded_groups_by_name ON embedded_groups (tenant, name);

-- `member` is an account's or another group's id.
CREATE TABLE embedded_members (
    group_id BLOB NOT NULL REFERENCES embedded_groups (id) ON DELETE CASCADE,
    member BLOB NOT NULL,
    PRIMARY KEY (group_id, member)
) STRICT;
CREATE INDEX embedded_members_by_member ON embedded_members (member);
