//! Everything about one person.

use serde::Serialize;

use super::limits::LimitLine;
use crate::{
    domain::{
        event::EventKind as E,
        explain::{Check, PolicyLine, PolicyReason, Reason, Way, WayState},
        method::Method,
        role::Role,
        security_info::Kind,
        time::Timestamp,
    },
    render::pages::Page,
};

/// What was just done: the end of the message `admin-people-done-<name>`.
pub const DONE: [&str; 10] = [
    "verified",
    "unlocked",
    "unlock-open",
    "unfrozen",
    "register",
    "signed-out",
    "revoked",
    "pass-revoked",
    "cleared",
    "nothing",
];

/// Kinds of events that have words: the end of the message `admin-people-event-<name>`, with hyphens for dots.
const TOLD: [E; 41] = [
    E::ResetStarted,
    E::AccountLookedUp,
    E::MethodChosen,
    E::CodeSent,
    E::GatePassed,
    E::GateFailed,
    E::ActionChosen,
    E::WritebackIntended,
    E::WritebackSettled,
    E::PasswordRefused,
    E::PasswordReset,
    E::PasswordChanged,
    E::AccountUnlocked,
    E::Blocked,
    E::HelpRequested,
    E::SignedIn,
    E::SignedOut,
    E::ProofGiven,
    E::MethodRegistered,
    E::MethodChanged,
    E::MethodRemoved,
    E::MethodImported,
    E::ImportUsed,
    E::InfoConfirmed,
    E::RegistrationPostponed,
    E::RegistrationCompleted,
    E::MethodWornOut,
    E::PassIssued,
    E::PassUsed,
    E::AccountFrozen,
    E::AccountUnfrozen,
    E::MessageFailed,
    E::CallerChecked,
    E::ContactRevealed,
    E::LimitsLifted,
    E::UnlockAsked,
    E::HelpAnswered,
    E::HelpClosed,
    E::ConsoleEntered,
    E::ConsoleDenied,
    E::ConsoleOutage,
];

/// The end of the message for an event of this kind; `other` for one without words.
#[must_use]
pub fn event_key(kind: &str) -> String {
    let told = TOLD.iter().any(|known| known.as_str() == kind);
    if told { kind.replace('.', "-") } else { "other".to_owned() }
}

/// Something registered.
#[derive(Debug, Clone, Serialize)]
pub struct MethodLine {
    /// The row.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// The masked contact.
    pub hint: Option<String>,
    /// What its owner calls it; untrusted text.
    pub name: Option<String>,
    /// When it was registered.
    pub added: Timestamp,
    /// When it last proved something.
    pub used: Option<Timestamp>,
    /// It is new and can be used from then on only.
    pub resting_until: Option<Timestamp>,
    /// Recovery codes that are left.
    pub left: Option<usize>,
    /// Too many wrong tries switched it off.
    pub worn: bool,
    /// How it came here, when its owner did not register it.
    pub imported: Option<ImportLine>,
}

/// How something came here that its owner did not register (R139).
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ImportLine {
    /// When an administrator brought it in.
    pub at: Timestamp,
    /// When its owner confirmed that it is theirs.
    pub verified: Option<Timestamp>,
}

/// A contact, masked or in full.
#[derive(Debug, Clone, Serialize)]
pub struct ContactLine {
    /// What it is: `email`, `phone`, `office`.
    pub kind: &'static str,
    /// The contact.
    pub contact: String,
    /// It is registered here; else the directory holds it.
    pub registered: bool,
}

/// A session.
#[derive(Debug, Clone, Serialize)]
pub struct SessionLine {
    /// When it began.
    pub began: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// Browser and system.
    pub device: String,
    /// The network.
    pub network: String,
}

/// One step of a journey.
#[derive(Debug, Clone, Serialize)]
pub struct EventLine {
    /// The end of its message.
    pub what: String,
    /// Its name in the log.
    pub kind: String,
    /// `success`, `failure`, `pending`.
    pub outcome: String,
    /// When.
    pub at: Timestamp,
    /// The method or kind that it was about, if it has words.
    pub thing: Option<&'static str>,
    /// The stem of the messages of its error code.
    pub error: Option<&'static str>,
    /// The server that was written to.
    pub server: Option<String>,
    /// Who did it, when it was not the person.
    pub actor: Option<String>,
    /// Why they did it, in their own words.
    pub reason: Option<String>,
}

/// A journey.
#[derive(Debug, Clone, Serialize)]
pub struct JourneyLine {
    /// What became of it.
    pub headline: EventLine,
    /// What to quote.
    pub support_id: Option<String>,
    /// Its steps, oldest first.
    pub events: Vec<EventLine>,
}

