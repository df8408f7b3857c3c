-- Security info: what people registered, their sessions, and what is under way. Personal values are sealed.

-- What is known of a person besides their methods; made when it is first needed.
CREATE TABLE people (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    handle BLOB NOT NULL UNIQUE,
    registered_at INTEGER,
    confirmed_at INTEGER,
    postponed INTEGER NOT NULL,
    postponed_since INTEGER,
    frozen_at INTEGER,
    must_register INTEGER NOT NULL,
    default_method TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, account_id)
) STRICT;

-- `place_digest` finds a contact or credential again: the same for every spelling of it. A removed method stays, for
-- the notices of the days after.
CREATE TABLE methods (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    name_sealed BLOB NOT NULL,
    detail_sealed BLOB NOT NULL,
    place_digest BLOB,
    last_step INTEGER,
    created_at INTEGER NOT NULL,
    usable_from INTEGER NOT NULL,
    confirmed_at INTEGER NOT NULL,
    used_at INTEGER,
    removed_at INTEGER
) STRICT;
CREATE INDEX methods_account ON methods (tenant, account_id);
CREATE INDEX methods_place ON methods (tenant, place_digest) WHERE removed_at IS NULL AND place_digest IS NOT NULL;
CREATE INDEX methods_removed ON methods (removed_at) WHERE removed_at IS NOT NULL;

CREATE TABLE recovery_codes (
    method_id BLOB NOT NULL REFERENCES methods (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    hash TEXT NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (method_id, position)
) STRICT;

-- Wrong tries in a row, by method (N7). `device` is 1 for tries from a known device (R35).
CREATE TABLE method_failures (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    method TEXT NOT NULL,
    device INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    PRIMARY KEY (tenant, account_id, method, device)
) STRICT;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    cookie_digest BLOB NOT NULL UNIQUE,
    login_sealed BLOB NOT NULL,
    client_sealed BLOB NOT NULL,
    state TEXT NOT NULL,
    locale TEXT NOT NULL,
    support_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    proved_at INTEGER,
    ended_at INTEGER
) STRICT;
CREATE INDEX sessions_account ON sessions (tenant, account_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- A proof or a registration under way in a session: one code, one seed, one WebAuthn challenge.
CREATE TABLE ceremonies (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    session_id BLOB NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    method TEXT NOT NULL,
    subject_sealed BLOB NOT NULL,
    code_digest BLOB,
    code_sealed BLOB,
    tries INTEGER NOT NULL,
    sends INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX ceremonies_session ON ceremonies (session_id);
CREATE INDEX ceremonies_expiry ON ceremonies (expires_at);

-- Temporary passes of the help desk (R142).
CREATE TABLE passes (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    hash TEXT NOT NULL,
    issuer_sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX passes_account ON passes (tenant, account_id);
CREATE INDEX passes_expiry ON passes (expires_at);

-- "This wasn't me": one link in each notice (N24).
CREATE TABLE disavowals (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    token_digest BLOB NOT NULL UNIQUE,
    event TEXT NOT NULL,
    support_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX disavowals_expiry ON disavowals (expires_at);
