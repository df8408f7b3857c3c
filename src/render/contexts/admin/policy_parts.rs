//! What the policy's pages are made of.

use serde::Serialize;

use crate::domain::{
    error::Code,
    method::Method,
    policy::{
        diff::Change,
        document::{Bound, Document, Rules, Scope},
        fault::{At, Fault, Problem, Severity},
        field::{Field, Part, Value},
        set::EVERYBODY,
    },
    time::Timestamp,
};

/// A value, for templates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum Shown {
    /// Not set.
    Nothing,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(u64),
    /// A text; untrusted.
    Text(String),
    /// Texts; untrusted.
    List(Vec<String>),
    /// Methods.
    Methods(Vec<Method>),
    /// Whose passwords can be reset.
    Scope(Scope),
}

impl From<Value> for Shown {
    fn from(value: Value) -> Self {
        match value {
            Value::Nothing => Self::Nothing,
            Value::Flag(flag) => Self::Flag(flag),
            Value::Number(number) => Self::Number(number),
            Value::Text(text) => Self::Text(text),
            Value::List(list) | Value::Kept(list) if list.is_empty() => Self::Nothing,
            Value::List(list) | Value::Kept(list) => Self::List(list),
            Value::Methods(methods) if methods.is_empty() => Self::Nothing,
            Value::Methods(methods) => Self::Methods(methods),
            Value::Scope(scope) => Self::Scope(scope),
        }
    }
}

/// What people call a group or a place: the first part of its DN.
#[must_use]
pub fn short(name: &str) -> String {
    let Some((_, rest)) = name.split_once('=') else { return name.to_owned() };
    let (mut text, mut escaped) = (String::new(), false);
    for c in rest.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            ',' if !escaped => break,
            _ => {
                escaped = false;
                text.push(c);
            }
        }
    }
    if text.is_empty() { name.to_owned() } else { text }
}

/// A policy in plain sentences.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// Its name; none for everybody's.
    pub name: Option<String>,
    /// Its place in addresses.
    pub place: String,
    /// Whether it can be moved up, and down.
    pub movable: (bool, bool),
    /// Groups that it is for, short.
    pub for_groups: String,
    /// Places that it is for, short.
    pub for_below: String,
    /// Whose passwords can be reset.
    pub enabled: Scope,
    /// Groups in scope, short.
    pub groups: String,
    /// Groups out of scope, short.
    pub except: String,
    /// Proofs that a reset takes.
    pub gates: u8,
    /// The proofs.
    pub methods: Vec<Method>,
    /// Whether people are asked to register.
    pub asks: bool,
    /// How many kinds.
    pub register: usize,
    /// Days until people are asked whether it is still true.
    pub reconfirm_days: u16,
    /// Hours that a new way rests.
    pub cooling_off_hours: u64,
    /// Locked people may unlock.
    pub unlock: bool,
}

impl Card {
    /// The policies of a document in order, the one for everybody last.
    #[must_use]
    pub fn of(document: &Document) -> Vec<Self> {
        let last = document.policies.len();
        let bound = document.policies.iter().enumerate().map(|(n, bound)| {
            let card = Self::new(Some(bound), &bound.rules, n.to_string());
            Self { movable: (n > 0, n + 1 < last), ..card }
        });
        bound.chain([Self::new(None, &document.everybody, EVERYBODY.to_owned())]).collect()
    }

    fn new(bound: Option<&Bound>, rules: &Rules, place: String) -> Self {
        let listed = |names: &[String]| names.iter().map(|name| short(name)).collect::<Vec<_>>().join(", ");
        Self {
            name: bound.map(|bound| bound.name.clone()),
            place,
            movable: (false, false),
            for_groups: bound.map_or_else(String::new, |bound| listed(&bound.for_groups)),
            for_below: bound.map_or_else(String::new, |bound| listed(&bound.for_below)),
            enabled: rules.enabled,
            groups: listed(&rules.groups),
            except: listed(&rules.except_groups),
            gates: rules.gates,
            methods: Method::ALL.into_iter().filter(|method| rules.methods.contains(method)).collect(),
            asks: rules.require_registration,
            register: rules.methods_to_register.map_or_else(|| usize::from(rules.gates) + 1, usize::from),
            reconfirm_days: rules.reconfirm_days,
            cooling_off_hours: rules.cooling_off_hours,
            unlock: rules.unlock_without_reset,
        }
    }
}

/// A setting with its value and the usual one.
#[derive(Debug, Clone, Serialize)]
pub struct Setting {
    /// The id of its texts.
    pub id: String,
    /// Its value.
    pub value: Shown,
    /// The value that a new installation has.
    pub usual: Shown,
}

impl Setting {
    /// A setting with this value.
    #[must_use]
    pub fn new(field: Field, value: Value) -> Self {
        Self { id: field.id(), value: value.into(), usual: field.usual().into() }
    }

    /// All that policies share.
    #[must_use]
    pub fn shared(document: &Document) -> Vec<Self> {
        Field::of(Part::Shared).map(|field| Self::new(field, field.in_shared(&document.shared))).collect()
    }
}

/// One difference.
#[derive(Debug, Clone, Serialize)]
pub struct DiffLine {
    /// `added`, `removed`, `renamed`, `moved`, `set`.
    pub kind: &'static str,
    /// Whose; none for what all share. [`EVERYBODY`] for everybody's.
    pub policy: Option<String>,
    /// The setting.
    pub id: String,
    /// Before.
    pub old: Shown,
    /// Then.
    pub new: Shown,
    /// What comes, of a list.
    pub added: Vec<String>,
    /// What goes, of a list.
    pub removed: Vec<String>,
}

impl DiffLine {
    /// The differences as a table has them.
    #[must_use]
    pub fn of(changes: &[Change]) -> Vec<Self> {
        changes.iter().map(Self::new).collect()
    }

