-- The policy: its versions, what administrators are working on, and what a change would do.

-- The highest version is in force; without a row it is the configuration file's. `body` is the document as JSON.
-- `sealed` holds who wrote it and the comment. `undo_of` is the version that was made the policy again.
CREATE TABLE policy_versions (
    id BLOB PRIMARY KEY NOT NULL,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    account_id BLOB,
    sealed BLOB NOT NULL,
    body TEXT NOT NULL,
    undo_of INTEGER,
    UNIQUE (tenant, version)
) STRICT;

-- One draft for each administrator. `base` is the version that it began from; `revision` counts its changes.
CREATE TABLE policy_drafts (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    base INTEGER NOT NULL,
    undo_of INTEGER,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, account_id)
) STRICT;

-- What a draft would do to whom: counts as JSON, and lists. `run` is the computation that may write.
CREATE TABLE policy_previews (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    run BLOB NOT NULL UNIQUE,
    digest BLOB NOT NULL,
    state TEXT NOT NULL,
    seen INTEGER NOT NULL,
    counts TEXT NOT NULL,
    error TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, account_id)
) STRICT;
CREATE TABLE policy_preview_rows (
    run BLOB NOT NULL REFERENCES policy_previews (run) ON DELETE CASCADE,
    effect TEXT NOT NULL,
    account_id BLOB NOT NULL,
    reason INTEGER,
    PRIMARY KEY (run, effect, account_id)
) STRICT;
