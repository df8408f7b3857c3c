//! The embedded directory's tables.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    Store, StoreError,
    db::{on_db, on_tx},
    sealed::{count, open_json, time},
};
use crate::{
    crypto::{keyring::Keyring, seal::Place},
    domain::{
        account::{AccountId, Contact, TenantId},
        time::Timestamp,
    },
};

/// An account of the embedded directory.
#[derive(Debug, Clone)]
pub struct EmbeddedAccount {
    /// Identity.
    pub id: AccountId,
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
    /// How to reach its owner; sealed at rest.
    pub contacts: Vec<Contact>,
    /// Argon2id, PHC form.
    pub password_hash: String,
    /// When the password was set.
    pub password_changed_at: Timestamp,
    /// Must be changed at next sign-in.
    pub must_change: bool,
    /// Switched off.
    pub disabled: bool,
    /// Can not be reset here.
    pub protected: bool,
    /// Locked out since.
    pub locked_at: Option<Timestamp>,
    /// Wrong passwords since the last right one.
    pub failures: u32,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    login: String,
    principal: Option<String>,
    display_name: String,
    names: String,
    language: Option<String>,
    contacts_sealed: Vec<u8>,
    password_hash: String,
    password_changed_at: i64,
    must_change: bool,
    disabled: bool,
    protected: bool,
    locked_at: Option<i64>,
    failures: i64,
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, login, principal, display_name, names, language, contacts_sealed, password_hash, \
             password_changed_at, must_change, disabled, protected, locked_at, failures FROM embedded_accounts \
             WHERE tenant = $1 AND ",
            $condition
        )
    };
}

fn place(row: Uuid) -> Place {
    Place { table: "embedded_accounts", column: "contacts_sealed", row }
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<EmbeddedAccount, StoreError> {
        Ok(EmbeddedAccount {
            contacts: open_json(keyring, place(self.id), &self.contacts_sealed)?,
            id: AccountId(self.id),
            login: self.login,
            principal: self.principal,
            display_name: self.display_name,
            names: serde_json::from_str(&self.names)
                .map_err(|_| StoreError::Corrupt("embedded_accounts.names is no list".into()))?,
            language: self.language,
            password_hash: self.password_hash,
            password_changed_at: Timestamp(self.password_changed_at),
            must_change: self.must_change,
            disabled: self.disabled,
            protected: self.protected,
            locked_at: time(self.locked_at),
            failures: count("embedded_accounts.failures", self.failures)?,
        })
    }
}