/// A write to the directory.
#[derive(Debug, Clone, Serialize)]
pub struct WriteLine {
    /// `reset`, `unlock`, `change`.
    pub kind: &'static str,
    /// `intended`, `done`, `refused`, `not-done`, `unknown`.
    pub state: &'static str,
    /// To which server.
    pub server: String,
    /// When.
    pub at: Timestamp,
    /// Why, in the directory's words.
    pub detail: Option<String>,
}

/// What the directory says of the account.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StateView {
    /// Locked out.
    pub locked: bool,
    /// Since when.
    pub locked_since: Option<Timestamp>,
    /// By an administrator.
    pub by_administrator: bool,
    /// Disabled.
    pub disabled: bool,
    /// Past its end date.
    pub ended: bool,
    /// `valid`, `expired`, `must-change`.
    pub password: &'static str,
    /// When it was set.
    pub password_set: Option<Timestamp>,
}

/// `/admin/people/{id}`.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// The account.
    pub id: String,
    /// The name to show; untrusted text.
    pub name: String,
    /// The short login name.
    pub login: String,
    /// The long one.
    pub principal: Option<String>,
    /// Where it is in the directory.
    pub place: String,
    /// Their roles in the console.
    pub roles: Vec<Role>,
    /// Nothing is in the way of a reset.
    pub can_reset: bool,
    /// The policy that applies.
    pub policy: String,
    /// How many proofs it takes.
    pub gates: usize,
    /// Every policy in order.
    pub policies: Vec<PolicyLine>,
    /// Every check.
    pub checks: Vec<Check>,
    /// Every way that the policy allows.
    pub ways: Vec<Way>,
    /// What is registered.
    pub methods: Vec<MethodLine>,
    /// Contacts of the directory, masked.
    pub held: Vec<ContactLine>,
    /// What the directory says.
    pub state: StateView,
    /// Frozen since.
    pub frozen_since: Option<Timestamp>,
    /// A pass works until then.
    pub pass_until: Option<Timestamp>,
    /// `nothing`, `register`, `reconfirm`.
    pub due: &'static str,
    /// Kinds that are missing.
    pub missing: u8,
    /// Limits in force, or nearly.
    pub limits: Vec<LimitLine>,
    /// One of them stops the person and may be lifted.
    pub clearable: bool,
    /// Open sessions.
    pub sessions: Vec<SessionLine>,
    /// The last journeys.
    pub journeys: Vec<JourneyLine>,
    /// The last writes.
    pub writes: Vec<WriteLine>,
    /// Who looks has the right to help people.
    pub may_help: bool,
    /// Who looks has the right to see contacts in full.
    pub may_reveal: bool,
    /// Whether they may help this person: `yes`, `oneself`, `elsewhere`, `not-above`, `protected`.
    pub act: &'static str,
    /// The caller was verified a moment ago.
    pub verified: bool,
    /// The policy has passes.
    pub passes: bool,
    /// Contacts in full, shown once.
    pub revealed: Option<Vec<ContactLine>>,
    /// One of [`DONE`].
    pub done: Option<&'static str>,
}

const AT: Timestamp = Timestamp(1_795_000_000_000);

fn event(kind: &str, outcome: &str) -> EventLine {
    EventLine {
        what: event_key(kind),
        kind: kind.to_owned(),
        outcome: outcome.to_owned(),
        at: AT,
        thing: None,
        error: None,
        server: None,
        actor: None,
        reason: None,
    }
}

