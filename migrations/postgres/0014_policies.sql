-- The policy: its versions, what administrators are working on, and what a change would do.

-- The highest version is in force; without a row it is the configuration file's. `body` is the document as JSON.
-- `sealed` holds who wrote it and the comment. `undo_of` is the version that was made the policy again.
CREATE TABLE policy_versions (
    id UUID PRIMARY KEY NOT NULL,
    tenant UUID NOT NULL REFERENCES tenants (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    account_id UUID,
    sealed BYTEA NOT NULL,
    body TEXT NOT NULL,
    undo_of BIGINT,
    UNIQUE (tenant, version)
);

-- One draft for each administrator. `base` is the version that it began from; `revision` counts its changes.
CREATE TABLE policy_drafts (
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    base BIGINT NOT NULL,
    undo_of BIGINT,
    revision BIGINT NOT NULL,
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account_id)
);

-- What a draft would do to whom: counts as JSON, and lists. `run` is the computation that may write.
CREATE TABLE policy_previews (
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    run UUID NOT NULL UNIQUE,
    digest BYTEA NOT NULL,
    state TEXT NOT NULL,
    seen BIGINT NOT NULL,
    counts TEXT NOT NULL,
    error TEXT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account_id)
);
CREATE TABLE policy_preview_rows (
    run UUID NOT NULL REFERENCES policy_previews (run) ON DELETE CASCADE,
    effect TEXT NOT NULL,
    account_id UUID NOT NULL,
    reason BIGINT,
    PRIMARY KEY (run, effect, account_id)
);
