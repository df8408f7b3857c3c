-- Mail before a password expires: what was sent to whom, for which end, how many days before.
CREATE TABLE reminders (
    tenant UUID NOT NULL REFERENCES tenants (id),
    account_id UUID NOT NULL,
    expires_at BIGINT NOT NULL,
    days BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account_id, expires_at, days)
);
CREATE INDEX reminders_by_end ON reminders (expires_at);

-- When whose password ends is looked up next: one node at a time does it.
CREATE TABLE reminder_scans (
    tenant UUID PRIMARY KEY NOT NULL REFERENCES tenants (id),
    next_at BIGINT NOT NULL
);
