-- Reports: how each account stands, what each journey came to, and the figures of each day.

-- The domains of the mailboxes that the directory holds, between spaces: a mailbox of the organisation's own is no
-- gate (R54), and which are its own is the policy's to say.
ALTER TABLE directory_accounts ADD COLUMN mail_domains TEXT NOT NULL DEFAULT '';

-- The ways in which accounts stand, and how many stand so. Figures are sums of these few rows.
CREATE TABLE coverage_standings (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    id INTEGER NOT NULL,
    policy TEXT NOT NULL,
    class TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    registered INTEGER NOT NULL,
    capable INTEGER NOT NULL,
    stale INTEGER NOT NULL,
    kinds INTEGER NOT NULL,
    -- The number of an error code; 0 for none.
    reason INTEGER NOT NULL,
    accounts INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX coverage_standings_way
    ON coverage_standings (tenant, policy, class, enabled, registered, capable, stale, kinds, reason);

-- Who stands how. Written together with the counts above, so that a figure and the list behind it never differ.
CREATE TABLE coverage_accounts (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    login TEXT NOT NULL,
    standing INTEGER NOT NULL,
    PRIMARY KEY (tenant, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX coverage_accounts_listed ON coverage_accounts (tenant, standing, login, account_id);

-- How the count stands: one row a tenant. `lease` is held by the node that counts.
CREATE TABLE coverage_state (
    tenant BLOB PRIMARY KEY NOT NULL REFERENCES tenants (id),
    wanted INTEGER NOT NULL,
    lease BLOB,
    leased_until INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    took_ms INTEGER NOT NULL,
    accounts INTEGER NOT NULL,
    day INTEGER NOT NULL,
    scan_at INTEGER,
    policy_version INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    error TEXT
) STRICT;

-- What was counted on a day (days since 1970-01-01, in the organisation's time zone), by policy.
CREATE TABLE coverage_days (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    day INTEGER NOT NULL,
    policy TEXT NOT NULL,
    figure TEXT NOT NULL,
    accounts INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, policy, figure)
) STRICT, WITHOUT ROWID;

-- How far the audit log was folded into the figures below.
CREATE TABLE report_state (
    tenant BLOB PRIMARY KEY NOT NULL REFERENCES tenants (id),
    seq INTEGER NOT NULL,
    folded_at INTEGER NOT NULL
) STRICT;

-- One row a reset: how far it came and what stopped it.
CREATE TABLE report_journeys (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    flow_id BLOB NOT NULL,
    day INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    stage INTEGER NOT NULL,
    ending TEXT NOT NULL,
    reason TEXT NOT NULL,
    support_id TEXT,
    account_id BLOB,
    PRIMARY KEY (tenant, flow_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_journeys_listed ON report_journeys (tenant, day, started_at, flow_id);

-- How many journeys of a day came so far and ended so.
CREATE TABLE report_journey_days (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    day INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    ending TEXT NOT NULL,
    reason TEXT NOT NULL,
    journeys INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, stage, ending, reason)
) STRICT, WITHOUT ROWID;

-- How often something happened on a day.
CREATE TABLE report_days (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    day INTEGER NOT NULL,
    counter TEXT NOT NULL,
    subject TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, counter, subject)
) STRICT, WITHOUT ROWID;

-- What a call to the help desk costs: in hundredths of the currency's unit.
CREATE TABLE report_prices (
    tenant BLOB PRIMARY KEY NOT NULL REFERENCES tenants (id),
    hundredths INTEGER NOT NULL,
    currency TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
