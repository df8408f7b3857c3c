-- The embedded directory: accounts, groups, who is in which, and former passwords (Argon2id).
CREATE TABLE embedded_accounts (
    id UUID PRIMARY KEY NOT NULL,
    tenant UUID NOT NULL REFERENCES tenants (id),
    login TEXT NOT NULL,
    login_folded TEXT NOT NULL,
    principal TEXT,
    principal_folded TEXT,
    display_name TEXT NOT NULL,
    names TEXT NOT NULL,
    language TEXT,
    contacts_sealed BYTEA NOT NULL,
    password_hash TEXT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    must_change BOOLEAN NOT NULL,
    disabled BOOLEAN NOT NULL,
    protected BOOLEAN NOT NULL,
    locked_at BIGINT,
    failures BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX embedded_accounts_by_login ON embedded_accounts (tenant, login_folded);
CREATE INDEX embedded_accounts_by_principal ON embedded_accounts (tenant, principal_folded);

CREATE TABLE embedded_history (
    account_id UUID NOT NULL REFERENCES embedded_accounts (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    password_hash TEXT NOT NULL,
    PRIMARY KEY (account_id, at)
);

CREATE TABLE embedded_groups (
    id UUID PRIMARY KEY NOT NULL,
    tenant UUID NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX embedded_groups_by_name ON embedded_groups (tenant, name);

-- `member` is an account's or another group's id.
CREATE TABLE embedded_members (
    group_id UUID NOT NULL REFERENCES embedded_groups (id) ON DELETE CASCADE,
    member UUID NOT NULL,
    PRIMARY KEY (group_id, member)
);
CREATE INDEX embedded_members_by_member ON embedded_members (member);
