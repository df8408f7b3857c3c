//! `[alarms]`: who is told when something needs a look, and from which numbers on.

use std::{path::PathBuf, time::Duration};

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

use super::check::Check;

/// Who is told when something needs a look, and from which numbers on. Each alarm is told once when it begins and
/// once when it is over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Alarms {
    /// Who gets a mail.
    #[schemars(with = "Vec<Recipient>")]
    pub mail: Vec<String>,
    /// Wrong codes for this many people within 10 minutes are somebody who tries many names (R34).
    #[schemars(range(min = 5, max = 100_000))]
    pub spraying_people: u32,
    /// Resets begun within an hour, at the least, before their number can be unusual.
    #[schemars(range(min = 5, max = 1_000_000))]
    pub volume_least: u32,
    /// How many times the usual number (the median of this hour in the 14 days before) is unusual.
    #[schemars(range(min = 2, max = 100))]
    pub volume_factor: u32,
    /// A reset at most this many hours after a change of the account's methods is worth a call; 0 for never.
    #[schemars(range(min = 0, max = 168))]
    pub changed_before_reset_hours: u32,
    /// Codes by text message to one country calling code in 24 hours, at the least, before their use is looked at (R43).
    #[schemars(range(min = 10, max = 1_000_000))]
    pub conversion_sends: u32,
    /// Percentage of these codes that must be used; below it, text messages to these numbers are paused (R43). 0 for
    /// never.
    #[schemars(range(min = 0, max = 90))]
    pub conversion_percent: u32,
    /// Minutes without any directory server.
    #[schemars(range(min = 1, max = 120))]
    pub directory_minutes: u32,
    /// Minutes that the oldest message may wait to be sent.
    #[schemars(range(min = 1, max = 1440))]
    pub outbox_minutes: u32,
    /// Minutes that a copy of the audit log may be behind.
    #[schemars(range(min = 1, max = 1440))]
    pub sink_minutes: u32,
    /// Days after which the newest key of the key file is old enough to be followed by another; 0 for never.
    #[schemars(range(min = 0, max = 3650))]
    pub key_days: u32,
    /// A receiver that takes alarms as signed POSTs.
    pub webhook: Webhook,
}

/// A receiver of alarms.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Webhook {
    /// Where to. Without it nothing is sent.
    #[schemars(extend("format" = "web-url"))]
    pub url: Option<String>,
    /// What signs the requests (HMAC-SHA-256). Required with `url`; 16 characters or more.
    #[schemars(with = "Option<String>")]
    pub secret: Option<SecretString>,
    /// File that holds the secret; `credential:NAME` for a systemd credential.
    pub secret_file: Option<String>,
    /// Certificates (PEM) of the only authorities to trust. Without it those that the machine knows.
    pub ca_file: Option<PathBuf>,
}

#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "mailbox"))]
struct Recipient(#[expect(dead_code, reason = "only its schema is used")] String);

impl Default for Alarms {
    fn default() -> Self {
        Self {
            mail: Vec::new(),
            spraying_people: 30,
            volume_least: 30,
            volume_factor: 4,
            changed_before_reset_hours: 24,
            conversion_sends: 50,
            conversion_percent: 20,
            directory_minutes: 2,
            outbox_minutes: 5,
            sink_minutes: 15,
            key_days: 730,
            webhook: Webhook::default(),
        }
    }
}

impl Alarms {
    /// The span before a reset in which a change of methods is worth a call.
    #[must_use]
    pub fn changed_before_reset(&self) -> Duration {
        Duration::from_secs(u64::from(self.changed_before_reset_hours) * 3600)
    }

    pub(super) fn validate(&self, check: &mut Check) {
        super::audit::webhook("alarms.webhook", self.webhook.url.as_deref(), self.webhook.secret.as_ref(), check);
    }
}
