//! The limits that keep a person out, on the person's page.

use serde::Serialize;

use crate::domain::{method::Method, time::Timestamp};

const AT: Timestamp = Timestamp(1_795_000_000_000);

/// Names of limits that have words: the end of the message `admin-people-limit-<name>`.
pub const LIMITS: [&str; 13] = [
    "try-code",
    "ask-for-code",
    "send-to-account",
    "send-to-destination",
    "try-old-password",
    "register-phone",
    "new-number",
    "register-mailbox",
    "identify",
    "sms-budget",
    "sms-country",
    "sms-prefix",
    "worn-out",
];

/// A limit in force.
#[derive(Debug, Clone, Serialize)]
pub struct LimitLine {
    /// One of [`LIMITS`].
    pub limit: &'static str,
    /// For which method.
    pub method: Option<Method>,
    /// In which browsers: the end of the message `admin-people-limit-in-<name>`.
    pub browser: Option<&'static str>,
    /// For which network.
    pub network: Option<String>,
    /// How often something was done.
    pub used: u32,
    /// How often it may be; 0 where it is not counted.
    pub most: u32,
    /// Its span: the end of the message `admin-people-limit-full-<unit>`, and how many of them.
    pub unit: &'static str,
    /// See above.
    pub per: u64,
    /// It stops the person; else it is more than half full.
    pub stops: bool,
    /// Until when.
    pub until: Option<Timestamp>,
    /// It may be lifted for one person.
    pub clearable: bool,
}

impl LimitLine {
    /// Every limit, in every browser, in every unit.
    pub(super) fn samples() -> Vec<Self> {
        let units = [("minutes", 1), ("minutes", 15), ("hours", 1), ("days", 30), ("row", 0)].into_iter().cycle();
        let browsers = [None, Some("unknown"), Some("known"), Some("signed-in")].into_iter().cycle();
        let line = |((limit, (unit, per)), browser)| Self {
            limit,
            method: Some(Method::Sms).filter(|_| limit != "identify"),
            browser,
            network: Some("203.0.113.0/24".to_owned()).filter(|_| limit == "identify"),
            used: 10,
            most: if limit == "sms-prefix" { 0 } else { 10 },
            unit,
            per,
            stops: limit != "new-number",
            until: Some(AT).filter(|_| limit != "worn-out"),
            clearable: !matches!(limit, "identify" | "sms-budget" | "sms-country" | "sms-prefix"),
        };
        LIMITS.into_iter().zip(units).zip(browsers).map(line).collect()
    }
}
