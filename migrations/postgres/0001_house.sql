-- Times are milliseconds since 1970, UTC. "sealed" columns open only with the key file, in their own row.
-- "digest" columns are keyed digests: they can be compared, not read.

CREATE TABLE tenants (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
INSERT INTO tenants (id, name, created_at) VALUES ('00000000-0000-7000-8000-000000000001', 'default', 0);

-- What each key makes of a fixed text: a wrong key file is noticed before anything is read or written.
CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    proof BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE flows (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    cookie_digest BYTEA NOT NULL UNIQUE,
    support_id TEXT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    login_digest BYTEA NOT NULL,
    login_sealed BYTEA NOT NULL,
    account_id UUID,
    verdict TEXT,
    contacts_sealed BYTEA,
    locale TEXT NOT NULL,
    client_sealed BYTEA NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX flows_account ON flows (tenant, account_id) WHERE ended_at IS NULL;
CREATE INDEX flows_expiry ON flows (expires_at);
CREATE INDEX flows_support ON flows (support_id);

CREATE TABLE challenges (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    flow_id UUID NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
    gate BIGINT NOT NULL,
    method TEXT NOT NULL,
    code_digest BYTEA NOT NULL,
    code_sealed BYTEA,
    destination_digest BYTEA,
    hint_sealed BYTEA,
    deliverable BOOLEAN NOT NULL,
    tries BIGINT NOT NULL,
    sends BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    voided_at BIGINT
);
CREATE INDEX challenges_flow ON challenges (flow_id);
CREATE INDEX challenges_expiry ON challenges (expires_at) WHERE code_sealed IS NOT NULL;

CREATE TABLE jobs (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    queue TEXT NOT NULL,
    payload_sealed BYTEA NOT NULL,
    dedupe TEXT UNIQUE,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    failed_at BIGINT
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE failed_at IS NULL;

CREATE TABLE outbox (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    channel TEXT NOT NULL,
    payload_sealed BYTEA,
    flow_id UUID,
    dedupe TEXT UNIQUE,
    expires_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    state TEXT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX outbox_due ON outbox (run_at) WHERE state = 'due';
CREATE INDEX outbox_age ON outbox (created_at);

CREATE TABLE writebacks (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    flow_id UUID NOT NULL,
    account_id UUID NOT NULL,
    kind TEXT NOT NULL,
    server TEXT NOT NULL,
    stamp TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT,
    created_at BIGINT NOT NULL,
    settle_after BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    settled_at BIGINT,
    told_at BIGINT
);
CREATE INDEX writebacks_open ON writebacks (settle_after) WHERE settled_at IS NULL;
CREATE INDEX writebacks_flow ON writebacks (flow_id);

CREATE TABLE known_devices (
    id UUID PRIMARY KEY,
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX known_devices_account ON known_devices (tenant, account_id, digest);
CREATE INDEX known_devices_expiry ON known_devices (expires_at);

CREATE TABLE audit_heads (
    tenant UUID PRIMARY KEY REFERENCES tenants (id),
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    checkpoint_seq BIGINT NOT NULL,
    checkpoint_at BIGINT NOT NULL,
    mac BYTEA NOT NULL
);

CREATE TABLE audit_events (
    tenant UUID NOT NULL REFERENCES tenants (id),
    seq BIGINT NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    account_id UUID,
    flow_id UUID,
    support_id TEXT,
    code BIGINT,
    detail TEXT NOT NULL,
    sealed BYTEA,
    sealed_hash BYTEA,
    prev_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    mac BYTEA NOT NULL,
    PRIMARY KEY (tenant, seq)
);
CREATE INDEX audit_events_at ON audit_events (tenant, at);
CREATE INDEX audit_events_kind ON audit_events (tenant, kind, seq);
CREATE INDEX audit_events_account ON audit_events (tenant, account_id, seq) WHERE account_id IS NOT NULL;
CREATE INDEX audit_events_flow ON audit_events (tenant, flow_id, seq) WHERE flow_id IS NOT NULL;
CREATE INDEX audit_events_support ON audit_events (tenant, support_id, seq) WHERE support_id IS NOT NULL;

CREATE TABLE audit_checkpoints (
    tenant UUID NOT NULL REFERENCES tenants (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    mac BYTEA NOT NULL,
    PRIMARY KEY (tenant, seq)
);