impl Store {
    /// Writes a new account.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the login name is taken.
    pub async fn insert_embedded(
        &self,
        tenant: TenantId,
        account: &EmbeddedAccount,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO embedded_accounts (id, tenant, login, login_folded, principal, \
             principal_folded, display_name, names, language, contacts_sealed, password_hash, password_changed_at, \
             must_change, disabled, protected, locked_at, failures, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
        let names = serde_json::to_string(&account.names).map_err(|e| StoreError::Corrupt(e.to_string()))?;
        let mut tx = self.begin().await?;
        let contacts = tx.seal_json(place(account.id.0), &account.contacts)?;
        on_tx!(tx, e => sqlx::query(SQL)
            .bind(account.id.0).bind(tenant.0).bind(&account.login).bind(account.login.to_lowercase())
            .bind(&account.principal).bind(account.principal.as_ref().map(|p| p.to_lowercase()))
            .bind(&account.display_name).bind(&names).bind(&account.language).bind(&contacts)
            .bind(&account.password_hash).bind(account.password_changed_at.millis()).bind(account.must_change)
            .bind(account.disabled).bind(account.protected).bind(account.locked_at.map(Timestamp::millis))
            .bind(i64::from(account.failures)).bind(now.millis())
            .execute(e).await.map(drop))?;
        tx.commit().await
    }

    /// Accounts with this login name, short or long, in lower case.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_embedded(&self, tenant: TenantId, name: &str) -> Result<Vec<EmbeddedAccount>, StoreError> {
        const SQL: &str = select!("(login_folded = $2 OR principal_folded = $2) LIMIT 2");
        let rows: Vec<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(name).fetch_all(e).await)?;
        rows.into_iter().map(|row| row.open(&self.keyring)).collect()
    }

    /// The account with this identity.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn embedded_account(
        &self,
        tenant: TenantId,
        id: AccountId,
    ) -> Result<Option<EmbeddedAccount>, StoreError> {
        const SQL: &str = select!("id = $2");
        let row: Option<Row> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(id.0).fetch_optional(e).await)?;
        row.map(|row| row.open(&self.keyring)).transpose()
    }

    /// Accounts, by login name, after `after`; for listings.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn embedded_accounts(
        &self,
        tenant: TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<EmbeddedAccount>, StoreError> {
        const SQL: &str = select!("login_folded > $2 ORDER BY login_folded LIMIT $3");
        let rows: Vec<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(after)
            .bind(i64::from(limit)).fetch_all(e).await)?;
        rows.into_iter().map(|row| row.open(&self.keyring)).collect()
    }

    /// Sets a password hash and keeps the former one in the history; `false` when the account is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_embedded_password(
        &self,
        tenant: TenantId,
        id: AccountId,
        hash: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const KEEP: &str = "INSERT INTO embedded_history (account_id, at, password_hash) \
             SELECT id, password_changed_at, password_hash FROM embedded_accounts WHERE tenant = $1 AND id = $2 \
             ON CONFLICT DO NOTHING";
        // The stamp always moves, so that a lost answer can be told from a write that did not happen.
        const SET: &str = "UPDATE embedded_accounts SET password_hash = $3, must_change = $5, failures = 0, \
             password_changed_at = CASE WHEN password_changed_at >= $4 THEN password_changed_at + 1 ELSE $4 END \
             WHERE tenant = $1 AND id = $2";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(KEEP).bind(tenant.0).bind(id.0).execute(e).await.map(drop))?;
        let set = on_tx!(tx, e => sqlx::query(SET).bind(tenant.0).bind(id.0).bind(hash).bind(now.millis())
            .bind(false).execute(e).await.map(|done| done.rows_affected()))?;
        tx.commit().await?;
        Ok(set == 1)
    }

    /// The present password's hash and those of the last `most` former ones.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn embedded_history(&self, id: AccountId, most: u32) -> Result<Vec<String>, StoreError> {
        const SQL: &str = "SELECT password_hash FROM (SELECT password_hash, password_changed_at AS at \
             FROM embedded_accounts WHERE id = $1 UNION ALL SELECT password_hash, at FROM embedded_history \
             WHERE account_id = $1) AS all_of_them ORDER BY at DESC LIMIT $2";
        Ok(on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(id.0).bind(i64::from(most) + 1).fetch_all(e).await)?)
    }

    /// Counts a wrong password; the `limit`th locks the account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_embedded_failure(
        &self,
        tenant: TenantId,
        id: AccountId,
        limit: u32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE embedded_accounts SET \
             locked_at = CASE WHEN failures + 1 >= $3 THEN $4 ELSE locked_at END, \
             failures = CASE WHEN failures + 1 >= $3 THEN 0 ELSE failures + 1 END WHERE tenant = $1 AND id = $2";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(SQL).bind(tenant.0).bind(id.0).bind(i64::from(limit)).bind(now.millis())
            .execute(e).await.map(drop))?;
        tx.commit().await
    }

    /// Lifts a lockout; `false` when the account is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unlock_embedded(&self, tenant: TenantId, id: AccountId) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE embedded_accounts SET locked_at = NULL, failures = 0 WHERE tenant = $1 AND id = $2";
        let mut tx = self.begin().await?;
        let set = on_tx!(tx, e => sqlx::query(SQL).bind(tenant.0).bind(id.0).execute(e).await
            .map(|done| done.rows_affected()))?;
        tx.commit().await?;
        Ok(set == 1)
    }

    /// Makes a group, if it is not there, and puts accounts and other groups into it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fill_embedded_group(
        &self,
        tenant: TenantId,
        id: Uuid,
        name: &str,
        accounts: &[AccountId],
        groups: &[Uuid],
    ) -> Result<(), StoreError> {
        const GROUP: &str = "INSERT INTO embedded_groups (id, tenant, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        const MEMBER: &str = "INSERT INTO embedded_members (group_id, member) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(GROUP).bind(id).bind(tenant.0).bind(name).execute(e).await.map(drop))?;
        for member in accounts.iter().map(|account| account.0).chain(groups.iter().copied()) {
            on_tx!(tx, e => sqlx::query(MEMBER).bind(id).bind(member).execute(e).await.map(drop))?;
        }
        tx.commit().await
    }

    /// The names of all groups.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn embedded_group_names(&self, tenant: TenantId) -> Result<BTreeSet<String>, StoreError> {
        const SQL: &str = "SELECT name FROM embedded_groups WHERE tenant = $1";
        let names: Vec<String> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).fetch_all(e).await)?;
        Ok(names.into_iter().collect())
    }

    /// The names of the groups that an account is in, directly or through others. A circle of groups ends.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn embedded_memberships(&self, tenant: TenantId, id: AccountId) -> Result<BTreeSet<String>, StoreError> {
        const SQL: &str = "WITH RECURSIVE inside(id) AS (SELECT group_id FROM embedded_members WHERE member = $2 \
             UNION SELECT m.group_id FROM embedded_members m JOIN inside ON m.member = inside.id) \
             SELECT name FROM embedded_groups WHERE tenant = $1 AND id IN (SELECT id FROM inside)";
        let names: Vec<String> =
            on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(id.0).fetch_all(e).await)?;
        Ok(names.into_iter().collect())
    }

    /// Everybody in a group, directly or through others. A circle of groups ends.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn embedded_members(&self, tenant: TenantId, group: &str) -> Result<BTreeSet<AccountId>, StoreError> {
        const SQL: &str = "WITH RECURSIVE inside(id) AS (SELECT id FROM embedded_groups WHERE tenant = $1 AND name = $2 \
             UNION SELECT m.member FROM embedded_members m JOIN inside ON m.group_id = inside.id) \
             SELECT id FROM embedded_accounts WHERE tenant = $1 AND id IN (SELECT id FROM inside)";
        let ids: Vec<Uuid> =
            on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(group).fetch_all(e).await)?;
        Ok(ids.into_iter().map(AccountId).collect())
    }
}
