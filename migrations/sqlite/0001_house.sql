-- Times are milliseconds since 1970, UTC. "sealed" columns open only with the key file, in their own row.
-- "digest" columns are keyed digests: they can be compared, not read.

CREATE TABLE tenants (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO tenants (id, name, created_at) VALUES (x'00000000000070008000000000000001', 'default', 0);

-- What each key makes of a fixed text: a wrong key file is noticed before anything is read or written.
CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    proof BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE flows (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    cookie_digest BLOB NOT NULL UNIQUE,
    support_id TEXT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    login_digest BLOB NOT NULL,
    login_sealed BLOB NOT NULL,
    account_id BLOB,
    verdict TEXT,
    contacts_sealed BLOB,
    locale TEXT NOT NULL,
    client_sealed BLOB NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX flows_account ON flows (tenant, account_id) WHERE ended_at IS NULL;
CREATE INDEX flows_expiry ON flows (expires_at);
CREATE INDEX flows_support ON flows (support_id);

CREATE TABLE challenges (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    flow_id BLOB NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
    gate INTEGER NOT NULL,
    method TEXT NOT NULL,
    code_digest BLOB NOT NULL,
    code_sealed BLOB,
    destination_digest BLOB,
    hint_sealed BLOB,
    deliverable INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    sends INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    voided_at INTEGER
) STRICT;
CREATE INDEX challenges_flow ON challenges (flow_id);
CREATE INDEX challenges_expiry ON challenges (expires_at) WHERE code_sealed IS NOT NULL;

CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    queue TEXT NOT NULL,
    payload_sealed BLOB NOT NULL,
    dedupe TEXT UNIQUE,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    leased_until INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    failed_at INTEGER
) STRICT;
CREATE INDEX jobs_due ON jobs (run_at) WHERE failed_at IS NULL;

CREATE TABLE outbox (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    channel TEXT NOT NULL,
    payload_sealed BLOB,
    flow_id BLOB,
    dedupe TEXT UNIQUE,
    expires_at INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    leased_until INTEGER NOT NULL,
    state TEXT NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    sent_at INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (run_at) WHERE state = 'due';
CREATE INDEX outbox_age ON outbox (created_at);

CREATE TABLE writebacks (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    flow_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    server TEXT NOT NULL,
    stamp TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT,
    created_at INTEGER NOT NULL,
    settle_after INTEGER NOT NULL,
    leased_until INTEGER NOT NULL,
    settled_at INTEGER,
    told_at INTEGER
) STRICT;
CREATE INDEX writebacks_open ON writebacks (settle_after) WHERE settled_at IS NULL;
CREATE INDEX writebacks_flow ON writebacks (flow_id);

CREATE TABLE known_devices (
    id BLOB PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX known_devices_account ON known_devices (tenant, account_id, digest);
CREATE INDEX known_devices_expiry ON known_devices (expires_at);

CREATE TABLE audit_heads (
    tenant BLOB PRIMARY KEY REFERENCES tenants (id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    checkpoint_seq INTEGER NOT NULL,
    checkpoint_at INTEGER NOT NULL,
    mac BLOB NOT NULL
) STRICT;

CREATE TABLE audit_events (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    account_id BLOB,
    flow_id BLOB,
    support_id TEXT,
    code INTEGER,
    detail TEXT NOT NULL,
    sealed BLOB,
    sealed_hash BLOB,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL,
    PRIMARY KEY (tenant, seq)
) STRICT;
CREATE INDEX audit_events_at ON audit_events (tenant, at);
CREATE INDEX audit_events_kind ON audit_events (tenant, kind, seq);
CREATE INDEX audit_events_account ON audit_events (tenant, account_id, seq) WHERE account_id IS NOT NULL;
CREATE INDEX audit_events_flow ON audit_events (tenant, flow_id, seq) WHERE flow_id IS NOT NULL;
CREATE INDEX audit_events_support ON audit_events (tenant, support_id, seq) WHERE support_id IS NOT NULL;

CREATE TABLE audit_checkpoints (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL,
    PRIMARY KEY (tenant, seq)
) STRICT;
