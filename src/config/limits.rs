//! `[limits]`: the numbers, with the ranges that the requirements allow (N rows).

use std::time::Duration;

use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::server::Network;
use crate::domain::numbers;

/// How often anything may be tried. The defaults suit up to some ten thousand people.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Limits {
    /// Digits of a code by text message; 8 or more with one gate (N1).
    #[schemars(range(min = 6, max = 10))]
    pub sms_code_digits: u8,
    /// Digits of a code by mail (N2).
    #[schemars(range(min = 8, max = 12))]
    pub mail_code_digits: u8,
    /// Life of a code by text message, in minutes (N3).
    #[schemars(range(min = 3, max = 10))]
    pub sms_code_minutes: u64,
    /// Life of a code by mail, in minutes; it ends with the reset in any case (N4).
    #[schemars(range(min = 5, max = 60))]
    pub mail_code_minutes: u64,
    /// Wrong tries of one code (N5).
    #[schemars(range(min = 3, max = 10))]
    pub tries_per_code: u32,
    /// Tries of one account and method in any 24 hours, all browsers that it never used together; each browser
    /// that it was reset from has as many of its own (N6).
    #[schemars(range(min = 5, max = 20))]
    pub tries_per_day: u32,
    /// Time for one reset, in minutes (N9).
    #[schemars(range(min = 10, max = 30))]
    pub reset_minutes: u64,
    /// Resets begun from one address in 10 minutes: one IPv4 address, one IPv6 /64 (N17).
    #[schemars(range(min = 5, max = 1000))]
    pub starts_per_10_minutes: u32,
    /// Resets begun from one address in any 24 hours (N17).
    #[schemars(range(min = 20, max = 10000))]
    pub starts_per_day: u32,
    /// Networks of offices where many people share one address: ten times as many resets may begin there (N17).
    #[schemars(with = "Vec<Network>")]
    pub office_networks: Vec<IpNet>,
    /// Text messages in any 24 hours, for everybody together: then none is sent (N18).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub sms_per_day: u32,
    /// Of these, text messages to numbers with one country calling code (in the countries of +1: one area code): then
    /// none is sent there, and the others go on (R42). Without it as many as `sms_per_day`.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub sms_per_country_per_day: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        let numbers = numbers::Numbers::default();
        Self {
            sms_code_digits: numbers.sms_code_digits,
            mail_code_digits: numbers.mail_code_digits,
            sms_code_minutes: numbers.sms_code_life.as_secs() / 60,
            mail_code_minutes: numbers.mail_code_life.as_secs() / 60,
            tries_per_code: numbers.tries_per_challenge,
            tries_per_day: 10,
            reset_minutes: numbers.reset_life.as_secs() / 60,
            starts_per_10_minutes: 20,
            starts_per_day: 100,
            office_networks: Vec::new(),
            sms_per_day: 200,
            sms_per_country_per_day: None,
        }
    }
}

impl Limits {
    /// Life of a code by text message.
    #[must_use]
    pub const fn sms_code_life(&self) -> Duration {
        Duration::from_secs(self.sms_code_minutes.saturating_mul(60))
    }

    /// Life of a code by mail.
    #[must_use]
    pub const fn mail_code_life(&self) -> Duration {
        Duration::from_secs(self.mail_code_minutes.saturating_mul(60))
    }

    /// Time for one reset.
    #[must_use]
    pub const fn reset_life(&self) -> Duration {
        Duration::from_secs(self.reset_minutes.saturating_mul(60))
    }
}
