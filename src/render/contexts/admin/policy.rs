//! The policy: what is in force, drafts, previews, versions.

use serde::Serialize;

use super::policy_parts::{
    Card, DiffLine, EffectCount, GroupList, MethodBox, NumberField, Person, Saved, Setting, ShownProblem, TextField,
    sample,
};
use crate::{domain::policy::document::Scope, render::pages::Page};

/// `/admin/policy`: what is in force.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyHome {
    /// The version; 0 while it is the configuration file's.
    pub version: i64,
    /// Who saved it, and when.
    pub saved: Option<Saved>,
    /// The policies in order, the one for everybody last.
    pub cards: Vec<Card>,
    /// What all of them share.
    pub shared: Vec<Setting>,
    /// Whether the reader may change anything.
    pub may_change: bool,
    /// Whether they have a draft.
    pub draft: bool,
    /// What just happened: `saved`, `discarded`.
    pub note: Option<&'static str>,
    /// The kill switch: writing is on.
    pub writeback: bool,
}

impl Page for PolicyHome {
    const TEMPLATE: &'static str = "admin/policy_home.html";

    fn sample() -> Vec<Self> {
        let page = Self {
            version: 0,
            saved: None,
            cards: sample::cards(),
            shared: sample::settings(),
            may_change: true,
            draft: true,
            note: None,
            writeback: true,
        };
        vec![
            page.clone(),
            Self { version: 7, saved: Some(sample::saved()), note: Some("saved"), draft: false, ..page.clone() },
            Self { may_change: false, draft: false, note: Some("discarded"), writeback: false, ..page },
        ]
    }
}

/// `/admin/policy/draft`: what is being worked on.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyDraftPage {
    /// Which state of the draft the forms are for.
    pub revision: i64,
    /// The policies as they would be.
    pub cards: Vec<Card>,
    /// What is wrong.
    pub problems: Vec<ShownProblem>,
    /// What differs from the policy in force.
    pub changes: Vec<DiffLine>,
    /// Somebody saved this version meanwhile.
    pub overtaken: Option<i64>,
    /// What just happened: `stale`, `imported`, `reverted`, `kept`.
    pub note: Option<&'static str>,
    /// The directory could not be asked whether groups exist.
    pub directory_down: bool,
}

impl Page for PolicyDraftPage {
    const TEMPLATE: &'static str = "admin/policy_draft.html";

    fn sample() -> Vec<Self> {
        let page = Self {
            revision: 2,
            cards: sample::cards(),
            problems: Vec::new(),
            changes: Vec::new(),
            overtaken: None,
            note: None,
            directory_down: false,
        };
        let notes = ["stale", "imported", "reverted", "kept", "merged"];
        let mut all: Vec<Self> = notes.map(|note| Self { note: Some(note), ..page.clone() }).into();
        all.push(Self { changes: sample::changes(), problems: sample::problems(), ..page.clone() });
        all.push(Self { overtaken: Some(8), directory_down: true, ..page });
        all
    }
}

/// `/admin/policy/edit/{place}`: one policy.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyEdit {
    /// Which state of the draft the form is for.
    pub revision: i64,
    /// Its place in the address.
    pub place: String,
    /// Its name; none for everybody's.
    pub name: Option<TextField>,
    /// Whose passwords can be reset.
    pub enabled: Scope,
    /// Groups and places.
    pub lists: Vec<GroupList>,
    /// The proofs.
    pub methods: Vec<MethodBox>,
    /// Proofs that a reset takes.
    pub gates: u8,
    /// Yes or no, by the ids of the settings.
    pub flags: Vec<Setting>,
    /// Numbers.
    pub numbers: Vec<NumberField>,
    /// What is wrong with this policy.
    pub problems: Vec<ShownProblem>,
    /// A field that could not be read.
    pub error: Option<ShownProblem>,
}

impl Page for PolicyEdit {
    const TEMPLATE: &'static str = "admin/policy_edit.html";

