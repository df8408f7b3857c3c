//! Floor 4: the organisation's directory, behind traits that are split by privilege: a flow is handed only the
//! trait that its step needs.
//!
//! Drivers: `embedded` (over our own store, argon2) and `ldap` (Active Directory, OpenLDAP and kin).

pub mod ldap;
pub mod measured;
pub mod scan;
pub mod watch;

pub mod embedded;

use std::collections::BTreeSet;

use async_trait::async_trait;
use tokio::sync::mpsc;

use crate::domain::{
    account::{Account, AccountId},
    identifier::LoginName,
    password::{NewPassword, PasswordRules, Refusal},
    policy::GroupName,
    time::Timestamp,
};

/// The answer to "who is this?".
#[derive(Debug)]
pub enum Found {
    /// Exactly one account, and its login name is the one typed (accents compared too, R95).
    One(Box<Account>),
    /// None.
    Nobody,
    /// More than one, or one whose name only looks alike. Outwardly the same as none; logged.
    Ambiguous,
}

/// An account whose password ends soon.
#[derive(Debug)]
pub struct Expiring {
    /// Whose.
    pub account: Account,
    /// When.
    pub at: Timestamp,
}

/// A directory could not answer. The text is for the admin: it names server and cause, never a password.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// No server answered in time, or none let the service account in.
    #[error("no directory server can be used: {0}")]
    Unavailable(String),
    /// A server answered with something else than it should.
    #[error("the directory answered unexpectedly: {0}")]
    Unexpected(String),
}

/// Looks, and changes nothing.
#[async_trait]
pub trait DirectoryRead: Send + Sync {
    /// Finds an account by what a person typed: short name, UPN, `DOMAIN\name`, work mail address.
    async fn find(&self, login: &LoginName) -> Result<Found, DirectoryError>;

    /// Reads an account by its immutable identity; `None` when it is gone.
    async fn get(&self, id: AccountId) -> Result<Option<Account>, DirectoryError>;

    /// Which of `among` the account is a member of, directly or through other groups. A group that does not
    /// exist, or can not be read, is an error: it must never count as "not excluded".
    async fn memberships(&self, id: AccountId, among: &[GroupName]) -> Result<BTreeSet<GroupName>, DirectoryError>;

    /// Whether there is certainly no such group: the directory answers, shows other groups, and not this one. A driver
    /// that can not tell never says so.
    async fn lacks_group(&self, group: &GroupName) -> Result<bool, DirectoryError> {
        let _ = group;
        Ok(false)
    }

    /// Whether there is such a part of the directory (an OU, a container, a domain): its name as the directory spells it.
    /// A directory without parts has none.
    async fn place(&self, name: &str) -> Result<Option<String>, DirectoryError> {
        let _ = name;
        Ok(None)
    }

    /// The password rules in force for the account, as far as they can be read.
    async fn password_rules(&self, id: AccountId) -> Result<PasswordRules, DirectoryError>;

    /// Hands over every account that is in use and whose password ends after now and before `until`, in no order. Where
    /// passwords never end there is nobody. Protection by groups is not looked up.
    async fn expiring(&self, until: Timestamp, to: &mpsc::Sender<Expiring>) -> Result<(), DirectoryError> {
        let _ = (until, to);
        Ok(())
    }

    /// Whether any server can be used now; for readiness. Cheap: no search when the pool is warm.
    async fn ready(&self) -> Result<(), DirectoryError>;
}

/// A group of the directory, as a picker shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupEntry {
    /// The name that a policy holds: its DN, or its plain name where the directory has no DNs.
    pub name: GroupName,
    /// What people call it.
    pub display_name: String,
    /// What it is for, if it says so.
    pub description: Option<String>,
}

/// Reads groups: to choose them, and to count whom a policy means.
#[async_trait]
pub trait GroupRead: Send + Sync {
    /// Groups whose name begins with `text`, or has a word that does; `most` at most, in the order of their names.
    ///
    /// # Errors
    /// [`DirectoryError`].
    async fn find_groups(&self, text: &str, most: usize) -> Result<Vec<GroupEntry>, DirectoryError>;

    /// Places (OUs, containers) whose name begins with `text`; `most` at most. Empty where there are none.
    ///
    /// # Errors
    /// [`DirectoryError`].
    async fn find_places(&self, text: &str, most: usize) -> Result<Vec<GroupEntry>, DirectoryError>;

    /// Whether there is exactly one group of this name.
    ///
    /// # Errors
    /// [`DirectoryError`]; also for a name that several groups have.
    async fn group_exists(&self, group: &GroupName) -> Result<bool, DirectoryError>;

