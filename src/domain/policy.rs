//! Who may do what, with how many proofs. Flows are built against this type; whether it came from the file or
//! from the database they do not know.

use serde::{Deserialize, Serialize};

use super::method::Method;

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
