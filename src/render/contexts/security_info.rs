//! The list of what is registered, the wizard while something is due, and the ends of both.

use serde::Serialize;

use crate::{
    domain::{method::Method, security_info::Kind, time::Timestamp},
    render::{pages::Page, paths},
};

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
pub struct InfoItem {
    /// The row; none for a contact of the organisation's records.
    pub id: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The masked contact.
    pub hint: Option<String>,
    /// What its owner calls it; untrusted text.
    pub name: Option<String>,
    /// When it was registered.
    pub added: Option<Timestamp>,
    /// When it last proved something.
    pub used: Option<Timestamp>,
    /// It is new and can be used from then on only.
    pub resting_until: Option<Timestamp>,
    /// Recovery codes that are left.
    pub left: Option<u32>,
    /// It is the one shown first.
    pub first: bool,
    /// The method that would be shown first, where that can be chosen.
    pub choose_first: Option<Method>,
    /// Whether it can be tried without using something up.
    pub can_try: bool,
    /// Too many wrong tries switched it off (N7).
    pub worn: bool,
    /// An administrator brought it in, and its owner did not confirm it yet (R139).
    pub unverified: bool,
    /// The organisation's own mailbox: no proof (R54).
    pub own: bool,
    /// Where a contact of the organisation's records is confirmed.
    pub confirm: Option<&'static str>,
}

/// What is registered, and what the organisation has on record.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InfoList {
    /// What is registered, strongest first.
    pub items: Vec<InfoItem>,
    /// Contacts of the organisation's records that are not registered.
    pub held: Vec<InfoItem>,
    /// Whether those count.
    pub held_counts: bool,
    /// How many kinds there are.
    pub have: usize,
    /// How many are asked for.
    pub wanted: usize,
    /// Whether lines have their buttons.
    pub actions: bool,
}

/// Something that can be registered, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InfoChoice {
    /// What.
    pub kind: Kind,
    /// Its page.
    pub href: &'static str,
}

impl InfoChoice {
    /// The page that registers `kind`.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        let href = match kind {
            Kind::Passkey => paths::ADD_PASSKEY,
            Kind::App => paths::ADD_APP,
            Kind::Phone => paths::ADD_PHONE,
            Kind::Office => paths::ADD_OFFICE,
            Kind::Mailbox => paths::ADD_MAILBOX,
            Kind::RecoveryCodes => paths::ADD_RECOVERY,
            Kind::Questions => paths::ADD_QUESTIONS,
        };
        Self { kind, href }
    }
}

/// The way back to where the person came from: always a link that names its host, never a redirect (R81).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Back {
    /// The address; of an allowed origin.
    pub href: String,
    /// Its host.
    pub host: String,
}

/// What happened on the page before; said once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flash {
    /// Something was registered.
    Added,
    /// Something was removed.
    Removed,
    /// The list was confirmed.
    Confirmed,
    /// "Remind me later".
    Postponed,
    /// Another method is shown first.
    Default,
    /// A method was tried, and works.
    Tried,
    /// Other sessions were ended.
    OthersEnded,
    /// What an administrator had brought in was confirmed.
    Verified,
}

impl Flash {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Added,
        Self::Removed,
        Self::Confirmed,
        Self::Postponed,
        Self::Default,
        Self::Tried,
        Self::OthersEnded,
        Self::Verified,
    ];

    /// The one with this stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "added" => Self::Added,
            "removed" => Self::Removed,
            "confirmed" => Self::Confirmed,
            "postponed" => Self::Postponed,
            "default" => Self::Default,
            "tried" => Self::Tried,
            "others-ended" => Self::OthersEnded,
            "verified" => Self::Verified,
            _ => return None,
        })
    }
}

/// `/security-info` while nothing is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct SecurityInfo {
    /// What there is.
    pub list: InfoList,
    /// Something can be registered.
    pub can_add: bool,
    /// Fewer than two are registered: keep at it (R137).
    pub too_few: bool,
    /// Recovery codes are possible, and there are none.
    pub no_codes: bool,
    /// Where the person came from.
    pub back: Option<Back>,
    /// What happened just now.
    pub flash: Option<Flash>,
}

/// `/security-info` while registration is due: the wizard.
#[derive(Debug, Clone, Serialize)]
pub struct InfoWizard {
    /// What there is.
    pub list: InfoList,
    /// The strongest that can be added.
    pub best: Option<InfoChoice>,
    /// The others.
    pub others: Vec<InfoChoice>,
    /// "Remind me later" is offered.
    pub may_postpone: bool,
    /// What happened just now.
    pub flash: Option<Flash>,
}

/// `/security-info` while a reconfirmation is due.
#[derive(Debug, Clone, Serialize)]
pub struct InfoReconfirm {
    /// What there is.
    pub list: InfoList,
    /// Something can be registered.
    pub can_add: bool,
    /// "Remind me later" is offered.
    pub may_postpone: bool,
    /// What happened just now.
    pub flash: Option<Flash>,
}

