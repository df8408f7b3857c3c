//! A session: someone signed in to see and change their security info.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{method::Method, time::Timestamp};

const MINUTE: Duration = Duration::from_secs(60);
/// N10: a session ends when nothing happened for so long.
pub const IDLE: Duration = MINUTE.saturating_mul(15);
/// N10: a session ends after this in any case.
pub const ABSOLUTE: Duration = MINUTE.saturating_mul(60);
/// R131: how long a proof with a registered method allows changes.
pub const FRESH: Duration = MINUTE.saturating_mul(5);
/// R51: how long a registration may take from the seed, code or challenge to its proof.
pub const CEREMONY_LIFE: Duration = MINUTE.saturating_mul(10);

/// How someone signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "how")]
pub enum Entry {
    /// With the directory password.
    Password,
    /// With a temporary pass of the help desk: what is registered now needs no rest, the help desk vouches.
    Pass {
        /// Which.
        id: Uuid,
    },
}

/// What a session remembers between its pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionState {
    /// How it began.
    #[serde(flatten)]
    pub entry: Entry,
    /// Where the person came from and may go back to: an allowed origin's address (R81).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_to: Option<String>,
    /// The wizard runs: registration or reconfirmation is due, or was when the session began.
    #[serde(default)]
    pub interrupt: bool,
    /// It is the person's first registration: new methods need no rest (N23).
    #[serde(default)]
    pub first: bool,
    /// The method of the last fresh proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved_by: Option<Method>,
    /// Where the fresh proof that is being given leads back to: an address of ours, below security info.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What the overview says once at the top: a stable name of ours, `added`, `removed`, `confirmed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flash: Option<String>,
}

impl SessionState {
    /// The state of a session that just began.
    #[must_use]
    pub const fn new(entry: Entry) -> Self {
        Self { entry, return_to: None, interrupt: false, first: false, proved_by: None, next: None, flash: None }
    }
}

/// What is due at sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// Nothing.
    Nothing,
    /// Fewer kinds of security info than the policy asks for, or the help desk asked for a new registration.
    Register {
        /// How many kinds are missing.
        missing: u8,
        /// Whether "remind me later" is still offered.
        may_postpone: bool,
    },
    /// The list was last confirmed too long ago.
    Reconfirm {
        /// As above.
        may_postpone: bool,
    },
}

/// What is due for a person with `kinds` kinds registered. Postponing ends by count and by time, both policy.
#[must_use]
pub fn due(policy: &super::policy::Policy, person: &super::security_info::Person, kinds: usize, now: Timestamp) -> Due {
    let rules = &policy.registration;
    let days = |n: u16| Duration::from_secs(u64::from(n).saturating_mul(86_400));
    let in_time = person.postponed_since.is_none_or(|since| now.since(since) < days(rules.postpone_days));
    let may_postpone = !person.must_register && person.postponed < rules.postpone_times && in_time;
    let missing = policy.kinds_to_register().saturating_sub(kinds);
    if (rules.required && missing > 0) || person.must_register {
        return Due::Register { missing: u8::try_from(missing).unwrap_or(u8::MAX), may_postpone };
    }
    let confirmed = person.confirmed_at.or(person.registered_at);
    let late = confirmed.is_none_or(|at| now.since(at) >= days(rules.reconfirm_days));
    // Who has nothing to confirm is asked to register, never to confirm an empty list.
    if rules.required && rules.reconfirm_days > 0 && kinds > 0 && late {
        return Due::Reconfirm { may_postpone };
    }
    Due::Nothing
}
