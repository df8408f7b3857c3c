//! What the audit log comes to in figures: how far each reset came and what stopped it, and how often everything else
//! happened. Pure: events go in one after the other, rows come out.

use std::collections::BTreeMap;

use super::{account::AccountId, event::EventKind, time::Timestamp};

mod span;

pub use span::Span;

/// One event, as it is folded: no personal data.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// What happened ([`EventKind::as_str`]).
    pub kind: String,
    /// How it ended.
    pub outcome: String,
    /// Whose account.
    pub account: Option<AccountId>,
    /// What the person may quote.
    pub support_id: Option<String>,
    /// The number of the error code.
    pub code: Option<u16>,
    /// Facts.
    pub detail: BTreeMap<String, String>,
}

/// How far a reset came. The numbers stand in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// A name was typed.
    Started = 0,
    /// The account was found, and may be reset.
    Found = 1,
    /// The first proof was given.
    FirstGate = 2,
    /// All proofs were given.
    AllGates = 3,
    /// A new password was tried, or the unlock.
    Tried = 4,
    /// Reset, or unlocked.
    Done = 5,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [Self::Started, Self::Found, Self::FirstGate, Self::AllGates, Self::Tried, Self::Done];

    /// The stable name, in addresses and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Found => "found",
            Self::FirstGate => "first-gate",
            Self::AllGates => "all-gates",
            Self::Tried => "tried",
            Self::Done => "done",
        }
    }

    /// The stage of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }

    /// As the database holds it.
    #[must_use]
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The stage that the database holds as `number`.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.number() == number)
    }
}

/// What became of a reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ending {
    /// Nothing, so far or for good.
    Open,
    /// The password was reset.
    Reset,
    /// The account was unlocked.
    Unlocked,
}

impl Ending {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Reset, Self::Unlocked];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Reset => "reset",
            Self::Unlocked => "unlocked",
        }
    }

    /// The ending of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.as_str() == name)
    }
}

/// Where a journey stands; journeys of a day that stand alike are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Way {
    /// How far it came.
    pub stage: Stage,
    /// What became of it.
    pub ending: Ending,
    /// What went wrong last: `LK-0014`, `rule:TooCommon`, `limit:quota`; empty when nothing did, or it ended well.
    pub reason: String,
}

/// One reset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended well.
    pub ended_at: Option<Timestamp>,
    /// Where it stands.
    pub way: Way,
    /// What the person may quote.
    pub support_id: Option<String>,
    /// Whose account, once it is known.
    pub account: Option<AccountId>,
}

impl Journey {
    /// The journey that an event begins.
    #[must_use]
    pub fn begun_by(event: &Told) -> Option<Self> {
        is(event, EventKind::ResetStarted).then(|| Self {
            started_at: event.at,
            ended_at: None,
            way: Way { stage: Stage::Started, ending: Ending::Open, reason: String::new() },
            support_id: event.support_id.clone(),
            account: None,
        })
    }

    /// Takes the next event of it.
    pub fn take(&mut self, event: &Told) {
        self.account = self.account.or(event.account);
        if self.way.ending != Ending::Open {
            return;
        }
        let done = |ending| Some((Stage::Done, ending));
        let well = event.outcome != "failure";
        let (stage, ending) = match () {
            () if is(event, EventKind::PasswordReset) && well => done(Ending::Reset),
            () if is(event, EventKind::AccountUnlocked) && well => done(Ending::Unlocked),
            () => reached(event).map(|stage| (stage, Ending::Open)),
        }
        .unwrap_or((Stage::Started, Ending::Open));
        self.way.stage = self.way.stage.max(stage);
        if ending != Ending::Open {
            self.way.ending = ending;
            self.way.reason.clear();
            self.ended_at = Some(event.at);
        } else if let Some(reason) = failure(event) {
            self.way.reason = reason;
        } else if is(event, EventKind::GatePassed) {
            // A wrong code before the right one stopped nobody.
            self.way.reason.clear();
        }
    }
}

fn is(event: &Told, kind: EventKind) -> bool {
    event.kind == kind.as_str()
}

/// How far an event shows that the journey is.
fn reached(event: &Told) -> Option<Stage> {
    let well = event.outcome != "failure";
    let gate = event.detail.get("gate").map(String::as_str);
    Some(match () {
        () if is(event, EventKind::AccountLookedUp) && well => Stage::Found,
        () if is(event, EventKind::GatePassed) && gate == Some("1") => Stage::FirstGate,
        () if is(event, EventKind::GatePassed) || is(event, EventKind::ActionChosen) => Stage::AllGates,
        () if is(event, EventKind::PasswordRefused)
            || is(event, EventKind::WritebackIntended)
            || is(event, EventKind::WritebackSettled) =>
        {
            Stage::Tried
        }
        () => return None,
    })
}

