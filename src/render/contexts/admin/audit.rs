//! The audit log, its state, and forgetting.

use serde::Serialize;

use crate::{domain::time::Timestamp, render::pages::Page};

/// What is looked for, as it was typed; empty where nothing was.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LogFilter {
    /// Login name or account id.
    pub who: String,
    /// Support id.
    pub support: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Kind of event.
    pub kind: String,
    /// Outcome.
    pub outcome: String,
    /// One journey.
    pub flow: String,
    /// Single events instead of journeys.
    pub events: bool,
}

/// A kind of event that can be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct KindChoice {
    /// Its stable name.
    pub name: String,
    /// In words.
    pub label: String,
}

/// A fact of an event.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// In words, where there are some.
    pub label: String,
    /// As the log has it.
    pub value: String,
}

/// What a person was told.
#[derive(Debug, Clone, Serialize)]
pub struct ToldCode {
    /// `LK-0050`.
    pub shown: String,
    /// The stem of its texts; none for a code that this release does not know.
    pub message: Option<&'static str>,
}

/// One event.
#[derive(Debug, Clone, Serialize)]
pub struct LogEvent {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub label: String,
    /// Its stable name.
    pub kind: String,
    /// Microsoft Entra's name for it, where it has one.
    pub activity: Option<String>,
    /// `success`, `failure` or `pending`.
    pub outcome: String,
    /// What the person was told.
    pub code: Option<ToldCode>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// Who; untrusted text.
    pub login: Option<String>,
    /// Who did it, when it was not the person.
    pub actor: Option<String>,
    /// The masked contact.
    pub contact: Option<String>,
    /// The address that it came from.
    pub address: Option<String>,
    /// Browser and system, in words of ours.
    pub device: Option<String>,
    /// What a server said.
    pub diagnostic: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// What the person may quote.
    pub support_id: Option<String>,
    /// Its journey, and where all of it is.
    pub flow: Option<String>,
}

/// One journey.
#[derive(Debug, Clone, Serialize)]
pub struct LogJourney {
    /// The event that says best what became of it.
    pub head: LogEvent,
    /// When it began.
    pub begun: Timestamp,
    /// The person's name, if it can still be read.
    pub login: Option<String>,
    /// How many events it has; more than are shown.
    pub more: Option<u32>,
    /// Its events, oldest first.
    pub steps: Vec<LogEvent>,
}

/// What is known of the whole log, in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogHealth {
    /// It was never looked through.
    Unknown,
    /// It holds.
    Holds,
    /// It does not.
    Broken,
    /// It is being looked through.
    Running,
}

/// `/admin/audit`.
#[derive(Debug, Clone, Serialize)]
pub struct AuditLog {
    /// What is looked for.
    pub filter: LogFilter,
    /// Something is looked for.
    pub filtered: bool,
    /// A day that is none was typed.
    pub bad_day: bool,
    /// Kinds that can be chosen.
    pub kinds: Vec<KindChoice>,
    /// Journeys, the newest first.
    pub journeys: Vec<LogJourney>,
    /// Single events, the newest first.
    pub events: Vec<LogEvent>,
    /// Addresses of the pages beside this one.
    pub newer: Option<String>,
    /// The next one.
    pub older: Option<String>,
    /// The first one, when this is another.
    pub first: Option<String>,
    /// The same, as journeys or as events.
    pub other_view: String,
    /// The whole log.
    pub health: LogHealth,
    /// Where the person of the list can be forgotten; none for who may not.
    pub forget: Option<String>,
    /// So many events were just cleared of names.
    pub forgot: Option<i64>,
}

/// A copy of the log.
#[derive(Debug, Clone, Serialize)]
pub struct LogCopy {
    /// `syslog`, `file` or `webhook`.
    pub name: String,
    /// Records that it does not have yet.
    pub lag: u64,
    /// When the last try went well; none when none did.
    pub at: Option<Timestamp>,
    /// Why the last try failed.
    pub error: Option<String>,
}

/// What the last look through the whole log found.
#[derive(Debug, Clone, Serialize)]
pub struct LastCheck {
    /// When.
    pub at: Timestamp,
    /// Records that were looked at.
    pub events: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// Records without a name any more.
    pub shredded: u64,
    /// The first record that does not hold.
    pub bad: Option<i64>,
    /// What is wrong with it.
    pub why: String,
}

/// `/admin/audit/chain`.
#[derive(Debug, Clone, Serialize)]
pub struct AuditChain {
    /// It is being looked through: so many records of so many.
    pub running: Option<(u64, u64)>,
    /// Somebody asked; it begins in a moment.
    pub wanted: bool,
    /// The last look that came to its end.
    pub last: Option<LastCheck>,
    /// When the next is due; none for never.
    pub next_at: Option<Timestamp>,
    /// Records.
    pub events: i64,
    /// The last one that a checkpoint covers.
    pub checkpoint_seq: i64,
    /// When it was made; none without one.
    pub checkpoint_at: Option<Timestamp>,
    /// How many days names are kept.
    pub retention_days: u32,
    /// An owner set that; else it is `audit.retention_days`.
    pub retention_set: bool,
    /// May set it.
    pub may_set: bool,
    /// It was set just now.
    pub saved: bool,
    /// `audit.verify_hours`.
    pub verify_hours: u32,
    /// Copies that are configured.
    pub copies: Vec<LogCopy>,
    /// May forget people.
    pub may_forget: bool,
}

/// `/admin/audit/forget`.
#[derive(Debug, Clone, Serialize)]
pub struct AuditForget {
    /// Who, as typed; empty before.
    pub who: String,
    /// The name that was last seen for an account.
    pub name: Option<String>,
    /// What would be erased: events, accounts.
    pub would: Option<(u64, u64)>,
    /// There is a copy that has names in it.
    pub copied: bool,
}

