//! Who may do what, with how many proofs. Flows are built against this type; whether it came from the file or
//! from the database they do not know.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use super::method::Method;

pub mod diff;
pub mod document;
pub mod effect;
pub mod fault;
pub mod field;
pub mod merge;
pub mod set;
pub mod validate;

pub use document::Document;
pub use set::{Applied, AppliesTo, Named, PolicySet};

/// A group as an administrator names it: a DN, or a plain name that the directory resolves.
pub type GroupName = String;

/// One policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Whose passwords can be reset here.
    pub enabled: Enabled,
    /// What proves who someone is.
    pub methods: Vec<Method>,
    /// How many proofs a reset takes.
    pub gates: Gates,
    /// A locked account may be unlocked with its old password kept.
    pub unlock_without_reset: bool,
    /// People are told of every reset and unlock, at every contact.
    pub notify_people: bool,
    /// The kill switch: off, nothing is written to the directory.
    pub writeback: bool,
    /// People type the whole phone number or address before a code is sent to it.
    pub ask_whole_contact: bool,
    /// The organisation's own mail domains: a mailbox in one is no gate (R54).
    pub own_mail_domains: Vec<String>,
    /// Fewest characters of a new password, in code points; the directory may ask for more.
    pub minimum_length: usize,
    /// Where people find help.
    pub help_desk: HelpDesk,
    /// What people register, and how it is kept true.
    #[serde(default)]
    pub registration: Registration,
    /// Protected accounts may be reset here too: with two gates always and never with security questions (6.2).
    #[serde(default)]
    pub protected_too: bool,
}

/// Whose passwords can be reset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enabled {
    /// Nobody's.
    None,
    /// Those of members of one of `groups`, nested ones too, who are in none of `except`. No group means nobody.
    Selected {
        /// Groups in scope.
        groups: Vec<GroupName>,
        /// Groups out of scope: an exclusion wins.
        except: Vec<GroupName>,
    },
    /// Everybody's but the members of `except`.
    All {
        /// Groups out of scope.
        except: Vec<GroupName>,
    },
}

/// How many proofs a reset takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gates {
    /// One: a risk that the administrator took knowingly; codes are longer (N8).
    One,
    /// Two, of different methods and destinations.
    Two,
}

impl Gates {
    /// The number.
    #[must_use]
    pub const fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// Where people find help: shown at the foot of every page, in the same place (U56).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct HelpDesk {
    /// A page or a `mailto:` or `tel:` link.
    pub link: Option<String>,
    /// What the link says, and the hours: `+1 555 0100, 8:00-18:00`.
    pub text: String,
    /// Who gets the "please help this person" mails.
    pub mailbox: Option<super::contact::Mailbox>,
}

/// What people register, and how it is kept true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// People are asked to register at sign-in, here and by the applications that ask.
    pub required: bool,
    /// Kinds of security info to register; by default one more than a reset takes gates.
    pub methods: Option<u8>,
    /// Days until people are asked whether their data is still true: 0 (never) to 730.
    pub reconfirm_days: u16,
    /// How often "remind me later" may be pressed.
    pub postpone_times: u32,
    /// Days after the first "remind me later" when it is no longer offered.
    pub postpone_days: u16,
    /// How long a new method rests before it can open a gate (N23). The first registration is exempt.
    pub cooling_off: Duration,
    /// Contacts that the directory holds count as registered.
    pub directory_contacts: bool,
    /// Security questions: how many to register, and to answer.
    pub questions: Questions,
    /// Origins (`https://intranet.contoso.com`) that a page may lead back to (R81).
    pub return_to: Vec<String>,
    /// How long a temporary pass works unless the help desk says otherwise.
    pub pass_life: Duration,
}

impl Default for Registration {
    fn default() -> Self {
        Self {
            required: true,
            methods: None,
            reconfirm_days: 180,
            postpone_times: 3,
            postpone_days: 14,
            cooling_off: Duration::from_secs(24 * 3600),
            directory_contacts: true,
            questions: Questions::default(),
            return_to: Vec::new(),
            pass_life: Duration::from_secs(3600),
        }
    }
}

/// Security questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    /// To register: 3 to 5.
    pub register: u8,
    /// To answer: 3 to 5, not more than to register.
    pub answer: u8,
    /// Own questions by language, beside or instead of the pool.
    pub own: BTreeMap<String, Vec<String>>,
    /// Whether the built-in pool is offered.
    pub pool: bool,
}

impl Default for Questions {
    fn default() -> Self {
        Self { register: 5, answer: 3, own: BTreeMap::new(), pool: true }
    }
}

impl Policy {
    /// The same for a protected account: two gates, no security questions, whatever is written (DESIGN 5, 6.2).
    #[must_use]
    pub fn for_protected(&self) -> Self {
        let mut policy = self.clone();
        policy.gates = Gates::Two;
        policy.methods.retain(|method| *method != Method::Questions);
        policy
    }

    /// Kinds of security info that a person is asked to register.
    #[must_use]
    pub fn kinds_to_register(&self) -> usize {
        let usual = self.gates.count().saturating_add(1);
        let possible = super::security_info::Kind::ALL
            .iter()
            .filter(|kind| kind.methods().iter().any(|method| self.methods.contains(method)))
            .count();
        self.registration.methods.map_or(usual, usize::from).max(self.gates.count()).min(possible)
    }
}

#[cfg(test)]
impl Policy {
    /// What unit tests begin with: text messages and mail, two gates.
    pub(in crate::domain) fn sample(enabled: Enabled) -> Self {
        Self {
            enabled,
            methods: vec![Method::Sms, Method::Email],
            gates: Gates::Two,
            unlock_without_reset: true,
            notify_people: true,
            writeback: true,
            ask_whole_contact: false,
            own_mail_domains: vec!["contoso.com".into()],
            minimum_length: 14,
            help_desk: HelpDesk::default(),
            registration: Registration::default(),
            protected_too: false,
        }
    }
}