/// What an event says went wrong.
fn failure(event: &Told) -> Option<String> {
    if event.outcome != "failure" {
        return None;
    }
    if is(event, EventKind::Blocked) {
        return Some(format!("limit:{}", event.detail.get("limit").map_or("", String::as_str)));
    }
    let rule = event.detail.get("rules").or_else(|| event.detail.get("rule")).and_then(|rules| rules_of(rules).next());
    match (rule, event.code) {
        (Some(rule), _) => Some(format!("rule:{rule}")),
        (None, Some(code)) => Some(format!("LK-{code:04}")),
        (None, None) => None,
    }
}

/// The names of the rules in a list such as `TooShort(Some(14)), Leaked`.
fn rules_of(list: &str) -> impl Iterator<Item = &str> {
    list.split(", ").map(|rule| rule.split('(').next().unwrap_or_default()).filter(|rule| !rule.is_empty())
}

/// What is counted by day besides journeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Counter {
    /// Passwords refused, by rule.
    Refused,
    /// Proofs given, by method.
    ProofPassed,
    /// Proofs not given, by method.
    ProofFailed,
    /// Codes sent, by method.
    CodeSent,
    /// Codes that could not be sent, by method.
    CodeNotSent,
    /// Writes that the directory did not take, by rule or code.
    NotWritten,
    /// Stopped by a limit, by limit.
    Blocked,
    /// Requests for help.
    Help,
    /// Passwords changed, with the old one known.
    Changed,
    /// Security info registered, by kind.
    Registered,
    /// Security info changed, by kind.
    MethodChanged,
    /// Security info removed, by kind.
    Removed,
    /// Lists of security info confirmed.
    Confirmed,
    /// "Remind me later".
    Postponed,
    /// Registrations that came to enough.
    Completed,
    /// Registrations of a method that failed, by kind or method.
    NotRegistered,
    /// Messages that could not be delivered, by channel.
    Undelivered,
    /// "This wasn't me".
    Frozen,
    /// Temporary passes issued.
    PassIssued,
    /// Resets and unlocks that went well, by how long they took: the places of [`Span`].
    Took,
}

impl Counter {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Refused,
        Self::ProofPassed,
        Self::ProofFailed,
        Self::CodeSent,
        Self::CodeNotSent,
        Self::NotWritten,
        Self::Blocked,
        Self::Help,
        Self::Changed,
        Self::Registered,
        Self::MethodChanged,
        Self::Removed,
        Self::Confirmed,
        Self::Postponed,
        Self::Completed,
        Self::NotRegistered,
        Self::Undelivered,
        Self::Frozen,
        Self::PassIssued,
        Self::Took,
    ];

    /// The stable name, in the database and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::ProofPassed => "proof-passed",
            Self::ProofFailed => "proof-failed",
            Self::CodeSent => "code-sent",
            Self::CodeNotSent => "code-not-sent",
            Self::NotWritten => "not-written",
            Self::Blocked => "blocked",
            Self::Help => "help",
            Self::Changed => "changed",
            Self::Registered => "registered",
            Self::MethodChanged => "method-changed",
            Self::Removed => "removed",
            Self::Confirmed => "confirmed",
            Self::Postponed => "postponed",
            Self::Completed => "completed",
            Self::NotRegistered => "not-registered",
            Self::Undelivered => "undelivered",
            Self::Frozen => "frozen",
            Self::PassIssued => "pass-issued",
            Self::Took => "took",
        }
    }

    /// The counter of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|counter| counter.as_str() == name)
    }

    /// Kind and outcome of the events that are counted: what finds them in the audit log.
    #[must_use]
    pub const fn event(self) -> Option<(EventKind, &'static str)> {
        Some(match self {
            Self::Refused => (EventKind::PasswordRefused, "failure"),
            Self::ProofPassed => (EventKind::GatePassed, "success"),
            Self::ProofFailed => (EventKind::GateFailed, "failure"),
            Self::CodeSent => (EventKind::CodeSent, "success"),
            Self::CodeNotSent => (EventKind::CodeSent, "failure"),
            Self::NotWritten => (EventKind::WritebackSettled, "failure"),
            Self::Blocked => (EventKind::Blocked, "failure"),
            Self::Help => (EventKind::HelpRequested, "success"),
            Self::Changed => (EventKind::PasswordChanged, "success"),
            Self::Registered => (EventKind::MethodRegistered, "success"),
            Self::MethodChanged => (EventKind::MethodChanged, "success"),
            Self::Removed => (EventKind::MethodRemoved, "success"),
            Self::Confirmed => (EventKind::InfoConfirmed, "success"),
            Self::Postponed => (EventKind::RegistrationPostponed, "success"),
            Self::Completed => (EventKind::RegistrationCompleted, "success"),
            Self::NotRegistered => (EventKind::MethodRegistered, "failure"),
            Self::Undelivered => (EventKind::MessageFailed, "failure"),
            Self::Frozen => (EventKind::AccountFrozen, "success"),
            Self::PassIssued => (EventKind::PassIssued, "success"),
            Self::Took => return None,
        })
    }

    /// The fact that it is counted by.
    const fn by(self) -> Option<&'static str> {
        match self {
            Self::ProofPassed
            | Self::ProofFailed
            | Self::CodeSent
            | Self::CodeNotSent
            | Self::Registered
            | Self::MethodChanged
            | Self::Removed
            | Self::NotRegistered => Some("method"),
            Self::Blocked => Some("limit"),
            Self::Undelivered => Some("channel"),
            _ => None,
        }
    }
}