/// `/security-info` when what was due is done.
#[derive(Debug, Clone, Serialize)]
pub struct InfoDone {
    /// What there is.
    pub list: InfoList,
    /// Where the person came from.
    pub back: Option<Back>,
}

/// An item and a list for samples.
fn items() -> Vec<InfoItem> {
    let at = Timestamp(1_795_000_000_000);
    let bare = InfoItem {
        id: Some("01939c1e-0000-7000-8000-000000000001".to_owned()),
        kind: Kind::Passkey,
        hint: None,
        name: None,
        added: Some(at),
        used: None,
        resting_until: None,
        left: None,
        first: false,
        choose_first: None,
        can_try: true,
        worn: false,
        unverified: false,
        own: false,
        confirm: None,
    };
    let later = Some(Timestamp(1_795_086_400_000));
    vec![
        InfoItem { name: Some("Work laptop".to_owned()), used: Some(at), first: true, ..bare.clone() },
        InfoItem { kind: Kind::App, resting_until: later, choose_first: Some(Method::App), ..bare.clone() },
        InfoItem { kind: Kind::Phone, hint: Some("•••• 34".to_owned()), worn: true, ..bare.clone() },
        InfoItem { kind: Kind::Office, hint: Some("•••• 00".to_owned()), unverified: true, ..bare.clone() },
        InfoItem { kind: Kind::Mailbox, hint: Some("a•••@h•••.test".to_owned()), ..bare.clone() },
        InfoItem { kind: Kind::RecoveryCodes, left: Some(7), can_try: false, ..bare.clone() },
        InfoItem { kind: Kind::RecoveryCodes, left: Some(1), can_try: false, ..bare.clone() },
        InfoItem { kind: Kind::Questions, ..bare },
    ]
}

fn held() -> Vec<InfoItem> {
    let mut held: Vec<InfoItem> = items().drain(2..5).collect();
    for item in &mut held {
        (item.id, item.added, item.can_try, item.worn) = (None, None, false, false);
        item.unverified = false;
        item.confirm = Some(paths::ADD_PHONE);
    }
    if let Some(last) = held.last_mut() {
        (last.own, last.confirm) = (true, None);
    }
    held
}

fn lists(actions: bool) -> [InfoList; 3] {
    let full = InfoList { items: items(), held: held(), held_counts: true, have: 5, wanted: 3, actions };
    let some = InfoList { items: items().drain(..1).collect(), held_counts: false, have: 1, ..full.clone() };
    let none = InfoList { held: Vec::new(), items: Vec::new(), have: 0, ..full.clone() };
    [full, some, none]
}

fn back() -> Option<Back> {
    Some(Back { href: "https://intranet.example.org/start".to_owned(), host: "intranet.example.org".to_owned() })
}

impl Page for SecurityInfo {
    const TEMPLATE: &'static str = "security_info.html";

    fn sample() -> Vec<Self> {
        let [full, some, none] = lists(true);
        let usual = Self { list: full, can_add: true, too_few: false, no_codes: false, back: back(), flash: None };
        let mut all = vec![
            usual.clone(),
            Self { list: some, too_few: true, no_codes: true, back: None, ..usual.clone() },
            Self { list: none, too_few: true, can_add: false, ..usual.clone() },
        ];
        all.extend(Flash::ALL.map(|flash| Self { flash: Some(flash), ..usual.clone() }));
        all
    }
}

impl Page for InfoWizard {
    const TEMPLATE: &'static str = "info_wizard.html";

    fn sample() -> Vec<Self> {
        let choices: Vec<InfoChoice> = Kind::ALL.into_iter().map(InfoChoice::new).collect();
        let [full, some, none] = lists(false);
        let mut all: Vec<Self> = choices
            .iter()
            .map(|best| Self {
                list: none.clone(),
                best: Some(*best),
                others: choices.clone(),
                may_postpone: true,
                flash: None,
            })
            .collect();
        all.push(Self { list: some, best: None, others: vec![], may_postpone: false, flash: Some(Flash::Added) });
        all.push(Self { list: full, best: None, others: vec![], may_postpone: true, flash: None });
        all
    }
}

impl Page for InfoReconfirm {
    const TEMPLATE: &'static str = "info_reconfirm.html";

    fn sample() -> Vec<Self> {
        let [full, some, _] = lists(true);
        vec![
            Self { list: full, can_add: true, may_postpone: true, flash: Some(Flash::Removed) },
            Self { list: some, can_add: false, may_postpone: false, flash: None },
        ]
    }
}

impl Page for InfoDone {
    const TEMPLATE: &'static str = "info_done.html";

    fn sample() -> Vec<Self> {
        let [full, some, _] = lists(false);
        vec![Self { list: full, back: back() }, Self { list: some, back: None }]
    }
}
