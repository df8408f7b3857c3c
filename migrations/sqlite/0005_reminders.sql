-- Mail before a password expires: what was sent to whom, for which end, how many days before.
CREATE TABLE reminders (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    account_id BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    days INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, account_id, expires_at, days)
) STRICT;
CREATE INDEX reminders_by_end ON reminders (expires_at);

-- When whose password ends is looked up next: one node at a time does it.
CREATE TABLE reminder_scans (
    tenant BLOB PRIMARY KEY NOT NULL REFERENCES tenants (id),
    next_at INTEGER NOT NULL
) STRICT;
