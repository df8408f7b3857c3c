-- Security info: what people registered, their sessions, and what is under way. Personal values are sealed.

-- What is known of a person besides their methods; made when it is first needed.
CREATE TABLE people (
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    handle UUID NOT NULL UNIQUE,
    registered_at BIGINT,
    confirmed_at BIGINT,
    postponed BIGINT NOT NULL,
    postponed_since BIGINT,
    frozen_at BIGINT,
    must_register BOOLEAN NOT NULL,
    default_method TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account_id)
);

-- `place_digest` finds a contact or credential again: the same for every spelling of it. A removed method stays, for
-- the notices of the days after.
CREATE TABLE methods (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    kind TEXT NOT NULL,
    name_sealed BYTEA NOT NULL,
    detail_sealed BYTEA NOT NULL,
    place_digest BYTEA,
    last_step BIGINT,
    created_at BIGINT NOT NULL,
    usable_from BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    used_at BIGINT,
    removed_at BIGINT
);
CREATE INDEX methods_account ON methods (tenant, account_id);
CREATE INDEX methods_place ON methods (tenant, place_digest) WHERE removed_at IS NULL AND place_digest IS NOT NULL;
CREATE INDEX methods_removed ON methods (removed_at) WHERE removed_at IS NOT NULL;

CREATE TABLE recovery_codes (
    method_id UUID NOT NULL REFERENCES methods (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (method_id, position)
);

-- Wrong tries in a row, by method (N7). `device` is 1 for tries from a known device (R35).
CREATE TABLE method_failures (
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    method TEXT NOT NULL,
    device BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    PRIMARY KEY (tenant, account_id, method, device)
);

CREATE TABLE sessions (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    cookie_digest BYTEA NOT NULL UNIQUE,
    login_sealed BYTEA NOT NULL,
    client_sealed BYTEA NOT NULL,
    state TEXT NOT NULL,
    locale TEXT NOT NULL,
    support_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    proved_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX sessions_account ON sessions (tenant, account_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- A proof or a registration under way in a session: one code, one seed, one WebAuthn challenge.
CREATE TABLE ceremonies (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    method TEXT NOT NULL,
    subject_sealed BYTEA NOT NULL,
    code_digest BYTEA,
    code_sealed BYTEA,
    tries BIGINT NOT NULL,
    sends BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX ceremonies_session ON ceremonies (session_id);
CREATE INDEX ceremonies_expiry ON ceremonies (expires_at);

-- Temporary passes of the help desk (R142).
CREATE TABLE passes (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    hash TEXT NOT NULL,
    issuer_sealed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX passes_account ON passes (tenant, account_id);
CREATE INDEX passes_expiry ON passes (expires_at);

-- "This wasn't me": one link in each notice (N24).
CREATE TABLE disavowals (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    token_digest BYTEA NOT NULL UNIQUE,
    event TEXT NOT NULL,
    support_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX disavowals_expiry ON disavowals (expires_at);
