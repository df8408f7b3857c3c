-- Where each audit sink is, what is being alarmed about, and how events of one login name are found.

-- Keyed digest of the folded login name in the sealed part. An index only: no part of the chain; erased with the
-- sealed part.
ALTER TABLE audit_events ADD COLUMN login_digest BYTEA;
CREATE INDEX audit_events_login ON audit_events (tenant, login_digest, seq) WHERE login_digest IS NOT NULL;

-- `seq` is the last record that the sink has for certain. `owner` is the node that sends now, until `leased_until`.
CREATE TABLE audit_sinks (
    tenant UUID NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA,
    owner UUID,
    leased_until BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    error TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- One row for each thing that was ever alarmed about. It is raised while `cleared_at` is empty.
CREATE TABLE alarms (
    tenant UUID NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    figure TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    cleared_at BIGINT,
    PRIMARY KEY (tenant, kind, subject)
);
CREATE INDEX alarms_raised ON alarms (tenant, kind) WHERE cleared_at IS NULL;
