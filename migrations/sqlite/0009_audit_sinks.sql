-- Where each audit sink is, what is being alarmed about, and how events of one login name are found.

-- Keyed digest of the folded login name in the sealed part. An index only: no part of the chain; erased with the
-- sealed part.
ALTER TABLE audit_events ADD COLUMN login_digest BLOB;
CREATE INDEX audit_events_login ON audit_events (tenant, login_digest, seq) WHERE login_digest IS NOT NULL;

-- `seq` is the last record that the sink has for certain. `owner` is the node that sends now, until `leased_until`.
CREATE TABLE audit_sinks (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB,
    owner BLOB,
    leased_until INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;

-- One row for each thing that was ever alarmed about. It is raised while `cleared_at` is empty.
CREATE TABLE alarms (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    figure TEXT NOT NULL,
    raised_at INTEGER NOT NULL,
    cleared_at INTEGER,
    PRIMARY KEY (tenant, kind, subject)
) STRICT;
CREATE INDEX alarms_raised ON alarms (tenant, kind) WHERE cleared_at IS NULL;
