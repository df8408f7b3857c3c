-- How the look through the whole audit log stands, and what the last one found. One row a tenant. `done` of `upto`
-- records were looked at; `bad_seq` and `why` name the first one that does not hold.
CREATE TABLE audit_checks (
    tenant UUID PRIMARY KEY NOT NULL REFERENCES tenants (id),
    wanted BIGINT NOT NULL,
    owner UUID,
    leased_until BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    started_at BIGINT,
    done BIGINT NOT NULL,
    upto BIGINT NOT NULL,
    ended_at BIGINT,
    events BIGINT NOT NULL,
    checkpoints BIGINT NOT NULL,
    shredded BIGINT NOT NULL,
    bad_seq BIGINT,
    why TEXT
);

-- The last scans of the directory, each with its end.
CREATE TABLE sync_runs (
    tenant UUID NOT NULL REFERENCES tenants (id),
    pass BIGINT NOT NULL,
    whole BIGINT NOT NULL,
    server TEXT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    error TEXT,
    PRIMARY KEY (tenant, pass)
);
