-- Durable limits: when each key was hit, as (time, count) pairs. A key is a keyed digest: it names nobody.
CREATE TABLE limit_hits (
    key BYTEA PRIMARY KEY NOT NULL,
    hits BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX limit_hits_by_end ON limit_hits (expires_at);
