//! The embedded directory: accounts in our own database, passwords as Argon2id. For the demo, for trying things out,
//! and for organisations that have no directory of their own.

mod choose;
mod scan;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use async_trait::async_trait;

use super::{
    AccountWrite, Aim, DirectoryError, DirectoryRead, Found, PasswordCheck, PasswordWrite, Settled, SignIn,
    SignInRefusal, Stamp, WriteError,
};
use crate::{
    crypto::hasher::Hasher,
    domain::{
        account::{Account, AccountId, AccountState, Contact, Lock, PasswordState, Protection, TenantId},
        identifier::LoginName,
        password::{NewPassword, PasswordRules, Refusal},
        policy::GroupName,
        time::Clock,
    },
    store::{Store, StoreError, embedded::EmbeddedAccount},
};

/// The name of the only "server".
const SERVER: &str = "embedded";

/// What the embedded directory asks of passwords, and when it locks an account.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Fewest characters.
    pub minimum_length: usize,
    /// How many former passwords may not come again.
    pub history: u32,
    /// Wrong passwords until a lockout.
    pub lockout_after: u32,
    /// How long a lockout lasts.
    pub lockout_for: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self { minimum_length: 8, history: 5, lockout_after: 5, lockout_for: Duration::from_secs(15 * 60) }
    }
}

/// The embedded directory of one tenant.
#[derive(Clone)]
pub struct Embedded {
    tenant: TenantId,
    store: Store,
    hasher: Arc<Hasher>,
    clock: Arc<dyn Clock>,
    rules: Rules,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Embedded(..)")
    }
}

/// An account to be made, as the demo and `latchkey user import` have it.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The short login name.
    pub login: String,
    /// The long login name.
    pub principal: Option<String>,
    /// The name to show.
    pub display_name: String,
    /// Given name and surname.
    pub names: Vec<String>,
    /// preferredLanguage.
    pub language: Option<String>,
    /// How to reach its owner.
    pub contacts: Vec<Contact>,
    /// Locked out by wrong passwords.
    pub locked: bool,
    /// Switched off.
    pub disabled: bool,
    /// Can not be reset here.
    pub protected: bool,
}

impl Embedded {
    /// The embedded directory of `tenant`.
    #[must_use]
    pub fn new(tenant: TenantId, store: Store, hasher: Arc<Hasher>, clock: Arc<dyn Clock>, rules: Rules) -> Self {
        Self { tenant, store, hasher, clock, rules }
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`WriteError`]: a name that is taken, or the database.
    pub async fn create(&self, id: AccountId, new: NewAccount, password: &NewPassword) -> Result<(), WriteError> {
        let hash = self.hash(password).await?;
        self.import(id, new, hash).await
    }

    /// Makes an account whose password is hashed already, by [`Embedded::hash`].
    ///
    /// # Errors
    /// As [`Embedded::create`].
    pub async fn import(&self, id: AccountId, new: NewAccount, hash: String) -> Result<(), WriteError> {
        let now = self.clock.now();
        let row = EmbeddedAccount {
            id,
            login: new.login,
            principal: new.principal,
            display_name: new.display_name,
            names: new.names,
            language: new.language,
            contacts: new.contacts,
            password_hash: hash,
            password_changed_at: now,
            must_change: false,
            disabled: new.disabled,
            protected: new.protected,
            locked_at: new.locked.then_some(now),
            failures: 0,
        };
        self.store.insert_embedded(self.tenant, &row, now).await.map_err(unavailable)
    }

