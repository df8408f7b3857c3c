//! A session: someone signed in to see and change their security info.

use std::{collections::BTreeSet, time::Duration};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    method::Method,
    policy::{Applied, GroupName},
    time::Timestamp,
};

const MINUTE: Duration = Duration::from_secs(60);
/// N10: a session ends when nothing happened for so long.
pub const IDLE: Duration = MINUTE.saturating_mul(15);
/// N10: a session ends after this in any case.
pub const ABSOLUTE: Duration = MINUTE.saturating_mul(60);
/// N11: a session of the console ends after this in any case; idle it ends as every other.
pub const ADMIN_ABSOLUTE: Duration = MINUTE.saturating_mul(60 * 8);
/// R141: the second factors of the console, the stronger one first.
pub const ADMIN_FACTORS: [Method; 2] = [Method::Passkey, Method::App];
/// R131: how long a proof with a registered method allows changes.
pub const FRESH: Duration = MINUTE.saturating_mul(5);
/// R51: how long a registration may take from the seed, code or challenge to its proof.
pub const CEREMONY_LIFE: Duration = MINUTE.saturating_mul(10);
/// R145: how long the directory's last word on an administrator's groups counts while no server answers.
pub const OUTAGE: Duration = MINUTE.saturating_mul(15);
/// How long "remind me later" keeps other applications from asking again.
pub const LATER: Duration = MINUTE.saturating_mul(60 * 12);
/// R38: the longest wait before the answer to a wrong password or pass.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// R38: how long the answer to the `nth` wrong sign-in in a row is kept back: 1, 2, 4 ... 30 seconds. The first is 1.
#[must_use]
pub fn delay_of_failure(nth: u32) -> Duration {
    Duration::from_secs(2_u64.saturating_pow(nth.saturating_sub(1))).min(LONGEST_DELAY)
}

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
    /// At the door of the console: opens nothing else, and nothing at all before its second factor.
    Admin,
}

/// What the directory said last of who holds a session of the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// When it was asked.
    pub at: Timestamp,
    /// Of the groups that had a role then: those that they were in.
    pub groups: BTreeSet<GroupName>,
    /// Since then it did not answer, and the session went on.
    #[serde(default)]
    pub outage: bool,
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
    /// Which policy was found to apply at sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Applied>,
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
    /// In the console: what the directory said last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmed>,
}

impl SessionState {
    /// The state of a session that just began.
    #[must_use]
    pub const fn new(entry: Entry) -> Self {
        Self {
            entry,
            applied: None,
            return_to: None,
            interrupt: false,
            first: false,
            proved_by: None,
            next: None,
            flash: None,
            confirmed: None,
        }
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

impl Due {
    /// The stable name, in answers to other applications.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Register { .. } => "register",
            Self::Reconfirm { .. } => "reconfirm",
        }
    }

    /// Whether "remind me later" is offered.
    #[must_use]
    pub const fn may_postpone(self) -> bool {
        matches!(self, Self::Register { may_postpone: true, .. } | Self::Reconfirm { may_postpone: true })
    }

    /// What other applications are told: who pressed "remind me later" at `postponed` is left alone for [`LATER`].
    #[must_use]
    pub fn for_applications(self, postponed: Option<Timestamp>, now: Timestamp) -> Self {
        let rests = postponed.is_some_and(|at| now >= at && now.since(at) < LATER);
        if rests { Self::Nothing } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        account::AccountId,
        method::Method,
        policy::{Enabled, Policy, Registration},
        security_info::Person,
    };

    const DAY: Duration = Duration::from_secs(86_400);
    const START: Timestamp = Timestamp(1_795_000_000_000);

    fn policy(change: impl FnOnce(&mut Registration)) -> Policy {
        let mut registration = Registration::default();
        change(&mut registration);
        Policy {
            methods: Method::USUAL.to_vec(),
            own_mail_domains: vec![],
            registration,
            ..Policy::sample(Enabled::All { except: vec![] })
        }
    }

    fn person() -> Person {
        Person::new(AccountId(uuid::Uuid::nil()), uuid::Uuid::nil())
    }

    fn days(n: u32) -> Duration {
        DAY.saturating_mul(n)
    }