/// What an event adds to: counters with their subjects.
#[must_use]
pub fn counted(event: &Told) -> Vec<(Counter, String)> {
    let counter = Counter::ALL
        .into_iter()
        .find(|counter| counter.event().is_some_and(|(kind, outcome)| is(event, kind) && event.outcome == outcome));
    let Some(counter) = counter else { return Vec::new() };
    // A code that a stranger asked for and nobody got was not sent.
    if counter == Counter::CodeSent && event.detail.contains_key("why") {
        return Vec::new();
    }
    if counter == Counter::Refused {
        let rules = event.detail.get("rules").or_else(|| event.detail.get("rule")).map_or("", String::as_str);
        return rules_of(rules).map(|rule| (counter, rule.to_owned())).collect();
    }
    if counter == Counter::NotWritten {
        return vec![(counter, failure(event).unwrap_or_default())];
    }
    let subject = counter.by().and_then(|by| event.detail.get(by)).cloned().unwrap_or_default();
    vec![(counter, subject)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: EventKind, outcome: &str, facts: &[(&str, &str)]) -> Told {
        Told {
            kind: kind.as_str().to_owned(),
            outcome: outcome.to_owned(),
            detail: facts.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..Told::default()
        }
    }

    fn after(events: &[Told]) -> Way {
        let mut journey = Journey::begun_by(&told(EventKind::ResetStarted, "success", &[])).unwrap();
        events.iter().for_each(|event| journey.take(event));
        journey.way
    }

    #[test]
    fn a_journey_comes_as_far_as_its_events() {
        let found = told(EventKind::AccountLookedUp, "success", &[]);
        let wrong = Told { code: Some(50), ..told(EventKind::GateFailed, "failure", &[("gate", "1")]) };
        let first = told(EventKind::GatePassed, "success", &[("gate", "1")]);
        let second = told(EventKind::GatePassed, "success", &[("gate", "2")]);
        let refused = told(EventKind::PasswordRefused, "failure", &[("rules", "TooShort(Some(14)), Leaked")]);
        let intended = told(EventKind::WritebackIntended, "pending", &[]);
        let done = told(EventKind::PasswordReset, "success", &[]);
        let way = |stage, ending, reason: &str| Way { stage, ending, reason: reason.to_owned() };
        assert_eq!(after(&[]), way(Stage::Started, Ending::Open, ""));
        let stranger = Told { code: Some(17), ..told(EventKind::AccountLookedUp, "failure", &[]) };
        assert_eq!(after(&[stranger]), way(Stage::Started, Ending::Open, "LK-0017"));
        let all = [found, wrong, first, second, refused, intended, done];
        assert_eq!(after(&all[..1]), way(Stage::Found, Ending::Open, ""));
        assert_eq!(after(&all[..2]), way(Stage::Found, Ending::Open, "LK-0050"));
        assert_eq!(after(&all[..3]), way(Stage::FirstGate, Ending::Open, ""));
        assert_eq!(after(&all[..4]), way(Stage::AllGates, Ending::Open, ""));
        assert_eq!(after(&all[..5]), way(Stage::Tried, Ending::Open, "rule:TooShort"));
        assert_eq!(after(&all), way(Stage::Done, Ending::Reset, ""));
        let late = told(EventKind::Blocked, "failure", &[("limit", "quota")]);
        assert_eq!(after(&[all.as_slice(), std::slice::from_ref(&late)].concat()), way(Stage::Done, Ending::Reset, ""));
        assert_eq!(after(&[late]), way(Stage::Started, Ending::Open, "limit:quota"));
    }

    #[test]
    fn events_add_to_counters() {
        let rules = told(EventKind::PasswordRefused, "failure", &[("rules", "TooShort(Some(14)), Leaked")]);
        let text = |list: &[(Counter, &str)]| list.iter().map(|(c, s)| (*c, (*s).to_owned())).collect::<Vec<_>>();
        assert_eq!(counted(&rules), text(&[(Counter::Refused, "TooShort"), (Counter::Refused, "Leaked")]));
        let sent = told(EventKind::CodeSent, "success", &[("method", "sms")]);
        assert_eq!(counted(&sent), text(&[(Counter::CodeSent, "sms")]));
        let nothing = told(EventKind::CodeSent, "success", &[("method", "sms"), ("why", "nothing to send")]);
        assert_eq!(counted(&nothing), []);
        assert_eq!(counted(&told(EventKind::Service, "success", &[])), []);
        let mut seen = std::collections::BTreeSet::new();
        assert!(Counter::ALL.into_iter().all(|counter| seen.insert(counter.as_str())));
        assert!(Counter::ALL.into_iter().all(|counter| Counter::parse(counter.as_str()) == Some(counter)));
    }
}