    fn sample() -> Vec<Self> {
        let page = sample::edit();
        let bad = sample::unread("reconfirm-days");
        let mut typed = page.clone();
        for number in &mut typed.numbers {
            number.bad = number.id == "reconfirm-days";
        }
        vec![
            page.clone(),
            Self { name: None, place: "everybody".to_owned(), problems: sample::problems(), ..page },
            Self { error: Some(bad), ..typed },
        ]
    }
}

/// `/admin/policy/edit/shared`: what all policies share.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyShared {
    /// Which state of the draft the form is for.
    pub revision: i64,
    /// Yes or no.
    pub flags: Vec<Setting>,
    /// Numbers.
    pub numbers: Vec<NumberField>,
    /// Texts in one line.
    pub texts: Vec<TextField>,
    /// Texts in lines: one entry a line.
    pub areas: Vec<TextField>,
    /// What is wrong.
    pub problems: Vec<ShownProblem>,
    /// A field that could not be read.
    pub error: Option<ShownProblem>,
}

impl Page for PolicyShared {
    const TEMPLATE: &'static str = "admin/policy_shared.html";

    fn sample() -> Vec<Self> {
        let page = sample::shared();
        let bad = sample::unread("pass-minutes");
        let mut typed = page.clone();
        for number in &mut typed.numbers {
            number.bad = number.id == "pass-minutes";
        }
        vec![page.clone(), Self { problems: sample::problems(), ..page }, Self { error: Some(bad), ..typed }]
    }
}

/// `/admin/policy/preview`: what the draft would do, and the form that saves it.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyPreview {
    /// Which state of the draft the form is for.
    pub revision: i64,
    /// The version that it was made from.
    pub base: i64,
    /// What differs.
    pub changes: Vec<DiffLine>,
    /// What is wrong.
    pub problems: Vec<ShownProblem>,
    /// Whether nothing forbids to save it.
    pub fit: bool,
    /// The directory could not be asked whether groups exist: nothing can be saved.
    pub directory_down: bool,
    /// Somebody saved this version meanwhile.
    pub overtaken: Option<i64>,
    /// What they changed.
    pub theirs: Vec<DiffLine>,
    /// `no-scan`, `running`, `done`, `failed`.
    pub state: &'static str,
    /// Accounts looked at.
    pub seen: u64,
    /// How many are met by what.
    pub effects: Vec<EffectCount>,
    /// Why nobody could be counted.
    pub error: Option<String>,
    /// Whether the last proof is young enough to save.
    pub fresh: bool,
    /// The comment so far.
    pub comment: String,
    /// The version that it brings back.
    pub undo_of: Option<i64>,
}

impl Page for PolicyPreview {
    const TEMPLATE: &'static str = "admin/policy_preview.html";

    fn sample() -> Vec<Self> {
        let page = Self {
            revision: 3,
            base: 6,
            changes: sample::changes(),
            problems: Vec::new(),
            fit: true,
            directory_down: false,
            overtaken: None,
            theirs: Vec::new(),
            state: "done",
            seen: 12_345,
            effects: sample::effects(),
            error: None,
            fresh: true,
            comment: String::new(),
            undo_of: None,
        };
        vec![
            page.clone(),
            Self { state: "running", fresh: false, undo_of: Some(3), ..page.clone() },
            Self { state: "no-scan", problems: sample::problems(), fit: false, ..page.clone() },
            Self { state: "failed", error: Some("the group \"Pilot\" can not be counted".into()), ..page.clone() },
            Self { overtaken: Some(7), theirs: sample::changes(), ..page.clone() },
            Self { directory_down: true, ..page.clone() },
            Self { changes: Vec::new(), effects: Vec::new(), ..page },
        ]
    }
}

/// `/admin/policy/preview/{effect}`: whom it meets.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyAffected {
    /// What.
    pub effect: &'static str,
    /// How many.
    pub total: u64,
    /// Some of them.
    pub people: Vec<Person>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether this is the first page.
    pub first: bool,
    /// The list ends before everybody is on it.
    pub cut: Option<u64>,
    /// It is still being counted.
    pub running: bool,
}

