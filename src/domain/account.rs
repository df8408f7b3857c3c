//! An account as a directory knows it: who it is, what state it is in, how its owner can be reached.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    contact::{Mailbox, Phone},
    time::Timestamp,
};

/// The organisation that a row or a setting belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(pub Uuid);

impl TenantId {
    /// The one tenant of a single-organisation install, made by the first migration.
    pub const DEFAULT: Self = Self(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
}

/// An account's immutable identity: objectGUID (Active Directory), entryUUID (OpenLDAP), nsUniqueId (389-DS),
/// ipaUniqueID (FreeIPA) or the embedded directory's row id. Never a name or a DN: those move (R96).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub Uuid);

/// A snapshot of one account, read from its directory.
#[derive(Debug, Clone)]
pub struct Account {
    /// Immutable identity.
    pub id: AccountId,
    /// The short login name (sAMAccountName, uid).
    pub login: String,
    /// The long login name (userPrincipalName), where the directory has one.
    pub principal: Option<String>,
    /// The name to show. Untrusted text (R100).
    pub display_name: String,
    /// Names that a password must not contain: given name, surname, display name, login name.
    pub names: Vec<String>,
    /// preferredLanguage, a BCP 47 tag, as the directory holds it.
    pub language: Option<String>,
    /// Where it is in the directory (a DN), for the audit log and the admin. Not an identity.
    pub location: String,
    /// Enabled, locked, expired, protected ...
    pub state: AccountState,
    /// Mailboxes and mobile phones from the mapped attributes, in the order of the mapping, without doubles.
    pub contacts: Vec<Contact>,
}

/// What the directory says of an account's fitness.
#[derive(Debug, Clone, Default)]
pub struct AccountState {
    /// Switched off by an administrator.
    pub disabled: bool,
    /// Past its end date (accountExpires, shadowExpire).
    pub expired: bool,
    /// Locked out after wrong passwords (or, on ppolicy, by an administrator).
    pub lock: Option<Lock>,
    /// How the password stands.
    pub password: PasswordState,
    /// When it was set; `None` where the directory does not say, or when it must be changed before anything else.
    pub password_set: Option<Timestamp>,
    /// Why nobody may reset it here, if so (R114).
    pub protection: Option<Protection>,
}

/// A lockout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// Since when; `None` where the directory does not say.
    pub since: Option<Timestamp>,
    /// An administrator's lock (ppolicy `000001010000Z`), which self-service does not lift.
    pub by_administrator: bool,
}

/// How the password stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PasswordState {
    /// Usable.
    #[default]
    Valid,
    /// Past its maximum age.
    Expired,
    /// Must be changed at next logon.
    MustChange,
}

/// Why an account is protected: it can not be reset here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protection {
    /// `adminCount=1`: AdminSDHolder guards it, or did.
    AdminCount,
    /// A member, directly or through other groups, of this privileged group.
    PrivilegedGroup(String),
    /// A service account: gMSA, has service principal names, in a service OU of the configuration, krbtgt.
    Service,
    /// A computer or inter-domain trust account.
    Machine,
    /// Named in the configuration.
    Configured,
}

/// A way to reach the account's owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    /// A mailbox.
    Mail(Mailbox),
    /// A phone that takes text messages.
    Mobile(Phone),
    /// A desk phone: calls only.
    Office(Phone),
}
