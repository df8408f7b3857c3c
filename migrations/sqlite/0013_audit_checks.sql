-- How the look through the whole audit log stands, and what the last one found. One row a tenant. `done` of `upto`
-- records were looked at; `bad_seq` and `why` name the first one that does not hold.
CREATE TABLE audit_checks (
    tenant BLOB PRIMARY KEY NOT NULL REFERENCES tenants (id),
    wanted INTEGER NOT NULL,
    owner BLOB,
    leased_until INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    started_at INTEGER,
    done INTEGER NOT NULL,
    upto INTEGER NOT NULL,
    ended_at INTEGER,
    events INTEGER NOT NULL,
    checkpoints INTEGER NOT NULL,
    shredded INTEGER NOT NULL,
    bad_seq INTEGER,
    why TEXT
) STRICT;

-- The last scans of the directory, each with its end.
CREATE TABLE sync_runs (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    pass INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    server TEXT NOT NULL,
    started_at INTEGER,
    ended_at INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    gone INTEGER NOT NULL,
    error TEXT,
    PRIMARY KEY (tenant, pass)
) STRICT;
