//! Forgetting a person: their key is destroyed, so that no copy of the log names them any more, and the personal part of
//! all events about them is erased here. The chain still holds, since it is made of the digests of the sealed parts.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    Store, Tx,
    audit::login_digest,
    db::{Db, on_tx},
    error::StoreError,
};
use crate::domain::{
    account::{AccountId, TenantId},
    event::{Event, EventKind, Outcome},
};

/// Who is to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forget {
    /// Everybody that this login name ever led to, and whoever typed it.
    Login(String),
    /// One account, also where it went by a name that another one has by now.
    Account(AccountId),
}

impl Forget {
    /// What an administrator typed: an account's id, else a login name.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        text.parse().map_or_else(|_| Self::Login(text.to_owned()), |id| Self::Account(AccountId(id)))
    }
}

/// What forgetting somebody erases, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Events with a personal part.
    pub events: u64,
    /// Accounts that they are of.
    pub accounts: u64,
}

/// The events of one person. `$2` is an account: its own, and those of its journeys and of the names that it went by
/// that belong to no account. `$3` is the digest of a login name: those that have it, and those of their journeys
/// that belong to no account.
macro_rules! theirs {
    ($what:literal, account) => {
        concat!(
            $what,
            " WHERE tenant = $1 AND sealed IS NOT NULL AND seq IN (\
             SELECT seq FROM audit_events WHERE tenant = $1 AND account_id = $2 \
             UNION SELECT seq FROM audit_events WHERE tenant = $1 AND account_id IS NULL AND flow_id IN \
             (SELECT flow_id FROM audit_events WHERE tenant = $1 AND account_id = $2 AND flow_id IS NOT NULL) \
             UNION SELECT seq FROM audit_events WHERE tenant = $1 AND account_id IS NULL AND login_digest IN \
             (SELECT login_digest FROM audit_events WHERE tenant = $1 AND account_id = $2 \
             AND login_digest IS NOT NULL))"
        )
    };
    ($what:literal, login) => {
        concat!(
            $what,
            " WHERE tenant = $1 AND sealed IS NOT NULL AND seq IN (\
             SELECT seq FROM audit_events WHERE tenant = $1 AND login_digest = $2 \
             UNION SELECT seq FROM audit_events WHERE tenant = $1 AND account_id IS NULL AND flow_id IN \
             (SELECT flow_id FROM audit_events WHERE tenant = $1 AND login_digest = $2 AND flow_id IS NOT NULL))"
        )
    };
}

impl Tx {
    /// Erases, and counts what was erased.
    async fn erase(&mut self, tenant: TenantId, who: &Forget) -> Result<(BTreeSet<Uuid>, u64), StoreError> {
        const ACCOUNTS: &str = "SELECT DISTINCT account_id FROM audit_events WHERE tenant = $1 AND login_digest = $2 \
             AND account_id IS NOT NULL";
        const OF_LOGIN: &str = theirs!("UPDATE audit_events SET sealed = NULL, login_digest = NULL", login);
        const OF_ACCOUNT: &str = theirs!("UPDATE audit_events SET sealed = NULL, login_digest = NULL", account);
        // From here to the commit nobody writes an event, with an old key or a new one.
        self.turn_key_epoch(tenant).await?;
        let mut accounts = BTreeSet::new();
        let mut digest = None;
        match who {
            Forget::Account(account) => drop(accounts.insert(account.0)),
            Forget::Login(login) => {
                let Some(found) = login_digest(&self.keyring, login) else { return Ok((accounts, 0)) };
                let bytes = found.as_bytes().to_vec();
                let ids: Vec<Uuid> = on_tx!(self, e => sqlx::query_scalar(ACCOUNTS).bind(tenant.0)
                    .bind(bytes.as_slice()).fetch_all(e).await)?;
                accounts.extend(ids);
                digest = Some(bytes);
            }
        }
        let mut erased = 0_u64;
        for account in &accounts {
            self.destroy_keys_of(tenant, *account).await?;
            erased = erased.saturating_add(on_tx!(self, e => sqlx::query(OF_ACCOUNT).bind(tenant.0).bind(account)
                .execute(e).await.map(|d| d.rows_affected()))?);
        }
        if let Some(digest) = digest {
            self.destroy_key_of_login(tenant, &digest).await?;
            erased = erased.saturating_add(on_tx!(self, e => sqlx::query(OF_LOGIN).bind(tenant.0)
                .bind(digest.as_slice()).execute(e).await.map(|d| d.rows_affected()))?);
        }
        Ok((accounts, erased))
    }
}

impl Store {
    /// What forgetting this person would erase. Nothing is changed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn would_forget(&self, tenant: TenantId, who: &Forget) -> Result<Forgotten, StoreError> {
        // Done and not committed: what is counted is what would be erased, whatever the statements are.
        let mut tx = self.begin().await?;
        let (accounts, events) = tx.erase(tenant, who).await?;
        Ok(Forgotten { events, accounts: accounts.len() as u64 })
    }

    /// Destroys a person's key, and erases the personal part of every event of theirs: those that name the login, those
    /// of the accounts that it belonged to, and whatever else belongs to one of their journeys. Writes `event` behind it,
    /// with the figures and without the name.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was erased then.
    pub async fn forget_person(
        &self,
        tenant: TenantId,
        who: &Forget,
        event: Option<Event>,
    ) -> Result<Forgotten, StoreError> {
        let mut tx = self.begin().await?;
        let (accounts, events) = tx.erase(tenant, who).await?;
        let count = accounts.len();
        let event = event.unwrap_or_else(|| {
            let mut event = Event::new(EventKind::PersonForgotten, Outcome::Success);
            event.account = accounts.first().copied().map(AccountId);
            event
        });
        let event = event.with("events", events.to_string()).with("accounts", count.to_string());
        tx.audit(&tenant, &event).await?;
        tx.commit().await?;
        self.fold_log().await;
        Ok(Forgotten { events, accounts: count as u64 })
    }

    /// What was destroyed leaves SQLite's log as well, unless somebody reads an older state of the file right now; then
    /// housekeeping sees to it within minutes.
    async fn fold_log(&self) {
        if let Db::Sqlite { writer, .. } = &self.db
            && let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await
        {
            tracing::warn!(%error, "the database's log could not be folded into its file yet");
        }
    }
}