    fn new(change: &Change) -> Self {
        let number = |place: &usize| Shown::Number(u64::try_from(*place).unwrap_or(0));
        let line = |kind, policy: &str| Self {
            kind,
            policy: Some(policy.to_owned()),
            id: String::new(),
            old: Shown::Nothing,
            new: Shown::Nothing,
            added: Vec::new(),
            removed: Vec::new(),
        };
        match change {
            Change::Added { policy, place } => Self { new: number(place), ..line("added", policy) },
            Change::Removed { policy } => line("removed", policy),
            Change::Renamed { from, to } => {
                Self { old: Shown::Text(from.clone()), new: Shown::Text(to.clone()), ..line("renamed", to) }
            }
            Change::Moved { policy, from, to } => Self { old: number(from), new: number(to), ..line("moved", policy) },
            Change::Set { policy, field, old, new, added, removed } => Self {
                policy: policy.clone(),
                id: field.id(),
                old: old.clone().into(),
                new: new.clone().into(),
                added: if matches!(new, Value::Methods(_)) { Vec::new() } else { added.clone() },
                removed: if matches!(new, Value::Methods(_)) { Vec::new() } else { removed.clone() },
                ..line("set", "")
            },
        }
    }
}

/// Something wrong.
#[derive(Debug, Clone, Serialize)]
pub struct ShownProblem {
    /// Whose: a policy's name, [`EVERYBODY`], or none for what all share.
    pub policy: Option<String>,
    /// Its place in addresses.
    pub place: String,
    /// The setting.
    pub id: String,
    /// What is wrong: the end of the text's id.
    pub fault: &'static str,
    /// What it is about; untrusted. For methods their stable name.
    pub about: String,
    /// What it is about is a method.
    pub method: bool,
    /// Numbers of it.
    pub numbers: (u64, u64, u64),
    /// Whether it forbids to save.
    pub error: bool,
}

impl ShownProblem {
    /// The problems of a document.
    #[must_use]
    pub fn of(document: &Document, problems: &[Problem]) -> Vec<Self> {
        problems.iter().map(|problem| Self::new(document, problem)).collect()
    }

    fn new(document: &Document, problem: &Problem) -> Self {
        let (policy, place) = match problem.at {
            At::Shared => (None, "shared".to_owned()),
            At::Everybody => (Some(EVERYBODY.to_owned()), EVERYBODY.to_owned()),
            At::Policy(n) => (document.policies.get(n).map(|bound| bound.name.clone()), n.to_string()),
        };
        Self { policy, place, ..Self::bare(problem.field, &problem.fault, problem.severity()) }
    }

    /// A fault of a field in a form.
    #[must_use]
    pub fn bare(field: Field, fault: &Fault, severity: Severity) -> Self {
        Self {
            policy: None,
            place: String::new(),
            id: field.id(),
            fault: fault.as_str(),
            about: fault.about().unwrap_or_default(),
            method: matches!(fault, Fault::MethodTwice(_) | Fault::Alone(_) | Fault::NobodyCarries(_)),
            numbers: fault.numbers(),
            error: severity == Severity::Error,
        }
    }
}

/// A group or a place on a list.
#[derive(Debug, Clone, Serialize)]
pub struct Member {
    /// Its name in the document.
    pub name: String,
    /// What people call it.
    pub short: String,
    /// What it is for.
    pub description: Option<String>,
}

/// A list of groups or places, with its search.
#[derive(Debug, Clone, Serialize)]
pub struct GroupList {
    /// The setting.
    pub id: String,
    /// What is on it.
    pub entries: Vec<Member>,
    /// What was searched for.
    pub find: Option<String>,
    /// What was found and is not on it yet.
    pub found: Vec<Member>,
    /// The directory could not be asked.
    pub down: bool,
}

/// A method that may be allowed.
#[derive(Debug, Clone, Serialize)]
pub struct MethodBox {
    /// Which.
    pub method: Method,
    /// Whether it is.
    pub on: bool,
    /// Whether something here can carry it.
    pub carried: bool,
}

/// A field for a number.
#[derive(Debug, Clone, Serialize)]
pub struct NumberField {
    /// The setting.
    pub id: String,
    /// What stands in it.
    pub value: String,
    /// From.
    pub least: u64,
    /// To.
    pub most: u64,
    /// The usual value.
    pub usual: Shown,
    /// It could not be read.
    pub bad: bool,
}

/// A field for text.
#[derive(Debug, Clone, Serialize)]
pub struct TextField {
    /// The setting.
    pub id: String,
    /// What stands in it.
    pub value: String,
}

/// How many are met by an effect.
#[derive(Debug, Clone, Serialize)]
pub struct EffectCount {
    /// Which.
    pub effect: &'static str,
    /// How many.
    pub count: u64,
}

/// Somebody on a list.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// The login name.
    pub login: String,
    /// The display name; untrusted.
    pub name: String,
    /// Why, as a code: the stem of its texts.
    pub reason: Option<&'static str>,
}

impl Person {
    /// With the number of a code.
    #[must_use]
    pub fn new(login: String, name: String, reason: Option<i64>) -> Self {
        let code = reason.and_then(|number| Code::ALL.iter().find(|code| i64::from(code.number()) == number));
        Self { login, name, reason: code.map(|code| code.message()) }
    }
}

/// Who saved a version, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Saved {
    /// Its number.
    pub version: i64,
    /// When.
    pub at: Timestamp,
    /// Who; untrusted.
    pub author: String,
    /// Why; untrusted, may be empty.
    pub comment: String,
    /// The version that it brought back.
    pub undo_of: Option<i64>,
}

#[path = "policy_sample.rs"]
pub(super) mod sample;
