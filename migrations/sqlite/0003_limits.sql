-- Durable limits: when each key was hit, as (time, count) pairs. A key is a keyed digest: it names nobody.
CREATE TABLE limit_hits (
    key BLOB PRIMARY KEY NOT NULL,
    hits BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX limit_hits_by_end ON limit_hits (expires_at);
