-- Reports: how each account stands, what each journey came to, and the figures of each day.

-- The domains of the mailboxes that the directory holds, between spaces: a mailbox of the organisation's own is no
-- gate (R54), and which are its own is the policy's to say.
ALTER TABLE directory_accounts ADD COLUMN mail_domains TEXT NOT NULL DEFAULT '';

-- The ways in which accounts stand, and how many stand so. Figures are sums of these few rows.
CREATE TABLE coverage_standings (
    tenant UUID NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    policy TEXT NOT NULL,
    class TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    registered BOOLEAN NOT NULL,
    capable BOOLEAN NOT NULL,
    stale BOOLEAN NOT NULL,
    kinds BIGINT NOT NULL,
    -- The number of an error code; 0 for none.
    reason BIGINT NOT NULL,
    accounts BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX coverage_standings_way
    ON coverage_standings (tenant, policy, class, enabled, registered, capable, stale, kinds, reason);

-- Who stands how. Written together with the counts above, so that a figure and the list behind it never differ.
CREATE TABLE coverage_accounts (
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    login TEXT NOT NULL,
    standing BIGINT NOT NULL,
    PRIMARY KEY (tenant, account_id)
);
CREATE INDEX coverage_accounts_listed ON coverage_accounts (tenant, standing, login, account_id);

-- How the count stands: one row a tenant. `lease` is held by the node that counts.
CREATE TABLE coverage_state (
    tenant UUID PRIMARY KEY NOT NULL REFERENCES tenants (id),
    wanted BOOLEAN NOT NULL,
    lease UUID,
    leased_until BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    took_ms BIGINT NOT NULL,
    accounts BIGINT NOT NULL,
    day BIGINT NOT NULL,
    scan_at BIGINT,
    policy_version BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    error TEXT
);

-- What was counted on a day (days since 1970-01-01, in the organisation's time zone), by policy.
CREATE TABLE coverage_days (
    tenant UUID NOT NULL REFERENCES tenants (id),
    day BIGINT NOT NULL,
    policy TEXT NOT NULL,
    figure TEXT NOT NULL,
    accounts BIGINT NOT NULL,
    PRIMARY KEY (tenant, day, policy, figure)
);

-- How far the audit log was folded into the figures below.
CREATE TABLE report_state (
    tenant UUID PRIMARY KEY NOT NULL REFERENCES tenants (id),
    seq BIGINT NOT NULL,
    folded_at BIGINT NOT NULL
);

-- One row a reset: how far it came and what stopped it.
CREATE TABLE report_journeys (
    tenant UUID NOT NULL REFERENCES tenants (id),
    flow_id UUID NOT NULL,
    day BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    stage BIGINT NOT NULL,
    ending TEXT NOT NULL,
    reason TEXT NOT NULL,
    support_id TEXT,
    account_id UUID,
    PRIMARY KEY (tenant, flow_id)
);
CREATE INDEX report_journeys_listed ON report_journeys (tenant, day, started_at, flow_id);

-- How many journeys of a day came so far and ended so.
CREATE TABLE report_journey_days (
    tenant UUID NOT NULL REFERENCES tenants (id),
    day BIGINT NOT NULL,
    stage BIGINT NOT NULL,
    ending TEXT NOT NULL,
    reason TEXT NOT NULL,
    journeys BIGINT NOT NULL,
    PRIMARY KEY (tenant, day, stage, ending, reason)
);

-- How often something happened on a day.
CREATE TABLE report_days (
    tenant UUID NOT NULL REFERENCES tenants (id),
    day BIGINT NOT NULL,
    counter TEXT NOT NULL,
    subject TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (tenant, day, counter, subject)
);

-- What a call to the help desk costs: in hundredths of the currency's unit.
CREATE TABLE report_prices (
    tenant UUID PRIMARY KEY NOT NULL REFERENCES tenants (id),
    hundredths BIGINT NOT NULL,
    currency TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