    /// Puts accounts, or other groups, into a group, which is made if it is not there.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn fill_group(
        &self,
        group: uuid::Uuid,
        name: &str,
        accounts: &[AccountId],
        groups: &[uuid::Uuid],
    ) -> Result<(), WriteError> {
        self.store.fill_embedded_group(self.tenant, group, name, accounts, groups).await.map_err(unavailable)
    }

    async fn read(&self, id: AccountId) -> Result<Option<EmbeddedAccount>, StoreError> {
        self.store.embedded_account(self.tenant, id).await
    }

    /// Hashes a password as this directory keeps it.
    ///
    /// # Errors
    /// [`WriteError::Unavailable`] when too many are being hashed.
    pub async fn hash(&self, password: &NewPassword) -> Result<String, WriteError> {
        self.hasher.hash(password.expose().as_bytes()).await.map_err(|error| WriteError::Unavailable(error.to_string()))
    }

    /// A lockout ends by itself.
    fn lock(&self, row: &EmbeddedAccount) -> Option<Lock> {
        let since = row.locked_at?;
        let over = self.clock.now() >= since.after(self.rules.lockout_for);
        (!over).then_some(Lock { since: Some(since), by_administrator: false })
    }

    fn account(&self, row: EmbeddedAccount) -> Account {
        let lock = self.lock(&row);
        let mut names = row.names;
        names.extend([row.display_name.clone(), row.login.clone()]);
        Account {
            id: row.id,
            location: row.login.clone(),
            login: row.login,
            principal: row.principal,
            display_name: row.display_name,
            names,
            language: row.language,
            state: AccountState {
                disabled: row.disabled,
                expired: false,
                lock,
                password: if row.must_change { PasswordState::MustChange } else { PasswordState::Valid },
                password_set: (!row.must_change).then_some(row.password_changed_at),
                protection: row.protected.then_some(Protection::Configured),
            },
            contacts: row.contacts,
        }
    }

    fn stamp(&self, row: &EmbeddedAccount) -> Stamp {
        Stamp {
            password: Some(row.password_changed_at.millis().to_string()),
            lock: self.lock(row).and(row.locked_at).map(|at| at.millis().to_string()),
        }
    }

    async fn write(&self, aim: &Aim, new: &NewPassword) -> Result<(), WriteError> {
        if new.length() < self.rules.minimum_length {
            let least = u32::try_from(self.rules.minimum_length).ok();
            return Err(WriteError::Refused(Refusal::TooShort(least), "minimum length".into()));
        }
        let id = aim.account.id;
        for former in self.store.embedded_history(id, self.rules.history).await.map_err(unavailable)? {
            if self.matches(new, &former).await? {
                return Err(WriteError::Refused(Refusal::UsedBefore, "history".into()));
            }
        }
        let hash = self.hash(new).await?;
        let now = self.clock.now();
        match self.store.set_embedded_password(self.tenant, id, &hash, now).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(WriteError::Gone("no such account".into())),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn matches(&self, password: &NewPassword, hash: &str) -> Result<bool, WriteError> {
        self.hasher
            .verify(password.expose().as_bytes(), hash)
            .await
            .map_err(|error| WriteError::Unavailable(error.to_string()))
    }
}

fn unavailable(error: StoreError) -> WriteError {
    WriteError::Unavailable(error.to_string())
}

fn unreadable(error: StoreError) -> DirectoryError {
    DirectoryError::Unavailable(error.to_string())
}

#[async_trait]
impl DirectoryRead for Embedded {
    async fn find(&self, login: &LoginName) -> Result<Found, DirectoryError> {
        let typed = login.as_str();
        let bare = typed.rsplit_once('\\').map_or(typed, |(_, name)| name).to_lowercase();
        let mut rows = self.store.find_embedded(self.tenant, &bare).await.map_err(unreadable)?;
        match (rows.pop(), rows.is_empty()) {
            (Some(row), true) => Ok(Found::One(Box::new(self.account(row)))),
            (None, _) => Ok(Found::Nobody),
            (Some(_), false) => Ok(Found::Ambiguous),
        }
    }

    async fn get(&self, id: AccountId) -> Result<Option<Account>, DirectoryError> {
        Ok(self.read(id).await.map_err(unreadable)?.map(|row| self.account(row)))
    }

