//! Registering phones and mailboxes, removing, trying.

use serde::Serialize;

use super::fields::FieldError;
use crate::{domain::security_info::Kind, render::pages::Page};

/// `/security-info/add`: what would you like to add?
#[derive(Debug, Clone, Default, Serialize)]
pub struct AddChoice {
    /// The kinds that may be added, strongest first.
    pub kinds: Vec<KindChoice>,
}

/// One kind to add.
#[derive(Debug, Clone, Serialize)]
pub struct KindChoice {
    /// Which.
    pub kind: Kind,
    /// Where to.
    pub path: &'static str,
    /// The person has one already.
    pub more: bool,
    /// It is the strongest of the list.
    pub strongest: bool,
}

impl Page for AddChoice {
    const TEMPLATE: &'static str = "add.html";

    fn sample() -> Vec<Self> {
        let kinds = |more| Kind::ALL.map(|kind| KindChoice { kind, path: "/", more, strongest: kind == Kind::Passkey });
        vec![Self { kinds: kinds(false).into() }, Self { kinds: kinds(true).into() }, Self::default()]
    }
}

/// A contact that the directory holds: one press registers it.
#[derive(Debug, Clone, Serialize)]
pub struct HeldContact {
    /// What the form says.
    pub value: String,
    /// The masked contact.
    pub hint: String,
}

/// What is wrong with a contact that someone wants to register; each text says what to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum NewContactError {
    /// Nothing typed.
    Empty,
    /// Not a phone number, not a mail address.
    Malformed,
    /// A number without its country.
    NoCountry,
    /// A landline.
    Landline,
    /// Premium, satellite, service.
    NumberKind,
    /// A country that gets no codes.
    Country,
    /// A mailbox of the organisation (R54).
    OwnDomain,
    /// Registered already.
    Yours,
    /// The directory holds no such contact.
    NotHeld,
}

impl From<NewContactError> for FieldError {
    fn from(error: NewContactError) -> Self {
        Self::plain(match error {
            NewContactError::Empty => "empty",
            NewContactError::Malformed => "malformed",
            NewContactError::NoCountry => "no-country",
            NewContactError::Landline => "landline",
            NewContactError::NumberKind => "number-kind",
            NewContactError::Country => "country",
            NewContactError::OwnDomain => "own-domain",
            NewContactError::Yours => "yours",
            NewContactError::NotHeld => "not-held",
        })
    }
}

/// `/security-info/add/phone`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AddPhone {
    /// What was typed before.
    pub value: String,
    /// Numbers that the directory holds.
    pub held: Vec<HeldContact>,
    /// A code can come by text message.
    pub by_text: bool,
    /// A code can come by a call.
    pub by_call: bool,
    /// The id of the phone that is replaced.
    pub replaces: Option<String>,
    /// Something safer than text messages is offered (R138).
    pub safer: bool,
    /// What is wrong.
    pub error: Option<NewContactError>,
}

impl Page for AddPhone {
    const TEMPLATE: &'static str = "add_phone.html";

    fn sample() -> Vec<Self> {
        let held = vec![HeldContact { value: "ab12".to_owned(), hint: "••••••34".to_owned() }];
        let plain = Self { by_text: true, ..Self::default() };
        let full = Self { held, by_call: true, safer: true, replaces: Some("id".to_owned()), ..plain.clone() };
        let errors = [
            NewContactError::Empty,
            NewContactError::Malformed,
            NewContactError::NoCountry,
            NewContactError::Landline,
            NewContactError::NumberKind,
            NewContactError::Country,
            NewContactError::Yours,
            NewContactError::NotHeld,
        ];
        let mut all = vec![plain.clone(), full.clone(), Self { by_text: false, ..full }];
        all.extend(errors.map(|error| Self { value: "555".to_owned(), error: Some(error), ..plain.clone() }));
        all
    }
}

/// `/security-info/add/mailbox`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AddMailbox {
    /// What was typed before.
    pub value: String,
    /// Mailboxes that the directory holds.
    pub held: Vec<HeldContact>,
    /// The id of the mailbox that is replaced.
    pub replaces: Option<String>,
    /// What is wrong.
    pub error: Option<NewContactError>,
}

impl Page for AddMailbox {
    const TEMPLATE: &'static str = "add_mailbox.html";

    fn sample() -> Vec<Self> {
        let held =
            vec![HeldContact { value: "ab12".to_owned(), hint: "a•••••@e•••••.net".to_owned() }];
        let errors = [
            NewContactError::Empty,
            NewContactError::Malformed,
            NewContactError::OwnDomain,
            NewContactError::Yours,
            NewContactError::NotHeld,
        ];
        let mut all = vec![Self::default(), Self { held, replaces: Some("id".to_owned()), ..Self::default() }];
        all.extend(errors.map(|error| Self { value: "alice".to_owned(), error: Some(error), ..Self::default() }));
        all
    }
}

/// `/security-info/add/office`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AddOffice {
    /// The desk phone that the directory holds.
    pub held: Option<HeldContact>,
    /// What is wrong.
    pub error: Option<NewContactError>,
}

impl Page for AddOffice {
    const TEMPLATE: &'static str = "add_office.html";

    fn sample() -> Vec<Self> {
        let held = Some(HeldContact { value: "ab12".to_owned(), hint: "••••••34".to_owned() });
        let errors = [
            NewContactError::NotHeld,
            NewContactError::NumberKind,
            NewContactError::Landline,
            NewContactError::Country,
            NewContactError::Yours,
        ];
        let mut all = vec![Self::default(), Self { held: held.clone(), error: None }];
        all.extend(errors.map(|error| Self { held: held.clone(), error: Some(error) }));
        all
    }
}

/// `/security-info/remove`.
#[derive(Debug, Clone, Serialize)]
pub struct RemoveInfo {
    /// Row id.
    pub id: String,
    /// Of which kind.
    pub kind: Kind,
    /// The masked contact or the name; may be empty.
    pub hint: String,
    /// It is the last one.
    pub last: bool,
    /// It is the only one of the strongest kind.
    pub strongest: bool,
    /// How many kinds would be missing.
    pub missing: u32,
}

impl Page for RemoveInfo {
    const TEMPLATE: &'static str = "info_remove.html";

    fn sample() -> Vec<Self> {
        let of = |kind| Self {
            id: "id".to_owned(),
            kind,
            hint: "••••••34".to_owned(),
            last: false,
            strongest: false,
            missing: 0,
        };
        let mut all = Vec::from(Kind::ALL.map(of));
        all.extend([
            Self { hint: String::new(), ..of(Kind::RecoveryCodes) },
            Self { last: true, missing: 3, ..of(Kind::Phone) },
            Self { strongest: true, ..of(Kind::Passkey) },
            Self { missing: 1, ..of(Kind::Mailbox) },
        ]);
        all
    }
}

/// `/security-info/try`, at its end: it works.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InfoTried {}

impl Page for InfoTried {
    const TEMPLATE: &'static str = "info_tried.html";

    fn sample() -> Vec<Self> {
        vec![Self {}]
    }
}