    #[test]
    fn registration_is_due_until_there_is_one_kind_more_than_gates() {
        let policy = policy(|_| ());
        for (kinds, missing) in [(0, 3), (1, 2), (2, 1)] {
            assert_eq!(due(&policy, &person(), kinds, START), Due::Register { missing, may_postpone: true });
        }
        let mut done = person();
        done.registered_at = Some(START);
        assert_eq!(due(&policy, &done, 3, START), Due::Nothing);
        assert_eq!(due(&policy, &done, 7, START), Due::Nothing);
    }

    #[test]
    fn what_is_not_required_is_not_due_unless_the_help_desk_asks() {
        let policy = policy(|r| r.required = false);
        let mut person = person();
        assert_eq!(due(&policy, &person, 0, START), Due::Nothing);
        person.confirmed_at = Some(START);
        assert_eq!(due(&policy, &person, 3, START.after(days(1000))), Due::Nothing);
        person.must_register = true;
        assert_eq!(due(&policy, &person, 3, START), Due::Register { missing: 0, may_postpone: false });
    }

    #[test]
    fn reconfirmation_is_due_after_every_number_of_days_from_1_to_730_and_never_for_0() {
        let mut person = person();
        person.registered_at = Some(START);
        person.confirmed_at = Some(START);
        for n in 0..=730_u16 {
            let policy = policy(|r| r.reconfirm_days = n);
            let at = |span: Duration| due(&policy, &person, 3, START.after(span));
            if n == 0 {
                assert_eq!(at(days(100_000)), Due::Nothing);
                continue;
            }
            let end = days(u32::from(n));
            assert_eq!(at(end - Duration::from_millis(1)), Due::Nothing, "{n}");
            assert_eq!(at(end), Due::Reconfirm { may_postpone: true }, "{n}");
        }
        // A confirmation begins the days anew.
        let policy = policy(|r| r.reconfirm_days = 180);
        person.confirmed_at = Some(START.after(days(179)));
        assert_eq!(due(&policy, &person, 3, START.after(days(300))), Due::Nothing);
        assert_eq!(due(&policy, &person, 3, START.after(days(359))), Due::Reconfirm { may_postpone: true });
    }

    #[test]
    fn postponing_ends_by_count() {
        let policy = policy(|r| r.postpone_times = 3);
        let mut person = person();
        person.postponed_since = Some(START);
        for (times, may) in [(0, true), (1, true), (2, true), (3, false), (9, false)] {
            person.postponed = times;
            assert_eq!(due(&policy, &person, 1, START).may_postpone(), may, "{times}");
        }
        person.postponed = 0;
        assert!(!due(&self::policy(|r| r.postpone_times = 0), &person, 1, START).may_postpone());
    }

    #[test]
    fn postponing_ends_by_time_also_for_a_reconfirmation() {
        let policy = policy(|r| r.postpone_days = 14);
        let mut person = person();
        assert!(due(&policy, &person, 1, START.after(days(900))).may_postpone(), "nothing was postponed yet");
        person.postponed = 1;
        person.postponed_since = Some(START);
        let end = START.after(days(14));
        assert!(due(&policy, &person, 1, Timestamp(end.millis() - 1)).may_postpone());
        assert!(!due(&policy, &person, 1, end).may_postpone());
        person.registered_at = Some(Timestamp(0));
        assert_eq!(due(&policy, &person, 3, end), Due::Reconfirm { may_postpone: false });
    }

    #[test]
    fn applications_leave_people_alone_for_half_a_day_after_later() {
        let due = Due::Register { missing: 2, may_postpone: true };
        assert_eq!(due.for_applications(None, START), due);
        assert_eq!(due.for_applications(Some(START), START), Due::Nothing);
        assert_eq!(due.for_applications(Some(START), START.after(LATER)), due);
        let last = Due::Reconfirm { may_postpone: false };
        assert_eq!(last.for_applications(Some(START), START.after(DAY / 4)), Due::Nothing, "the last time counts too");
        assert_eq!(last.for_applications(Some(START.after(DAY)), START), last, "a clock that went back excuses nobody");
    }

    #[test]
    fn r38_the_delay_doubles_up_to_half_a_minute() {
        let seconds: Vec<u64> = (0..=8).map(|n| delay_of_failure(n).as_secs()).collect();
        assert_eq!(seconds, [1, 1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(delay_of_failure(u32::MAX).as_secs(), 30);
    }
}