fn full() -> Person {
    let check = |reason: &Reason| Check {
        ok: reason.is_ok(),
        reason: *reason,
        subject: Some("Pilot".to_owned()),
        have: Some(1),
        want: Some(2),
        at: Some(AT),
    };
    let line = |reason, fits, applies| PolicyLine {
        name: "pilot".to_owned(),
        fits,
        applies,
        reason,
        subjects: vec!["Pilot".to_owned(), "OU=Paris,DC=contoso,DC=com".to_owned()],
    };
    let states = [
        WayState::Usable,
        WayState::Missing,
        WayState::Resting,
        WayState::WornOut,
        WayState::OwnMailbox,
        WayState::NotCounted,
    ];
    let ways = Method::ALL.into_iter().zip(states.into_iter().cycle());
    let method = |kind| MethodLine {
        id: "01939c1e-0000-7000-8000-000000000001".to_owned(),
        kind,
        hint: Some("•••• 34".to_owned()),
        name: Some("Work laptop".to_owned()),
        added: AT,
        used: Some(AT),
        resting_until: Some(AT),
        left: Some(3),
        worn: true,
        imported: match kind {
            Kind::Phone => Some(ImportLine { at: AT, verified: None }),
            Kind::Mailbox => Some(ImportLine { at: AT, verified: Some(AT) }),
            _ => None,
        },
    };
    let contact = |kind, registered| ContactLine { kind, contact: "•••• 34".to_owned(), registered };
    let told = EventLine {
        thing: Some("sms"),
        error: Some("directory-down"),
        server: Some("dc1.contoso.com".to_owned()),
        actor: Some("olga".to_owned()),
        reason: Some("Seen in person at the desk".to_owned()),
        ..event(E::CodeSent.as_str(), "failure")
    };
    let events: Vec<EventLine> = TOLD
        .iter()
        .map(|kind| event(kind.as_str(), "success"))
        .chain([event("some.thing", "pending"), told.clone()])
        .collect();
    Person {
        id: "01939c1e-0000-7000-8000-000000000001".to_owned(),
        name: "Alice Liddell".to_owned(),
        login: "alice".to_owned(),
        principal: Some("alice@contoso.com".to_owned()),
        place: "CN=Alice,OU=Paris,DC=contoso,DC=com".to_owned(),
        roles: vec![Role::HelpDesk],
        can_reset: false,
        policy: "pilot".to_owned(),
        gates: 2,
        policies: vec![
            line(PolicyReason::Neither, false, false),
            line(PolicyReason::Unreadable, false, false),
            line(PolicyReason::Group, true, true),
            line(PolicyReason::Place, true, false),
            line(PolicyReason::Everybody, true, false),
        ],
        checks: Reason::ALL.iter().map(check).collect(),
        ways: ways.map(|(method, state)| Way { method, state, at: Some(AT) }).collect(),
        methods: Kind::ALL.map(method).to_vec(),
        held: ["email", "phone", "office"].map(|kind| contact(kind, false)).to_vec(),
        state: StateView {
            locked: true,
            locked_since: Some(AT),
            by_administrator: true,
            disabled: true,
            ended: true,
            password: "must-change",
            password_set: Some(AT),
        },
        frozen_since: Some(AT),
        pass_until: Some(AT),
        due: "register",
        missing: 2,
        limits: LimitLine::samples(),
        clearable: true,
        sessions: vec![SessionLine {
            began: AT,
            seen: AT,
            device: "Firefox, Linux".to_owned(),
            network: "203.0.113.0/24".to_owned(),
        }],
        journeys: vec![JourneyLine { headline: told, support_id: Some("K7Q2-M4XD".to_owned()), events }],
        writes: ["intended", "done", "refused", "not-done", "unknown"]
            .into_iter()
            .zip(["reset", "unlock", "change"].into_iter().cycle())
            .map(|(state, kind)| WriteLine {
                kind,
                state,
                server: "dc1.contoso.com".to_owned(),
                at: AT,
                detail: Some("constraint violation".to_owned()),
            })
            .collect(),
        may_help: true,
        may_reveal: true,
        act: "yes",
        verified: true,
        passes: true,
        revealed: Some(vec![contact("phone", true), contact("email", false)]),
        done: None,
    }
}

impl Page for Person {
    const TEMPLATE: &'static str = "admin/person.html";

    fn sample() -> Vec<Self> {
        let full = full();
        let bare = Self {
            name: "alice".to_owned(),
            principal: None,
            roles: Vec::new(),
            can_reset: true,
            checks: vec![Check {
                ok: true,
                reason: Reason::EnoughWays,
                subject: None,
                have: Some(2),
                want: Some(2),
                at: None,
            }],
            ways: Vec::new(),
            methods: Vec::new(),
            held: Vec::new(),
            state: StateView { password: "valid", ..StateView::default() },
            frozen_since: None,
            pass_until: None,
            due: "nothing",
            limits: Vec::new(),
            clearable: false,
            sessions: Vec::new(),
            journeys: vec![JourneyLine {
                headline: event(E::PasswordReset.as_str(), "success"),
                support_id: None,
                events: vec![event(E::PasswordReset.as_str(), "success")],
            }],
            writes: Vec::new(),
            verified: false,
            passes: false,
            revealed: None,
            ..full.clone()
        };
        let locked = StateView { locked: true, password: "expired", ..StateView::default() };
        let mut all = vec![
            full.clone(),
            Self { revealed: Some(Vec::new()), journeys: Vec::new(), ..bare.clone() },
            Self { may_help: false, may_reveal: false, due: "reconfirm", ..bare.clone() },
            Self { state: locked, gates: 1, ..bare.clone() },
        ];
        all.extend(["oneself", "elsewhere", "not-above", "protected"].map(|act| Self { act, ..full.clone() }));
        all.extend(DONE.map(|done| Self { done: Some(done), ..bare.clone() }));
        all
    }
}