    async fn memberships(&self, id: AccountId, among: &[GroupName]) -> Result<BTreeSet<GroupName>, DirectoryError> {
        let known = self.store.embedded_group_names(self.tenant).await.map_err(unreadable)?;
        if let Some(missing) = among.iter().find(|name| !known.contains(*name)) {
            return Err(DirectoryError::Unexpected(format!("there is no group named {missing:?}")));
        }
        let all = self.store.embedded_memberships(self.tenant, id).await.map_err(unreadable)?;
        Ok(among.iter().filter(|name| all.contains(*name)).cloned().collect())
    }

    async fn lacks_group(&self, group: &GroupName) -> Result<bool, DirectoryError> {
        Ok(!self.store.embedded_group_names(self.tenant).await.map_err(unreadable)?.contains(group))
    }

    async fn password_rules(&self, _: AccountId) -> Result<PasswordRules, DirectoryError> {
        Ok(PasswordRules {
            minimum_length: Some(self.rules.minimum_length),
            history: Some(self.rules.history),
            on_reset: true,
            ..PasswordRules::default()
        })
    }

    async fn ready(&self) -> Result<(), DirectoryError> {
        self.store.ping().await.map_err(unreadable)
    }
}

#[async_trait]
impl PasswordCheck for Embedded {
    async fn check_password(&self, id: AccountId, password: &NewPassword) -> Result<SignIn, DirectoryError> {
        let unusable = |error: WriteError| DirectoryError::Unavailable(error.to_string());
        let Some(row) = self.read(id).await.map_err(unreadable)? else {
            return Ok(SignIn::Refused(SignInRefusal::Wrong));
        };
        if self.lock(&row).is_some() {
            return Ok(SignIn::Refused(SignInRefusal::Locked));
        }
        if password.length() == 0 || !self.matches(password, &row.password_hash).await.map_err(unusable)? {
            let now = self.clock.now();
            self.store
                .count_embedded_failure(self.tenant, id, self.rules.lockout_after, now)
                .await
                .map_err(unreadable)?;
            return Ok(SignIn::Refused(SignInRefusal::Wrong));
        }
        if row.disabled {
            return Ok(SignIn::Refused(SignInRefusal::Disabled));
        }
        Ok(if row.must_change { SignIn::MustChange } else { SignIn::Ok })
    }
}

#[async_trait]
impl PasswordWrite for Embedded {
    async fn aim(&self, id: AccountId) -> Result<Aim, WriteError> {
        let row =
            self.read(id).await.map_err(unavailable)?.ok_or_else(|| WriteError::Gone("no such account".into()))?;
        let before = self.stamp(&row);
        Ok(Aim { server: SERVER.into(), account: self.account(row), before })
    }

    async fn reset(&self, aim: &Aim, new: &NewPassword) -> Result<(), WriteError> {
        self.write(aim, new).await
    }

    async fn change(&self, aim: &Aim, old: &NewPassword, new: &NewPassword) -> Result<(), WriteError> {
        let sign_in = self.check_password(aim.account.id, old).await;
        match sign_in.map_err(|error| WriteError::Unavailable(error.to_string()))? {
            SignIn::Ok | SignIn::MustChange | SignIn::Expired => self.write(aim, new).await,
            SignIn::Refused(why) => Err(WriteError::WrongOld(format!("{why:?}"))),
        }
    }

    async fn settle(&self, _: &str, id: AccountId, before: &Stamp) -> Result<Settled, DirectoryError> {
        let row = self.read(id).await.map_err(unreadable)?;
        let row = row.ok_or_else(|| DirectoryError::Unexpected("the account is gone".into()))?;
        let now = self.stamp(&row);
        Ok(Settled { password_written: now.password != before.password, locked: now.lock.is_some() })
    }
}

#[async_trait]
impl AccountWrite for Embedded {
    async fn unlock(&self, aim: &Aim) -> Result<(), WriteError> {
        match self.store.unlock_embedded(self.tenant, aim.account.id).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(WriteError::Gone("no such account".into())),
            Err(error) => Err(unavailable(error)),
        }
    }
}