fn sample_event(seq: i64, outcome: &str, full: bool) -> LogEvent {
    let some = |text: &str| full.then(|| text.to_owned());
    LogEvent {
        seq,
        at: Timestamp(1_795_000_000_000),
        label: "Password reset".to_owned(),
        kind: "password.reset".to_owned(),
        activity: some("Reset password (self-service)"),
        outcome: outcome.to_owned(),
        code: full.then(|| ToldCode { shown: "LK-0050".to_owned(), message: Some("wrong-code") }),
        facts: if full { vec![Fact { label: "Method".to_owned(), value: "sms".to_owned() }] } else { Vec::new() },
        login: some("alice"),
        actor: some("olga"),
        contact: some("\u{2022}\u{2022}\u{2022}\u{2022} 34"),
        address: some("203.0.113.9"),
        device: some("Firefox, Linux"),
        diagnostic: some("0000052D: Constraint violation"),
        account: some("019369b4-0000-7000-8000-000000000001"),
        support_id: some("K7Q2-M4XD"),
        flow: some("019369b4-0000-7000-8000-000000000002"),
    }
}

impl Page for AuditLog {
    const TEMPLATE: &'static str = "admin/audit_log.html";

    fn sample() -> Vec<Self> {
        let (full, bare) = (sample_event(1042, "success", true), sample_event(1041, "failure", false));
        let unknown = LogEvent {
            code: Some(ToldCode { shown: "LK-9999".to_owned(), message: None }),
            ..sample_event(1040, "pending", true)
        };
        let journey = |head: &LogEvent, more| LogJourney {
            begun: head.at,
            login: head.login.clone(),
            steps: vec![head.clone(), bare.clone(), unknown.clone()],
            head: head.clone(),
            more,
        };
        let kinds = vec![KindChoice { name: "password.reset".to_owned(), label: "Password reset".to_owned() }];
        let empty = Self {
            filter: LogFilter::default(),
            filtered: false,
            bad_day: false,
            kinds,
            journeys: Vec::new(),
            events: Vec::new(),
            newer: None,
            older: None,
            first: None,
            other_view: "/admin/audit?view=events".to_owned(),
            health: LogHealth::Unknown,
            forget: None,
            forgot: None,
        };
        let filter = LogFilter {
            who: "alice".to_owned(),
            support: "K7Q2-M4XD".to_owned(),
            from: "2026-11-01".to_owned(),
            to: "2026-11-30".to_owned(),
            kind: "password.reset".to_owned(),
            outcome: "failure".to_owned(),
            flow: "019369b4-0000-7000-8000-000000000002".to_owned(),
            events: false,
        };
        let link = |text: &str| Some(format!("/admin/audit?{text}"));
        let list = Self {
            filter: filter.clone(),
            filtered: true,
            journeys: vec![journey(&full, None), journey(&bare, Some(812)), journey(&unknown, None)],
            newer: link("after=9"),
            older: link("before=1"),
            first: link("who=alice"),
            health: LogHealth::Holds,
            forget: Some("/admin/audit/forget?who=alice".to_owned()),
            forgot: Some(3),
            ..empty.clone()
        };
        vec![
            Self { filtered: true, health: LogHealth::Running, filter: filter.clone(), ..empty.clone() },
            Self {
                filter: LogFilter { events: true, ..filter.clone() },
                events: vec![full, bare, unknown],
                health: LogHealth::Broken,
                ..list.clone()
            },
            Self {
                bad_day: true,
                filtered: true,
                filter: LogFilter { from: "soon".to_owned(), ..filter },
                ..empty.clone()
            },
            empty,
            list,
        ]
    }
}

impl Page for AuditChain {
    const TEMPLATE: &'static str = "admin/audit_chain.html";

    fn sample() -> Vec<Self> {
        let at = Timestamp(1_795_000_000_000);
        let good = LastCheck { at, events: 1042, checkpoints: 7, shredded: 12, bad: None, why: String::new() };
        let bad = LastCheck { bad: Some(25), why: "it was altered".to_owned(), ..good.clone() };
        let idle = Self {
            running: None,
            wanted: false,
            last: Some(good),
            next_at: Some(at),
            events: 1042,
            checkpoint_seq: 1000,
            checkpoint_at: Some(at),
            retention_days: 400,
            retention_set: false,
            may_set: true,
            saved: false,
            verify_hours: 24,
            copies: vec![
                LogCopy { name: "syslog".to_owned(), lag: 0, at: Some(at), error: None },
                LogCopy { name: "webhook".to_owned(), lag: 9, at: None, error: Some("connect".to_owned()) },
            ],
            may_forget: true,
        };
        vec![
            Self { running: Some((500, 1042)), ..idle.clone() },
            Self { running: Some((0, 0)), retention_set: true, saved: true, ..idle.clone() },
            Self { wanted: true, last: Some(bad), ..idle.clone() },
            Self {
                last: None,
                next_at: None,
                checkpoint_at: None,
                verify_hours: 0,
                copies: Vec::new(),
                may_forget: false,
                may_set: false,
                ..idle.clone()
            },
            idle,
        ]
    }
}

impl Page for AuditForget {
    const TEMPLATE: &'static str = "admin/audit_forget.html";

    fn sample() -> Vec<Self> {
        let ask = Self { who: String::new(), name: None, would: None, copied: false };
        let named = Self { who: "alice".to_owned(), would: Some((42, 1)), copied: true, ..ask.clone() };
        let id = "019369b4-0000-7000-8000-000000000001".to_owned();
        vec![
            Self { who: id, name: Some("alice".to_owned()), copied: false, ..named.clone() },
            Self { would: Some((0, 0)), ..named.clone() },
            ask,
            named,
        ]
    }
}
