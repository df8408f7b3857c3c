//! The directory over LDAP: Active Directory, OpenLDAP and kin.
//!
//! | file | what |
//! |---|---|
//! | `settings`, `tls`, `connect`, `pool` | from the configuration to a connection of the service account |
//! | `servers`, `session`, `result` | which server is asked, one operation, what its answer means |
//! | `filter`, `dn`, `entry`, `sid`, `moment`, `secret`, `controls` | the protocol's own spellings |
//! | `lookup`, `account`, `protection`, `groups`, `rules`, `expiry` | reading |
//! | `scan`, `choose` | reading everybody, or what changed; groups to choose from and their members |
//! | `sign_in`, `guard`, `write` | the old password, the new password |
//! | `watch` | how each server is now |
//! | `doctor`, `rights`, `remedy`, `descriptor` | what is wrong with the set-up, and the command that puts it right |
//! | `dialect` | what differs between products |

mod account;
mod choose;
mod connect;
mod controls;
mod descriptor;
mod dialect;
pub mod dn;
pub mod doctor;

mod entry;
mod expiry;
pub mod filter;
mod groups;
mod guard;
mod lookup;
mod moment;
mod pool;
mod protection;
mod remedy;
mod result;
mod rights;
mod rootdse;
mod rules;
mod scan;
mod secret;
mod servers;
mod session;
pub mod settings;
mod sid;
mod sign_in;
mod tls;
mod watch;
mod write;

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use tokio::sync::mpsc;

use crate::domain::{
    account::{Account, AccountId},
    identifier::LoginName,
    password::{NewPassword, PasswordRules},
    policy::GroupName,
    time::{Clock, Timestamp},
};

use super::{
    AccountWrite, Aim, DirectoryError, DirectoryRead, Expiring, Found, PasswordCheck, PasswordWrite, Settled, SignIn,
    Stamp, WriteError,
};
use account::Mapping;
use dialect::Dialect;
use groups::GroupCache;
use guard::Guard;
use result::Fault;
pub(super) use scan::Walk;
use servers::{Servers, on_any_server};
use session::Session;
pub use settings::{AttributeNames, Kind, LdapSettings, SettingsError};
use watch::LastLook;

/// A directory that is reached over LDAP. Sockets live on the runtime that calls it.
pub struct LdapDirectory {
    settings: LdapSettings,
    dialect: &'static dyn Dialect,
    mapping: Mapping,
    clock: Arc<dyn Clock>,
    servers: Servers,
    groups: GroupCache,
    guard: Guard,
    last_look: LastLook,
}

impl LdapDirectory {
    /// Prepares the directory; nothing is contacted yet.
    ///
    /// # Errors
    /// Settings that can not be used: no TLS, a global catalog, an empty password, a broken DN or filter (R165,
    /// R166), or no certificate authority to trust.
    pub fn new(settings: LdapSettings, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        settings.check()?;
        let dialect = dialect::of(settings.kind);
        let servers = Servers::new(&settings)?;
        let mapping = Mapping::new(&settings, dialect);
        Ok(Self {
            dialect,
            mapping,
            clock,
            servers,
            groups: GroupCache::default(),
            guard: Guard::default(),
            last_look: LastLook::default(),
            settings,
        })
    }

    const fn is_active_directory(&self) -> bool {
        matches!(self.settings.kind, Kind::ActiveDirectory)
    }

    async fn get_on(&self, session: &mut Session, id: AccountId) -> Result<Option<Account>, Fault> {
        match self.entry(session, id).await? {
            Some(entry) => Ok(Some(self.account(session, &entry).await?)),
            None => Ok(None),
        }
    }

    async fn memberships_on(
        &self,
        session: &mut Session,
        id: AccountId,
        among: &[GroupName],
    ) -> Result<BTreeSet<GroupName>, Fault> {
        let entry = self.entry(session, id).await?;
        let gone = || Fault::Odd(format!("{}: no account has this identity any more", session.server_name()));
        let entry = entry.ok_or_else(gone)?;
        self.groups_of(session, &entry, among).await
    }

    async fn rules_on(&self, session: &mut Session, id: AccountId) -> Result<PasswordRules, Fault> {
        match self.entry(session, id).await? {
            Some(entry) => self.rules(session, &entry).await,
            None => Ok(PasswordRules::default()),
        }
    }
}

impl std::fmt::Debug for LdapDirectory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LdapDirectory").field("base", &self.settings.base).finish_non_exhaustive()
    }
}

#[async_trait]
impl DirectoryRead for LdapDirectory {
    async fn find(&self, login: &LoginName) -> Result<Found, DirectoryError> {
        on_any_server!(self.servers, |session| self.find_on(session, login)).map_err(Fault::into_read_error)
    }

    async fn get(&self, id: AccountId) -> Result<Option<Account>, DirectoryError> {
        on_any_server!(self.servers, |session| self.get_on(session, id)).map_err(Fault::into_read_error)
    }

    async fn memberships(&self, id: AccountId, among: &[GroupName]) -> Result<BTreeSet<GroupName>, DirectoryError> {
        on_any_server!(self.servers, |session| self.memberships_on(session, id, among)).map_err(Fault::into_read_error)
    }

    async fn lacks_group(&self, group: &GroupName) -> Result<bool, DirectoryError> {
        on_any_server!(self.servers, |session| self.lacks_on(session, group)).map_err(Fault::into_read_error)
    }

    async fn place(&self, name: &str) -> Result<Option<String>, DirectoryError> {
        on_any_server!(self.servers, |session| self.place_on(session, name)).map_err(Fault::into_read_error)
    }

    async fn password_rules(&self, id: AccountId) -> Result<PasswordRules, DirectoryError> {
        on_any_server!(self.servers, |session| self.rules_on(session, id)).map_err(Fault::into_read_error)
    }

    async fn expiring(&self, until: Timestamp, to: &mpsc::Sender<Expiring>) -> Result<(), DirectoryError> {
        self.expiring_before(until, to).await
    }

    async fn ready(&self) -> Result<(), DirectoryError> {
        self.servers.attempt().next().await.map(drop).map_err(Fault::into_read_error)
    }
}

#[async_trait]
impl PasswordCheck for LdapDirectory {
    async fn check_password(&self, id: AccountId, password: &NewPassword) -> Result<SignIn, DirectoryError> {
        self.check(id, password).await
    }
}

#[async_trait]
impl PasswordWrite for LdapDirectory {
    async fn aim(&self, id: AccountId) -> Result<Aim, WriteError> {
        self.aim_at(id).await
    }

    async fn reset(&self, aim: &Aim, new: &NewPassword) -> Result<(), WriteError> {
        self.reset_at(aim, new).await
    }

    async fn change(&self, aim: &Aim, old: &NewPassword, new: &NewPassword) -> Result<(), WriteError> {
        self.change_at(aim, old, new).await
    }

    async fn settle(&self, server: &str, id: AccountId, before: &Stamp) -> Result<Settled, DirectoryError> {
        self.settle_at(server, id, before).await
    }
}

#[async_trait]
impl AccountWrite for LdapDirectory {
    async fn unlock(&self, aim: &Aim) -> Result<(), WriteError> {
        self.unlock_at(aim).await
    }
}