    /// Everybody who is a member of `group`, directly or through other groups. As [`DirectoryRead::memberships`], a
    /// group that does not exist or can not be read whole is an error.
    ///
    /// # Errors
    /// [`DirectoryError`].
    async fn members(&self, group: &GroupName) -> Result<BTreeSet<AccountId>, DirectoryError>;
}

/// How a sign-in with the directory password went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// Right password, usable account.
    Ok,
    /// Right password that must be changed before anything else (AD 773, ppolicy changeAfterReset).
    MustChange,
    /// Right password past its age (AD 532).
    Expired,
    /// Everything else: wrong, locked, disabled. The caller shows one text for all (R10).
    Refused(SignInRefusal),
}

/// Why a sign-in was refused; for the audit log only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Wrong password, or the directory does not say.
    Wrong,
    /// Locked out.
    Locked,
    /// Disabled.
    Disabled,
    /// The account is past its end date.
    AccountExpired,
    /// Logon hours or workstations forbid it.
    NotAllowedNow,
}

/// Tells whether a password is right, on a connection of its own that is never reused.
#[async_trait]
pub trait PasswordCheck: Send + Sync {
    /// Binds as the account. Counts towards the directory's lockout. An empty password is refused unasked.
    async fn check_password(&self, id: AccountId, password: &NewPassword) -> Result<SignIn, DirectoryError>;
}

/// What a server said of an account before a write; comparing it later tells whether the write happened.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// pwdLastSet, or pwdChangedTime, as the server spells it; `None` when the account never had one.
    pub password: Option<String>,
    /// lockoutTime, or pwdAccountLockedTime; `None` when not locked.
    pub lock: Option<String>,
}

/// A write about to happen: one server, one account, the state before. Made by [`PasswordWrite::aim`]; the
/// caller writes it down durably before it writes to the directory (R155).
#[derive(Debug, Clone)]
pub struct Aim {
    /// The server that will be written to, and must be asked what became of it.
    pub server: String,
    /// The account as that server has it now.
    pub account: Account,
    /// Its state before the write.
    pub before: Stamp,
}

/// A write did not succeed. The texts are for the admin: server, result code, diagnostic; never a password.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A password rule said no; nothing was written.
    #[error("the directory refused the password ({0:?}): {1}")]
    Refused(Refusal, String),
    /// The old password was not right (change only); nothing was written.
    #[error("the old password is not right: {0}")]
    WrongOld(String),
    /// The service account may not do this to this account; nothing was written.
    #[error("the service account lacks a right: {0}")]
    Denied(String),
    /// The account is gone or was made anew; nothing was written.
    #[error("the account is gone: {0}")]
    Gone(String),
    /// Nothing was sent: another server may be tried.
    #[error("the server can not be used: {0}")]
    Unavailable(String),
    /// It was sent and no answer came: it may have happened, or may happen yet. Never try again; ask (R156).
    #[error("no answer to a write: {0}")]
    Unknown(String),
    /// The server refused for a reason that is none of these; nothing was written.
    #[error("the directory refused: {0}")]
    Unexpected(String),
}

/// What became of a write whose answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The password's stamp moved since.
    pub password_written: bool,
    /// The account is locked now.
    pub locked: bool,
}

/// Sets passwords.
#[async_trait]
pub trait PasswordWrite: Send + Sync {
    /// Chooses the server to write to (the first preferred one that answers) and reads the account there.
    async fn aim(&self, id: AccountId) -> Result<Aim, WriteError>;

    /// Sets a password without the old one: exactly one modify (AD: one `replace: unicodePwd`, R111), with the
    /// policy-hints control where the server lists it (R112). Does not unlock.
    async fn reset(&self, aim: &Aim, new: &NewPassword) -> Result<(), WriteError>;

    /// Sets a password with the old one; works for expired and must-change passwords too.
    async fn change(&self, aim: &Aim, old: &NewPassword, new: &NewPassword) -> Result<(), WriteError>;

    /// Asks `server` whether a write happened since `before` was read there.
    async fn settle(&self, server: &str, id: AccountId, before: &Stamp) -> Result<Settled, DirectoryError>;
}

/// Changes an account's state.
#[async_trait]
pub trait AccountWrite: Send + Sync {
    /// Lifts a lockout (AD: `lockoutTime=0`, on the server of `aim`).
    async fn unlock(&self, aim: &Aim) -> Result<(), WriteError>;
}

/// A whole directory, as the composition root holds it.
pub trait Directory: DirectoryRead + PasswordCheck + PasswordWrite + AccountWrite {}

impl<T: DirectoryRead + PasswordCheck + PasswordWrite + AccountWrite> Directory for T {}
