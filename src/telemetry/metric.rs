//! The names of the metrics, in one table.

/// Seconds per request.
pub const REQUEST_SECONDS: &str = "latchkey_http_request_duration_seconds";
/// Reports of policy violations.
pub const CSP_REPORTS: &str = "latchkey_csp_reports_total";
/// Panics.
pub const PANICS: &str = "latchkey_panics_total";
/// Finished flows.
pub const FLOWS: &str = "latchkey_flows_total";
/// Seconds per directory operation.
pub const DIRECTORY_SECONDS: &str = "latchkey_directory_operation_duration_seconds";
/// Messages waiting.
pub const OUTBOX_WAITING: &str = "latchkey_outbox_waiting";
/// Age of the oldest waiting message.
pub const OUTBOX_LAG_SECONDS: &str = "latchkey_outbox_lag_seconds";
/// Sent messages.
pub const MESSAGES: &str = "latchkey_messages_total";
/// Requests refused by a limit.
pub const LIMITED: &str = "latchkey_limited_total";
/// Answers to applications that asked what is due.
pub const REGISTRATION_CHECKS: &str = "latchkey_registration_checks_total";
/// Passwords looked up in lists of leaked ones.
pub const BREACH_LOOKUPS: &str = "latchkey_breach_lookups_total";
/// Audit records that a sink does not have yet.
pub const AUDIT_SINK_LAG: &str = "latchkey_audit_sink_lag";
/// Audit records that a sink took.
pub const AUDIT_EXPORTED: &str = "latchkey_audit_exported_total";
/// Alarms that are not over.
pub const ALARMS: &str = "latchkey_alarms";

/// Scans of the directory.
pub const SYNC_RUNS: &str = "latchkey_sync_runs_total";
/// Accounts known from scans.
pub const SYNC_ACCOUNTS: &str = "latchkey_sync_accounts";
/// Age of the last scan.
pub const SYNC_AGE_SECONDS: &str = "latchkey_sync_age_seconds";

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// A distribution of seconds.
    Seconds,
}

/// Every metric: its name, its kind, what it says.
pub const ALL: &[(&str, Kind, &str)] = &[
    (REQUEST_SECONDS, Kind::Seconds, "Time to answer a request, by route pattern and class of status"),
    (CSP_REPORTS, Kind::Counter, "Content security policy violations that browsers reported"),
    (PANICS, Kind::Counter, "Panics, each a fault to report"),
    (FLOWS, Kind::Counter, "Flows that came to an end, by kind and outcome"),
    (DIRECTORY_SECONDS, Kind::Seconds, "Time of a directory operation, by operation and outcome"),
    (OUTBOX_WAITING, Kind::Gauge, "Messages that wait to be sent"),
    (OUTBOX_LAG_SECONDS, Kind::Gauge, "Age of the oldest message that waits to be sent"),
    (MESSAGES, Kind::Counter, "Messages handed over, by channel and outcome"),
    (REGISTRATION_CHECKS, Kind::Counter, "People that applications asked about, by what is due for them"),
    (LIMITED, Kind::Counter, "Requests that a limit refused, by limit"),
    (BREACH_LOOKUPS, Kind::Counter, "Passwords looked up in a list of leaked ones, by source and outcome"),
    (AUDIT_SINK_LAG, Kind::Gauge, "Audit records that a sink does not have yet, by sink"),
    (AUDIT_EXPORTED, Kind::Counter, "Audit records that a sink took, by sink"),
    (ALARMS, Kind::Gauge, "Alarms that are raised, by alarm"),
    (SYNC_RUNS, Kind::Counter, "Scans of the directory, by kind and outcome"),
    (SYNC_ACCOUNTS, Kind::Gauge, "Accounts that the last scan of the directory left known"),
    (SYNC_AGE_SECONDS, Kind::Gauge, "Time since a scan of the directory came to its end"),
];