impl Page for PolicyAffected {
    const TEMPLATE: &'static str = "admin/policy_affected.html";

    fn sample() -> Vec<Self> {
        let page = Self {
            effect: "loses",
            total: 412,
            people: sample::people(),
            next: Some("0".repeat(32)),
            first: false,
            cut: Some(20_000),
            running: true,
        };
        let empty =
            Self { people: vec![], next: None, first: true, cut: None, running: false, total: 0, ..page.clone() };
        let all = crate::domain::policy::effect::Effect::ALL.iter();
        let mut pages: Vec<Self> = all.map(|effect| Self { effect: effect.as_str(), ..page.clone() }).collect();
        pages.push(empty);
        pages
    }
}

/// `/admin/policy/versions`.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyVersions {
    /// The newest first.
    pub versions: Vec<Saved>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// Whether this is the first page.
    pub first: bool,
    /// The version in force.
    pub current: i64,
}

impl Page for PolicyVersions {
    const TEMPLATE: &'static str = "admin/policy_versions.html";

    fn sample() -> Vec<Self> {
        let one = sample::saved();
        let older = Saved { version: 6, comment: String::new(), undo_of: Some(3), ..one.clone() };
        vec![
            Self { versions: vec![one, older], next: Some(6), first: false, current: 7 },
            Self { versions: vec![], next: None, first: true, current: 0 },
        ]
    }
}

/// `/admin/policy/versions/{version}`: one version, compared with another.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyVersionPage {
    /// Its number.
    pub version: i64,
    /// Who saved it; none for the configuration file's.
    pub saved: Option<Saved>,
    /// The policies as it has them.
    pub cards: Vec<Card>,
    /// With which version it is compared.
    pub with: i64,
    /// What differs from that.
    pub changes: Vec<DiffLine>,
    /// The version in force.
    pub current: i64,
    /// Whether the reader may bring it back.
    pub may_change: bool,
    /// Whether a draft would be replaced.
    pub draft: bool,
}

impl Page for PolicyVersionPage {
    const TEMPLATE: &'static str = "admin/policy_version.html";

    fn sample() -> Vec<Self> {
        let page = Self {
            version: 6,
            saved: Some(sample::saved()),
            cards: sample::cards(),
            with: 5,
            changes: sample::changes(),
            current: 7,
            may_change: true,
            draft: true,
        };
        vec![
            page.clone(),
            Self { version: 0, saved: None, changes: vec![], draft: false, ..page.clone() },
            Self { version: 7, may_change: false, ..page },
        ]
    }
}

/// `/admin/policy/import`.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyImport {
    /// What was pasted.
    pub text: String,
    /// What is wrong with it, for administrators.
    pub error: Option<String>,
    /// Whether a draft would be replaced.
    pub draft: bool,
}

impl Page for PolicyImport {
    const TEMPLATE: &'static str = "admin/policy_import.html";

    fn sample() -> Vec<Self> {
        vec![
            Self { text: String::new(), error: None, draft: true },
            Self { text: "gates = two".into(), error: Some("line 1, column 9: no value".into()), draft: false },
        ]
    }
}

/// `/admin/policy/switch`: the kill switch.
#[derive(Debug, Clone, Serialize)]
pub struct PolicySwitch {
    /// Whether writing is on now.
    pub writeback: bool,
    /// The version that the form is for.
    pub base: i64,
    /// Whether the last proof is young enough.
    pub fresh: bool,
    /// The policy was changed by somebody else meanwhile.
    pub failed: bool,
    /// It can be switched on.
    pub may_start: bool,
}

impl Page for PolicySwitch {
    const TEMPLATE: &'static str = "admin/policy_switch.html";

    fn sample() -> Vec<Self> {
        let page = Self { writeback: true, base: 7, fresh: true, failed: false, may_start: true };
        vec![
            page.clone(),
            Self { writeback: false, fresh: false, ..page.clone() },
            Self { writeback: false, may_start: false, ..page.clone() },
            Self { failed: true, ..page },
        ]
    }
}
