//! Security info: what people register, so that it can prove later who they are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{
    account::{AccountId, Contact},
    contact::{Mailbox, Phone},
    method::Method,
    time::Timestamp,
};

/// A kind of thing that can be registered, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A passkey or security key.
    Passkey,
    /// An authenticator app.
    App,
    /// A phone that takes text messages and calls.
    Phone,
    /// A desk phone: calls only.
    Office,
    /// A mailbox outside the organisation.
    Mailbox,
    /// A set of ten recovery codes.
    RecoveryCodes,
    /// Security questions with their answers.
    Questions,
}

impl Kind {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Passkey, Self::App, Self::Phone, Self::Office, Self::Mailbox, Self::RecoveryCodes, Self::Questions];

    /// The stable name, in addresses, rows and the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::App => "app",
            Self::Phone => "phone",
            Self::Office => "office",
            Self::Mailbox => "mailbox",
            Self::RecoveryCodes => "recovery-codes",
            Self::Questions => "questions",
        }
    }

    /// The kind with this stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The methods that one of these serves.
    #[must_use]
    pub const fn methods(self) -> &'static [Method] {
        match self {
            Self::Passkey => &[Method::Passkey],
            Self::App => &[Method::App],
            Self::Phone => &[Method::Sms, Method::Voice],
            Self::Office => &[Method::Office],
            Self::Mailbox => &[Method::Email],
            Self::RecoveryCodes => &[Method::RecoveryCode],
            Self::Questions => &[Method::Questions],
        }
    }

    /// The kind that serves `method`; a pass is issued, not registered.
    #[must_use]
    pub fn of(method: Method) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.methods().contains(&method))
    }

    /// How many of them one person may have (N25).
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Passkey => 10,
            Self::Phone => 3,
            Self::App | Self::Mailbox => 2,
            Self::Office | Self::RecoveryCodes | Self::Questions => 1,
        }
    }
}

/// A secret that is wiped when dropped: the seed of an authenticator app. Sealed wherever it is stored (R121).
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Seed(pub Vec<u8>);

impl PartialEq for Seed {
    /// In constant time (R126).
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Seed {}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// What is registered. The whole of it is sealed at rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Detail {
    /// A public key and its counters, in the JSON of the WebAuthn library.
    Passkey {
        /// `webauthn_rs::prelude::Passkey`.
        credential: String,
    },
    /// A shared secret of 160 bits (N14).
    App {
        /// The secret.
        seed: Seed,
        /// Steps of 30 seconds by which the app's clock was off at registration: -1, 0 or 1 (R49).
        drift: i8,
    },
    /// A mobile phone.
    Phone {
        /// Its number.
        number: Phone,
    },
    /// A desk phone.
    Office {
        /// Its number.
        number: Phone,
    },
    /// A mailbox.
    Mailbox {
        /// Its address.
        address: Mailbox,
    },
    /// The hashes are rows of their own, since each is used once.
    RecoveryCodes,
    /// Question ids (or own questions, as text) and the slow hashes of their normalised answers.
    Questions {
        /// By question.
        answers: BTreeMap<String, String>,
    },
}

impl Detail {
    /// Of which kind it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Passkey { .. } => Kind::Passkey,
            Self::App { .. } => Kind::App,
            Self::Phone { .. } => Kind::Phone,
            Self::Office { .. } => Kind::Office,
            Self::Mailbox { .. } => Kind::Mailbox,
            Self::RecoveryCodes => Kind::RecoveryCodes,
            Self::Questions { .. } => Kind::Questions,
        }
    }

    /// The contact that codes go to, for the kinds that have one.
    #[must_use]
    pub fn contact(&self) -> Option<Contact> {
        match self {
            Self::Phone { number } => Some(Contact::Mobile(number.clone())),
            Self::Office { number } => Some(Contact::Office(number.clone())),
            Self::Mailbox { address } => Some(Contact::Mail(address.clone())),
            _ => None,
        }
    }
}

/// One registered method.
#[derive(Debug, Clone)]
pub struct Registered {
    /// Row id.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// What it is.
    pub detail: Detail,
    /// What its owner calls it; untrusted text, may be empty.
    pub name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// From when on it can open a gate: new methods rest (N23).
    pub usable_from: Timestamp,
    /// When its owner last said that it is still true.
    pub confirmed_at: Timestamp,
    /// When it last proved something.
    pub used_at: Option<Timestamp>,
    /// An administrator brought it in; none for what its owner registered.
    pub imported: Option<Imported>,
}

/// How something came here that its owner did not register (R139).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// When an administrator brought it in.
    pub at: Timestamp,
    /// When its owner confirmed that it is theirs, by the code that was sent to it.
    pub verified_at: Option<Timestamp>,
}

impl Registered {
    /// Brought in by an administrator, and not confirmed by its owner yet (R139): it stands in for what they register
    /// themselves, as a contact of the directory does.
    #[must_use]
    pub const fn is_unverified(&self) -> bool {
        matches!(self.imported, Some(Imported { verified_at: None, .. }))
    }

    /// Of which kind it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.detail.kind()
    }

    /// Whether it can open a gate now.
    #[must_use]
    pub fn is_rested(&self, now: Timestamp) -> bool {
        self.usable_from <= now
    }
}

/// What Latchkey knows of a person besides their methods. The row is made when it is first needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Whose.
    pub account: AccountId,
    /// The random WebAuthn user handle: it says nothing of the account.
    pub handle: Uuid,
    /// When enough was registered for the first time.
    pub registered_at: Option<Timestamp>,
    /// When the list was last confirmed or changed.
    pub confirmed_at: Option<Timestamp>,
    /// How often "remind me later" was pressed since it was last asked for.
    pub postponed: u32,
    /// When it was first postponed.
    pub postponed_since: Option<Timestamp>,
    /// Self-service is frozen since (R135): "this wasn't me" was pressed.
    pub frozen_at: Option<Timestamp>,
    /// The help desk asked for a new registration.
    pub must_register: bool,
    /// The method shown first.
    pub default_method: Option<Method>,
}

impl Person {
    /// Somebody of whom nothing is known yet.
    #[must_use]
    pub const fn new(account: AccountId, handle: Uuid) -> Self {
        Self {
            account,
            handle,
            registered_at: None,
            confirmed_at: None,
            postponed: 0,
            postponed_since: None,
            frozen_at: None,
            must_register: false,
            default_method: None,
        }
    }
}
