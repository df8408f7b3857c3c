//! Versions of the policy. Nothing here is ever changed or removed: the highest version is in force, and an older one
//! comes back as a new version.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::open_json,
};
use crate::{
    crypto::{keyring::Keyring, seal::Place},
    domain::{
        account::{AccountId, TenantId},
        policy::Document,
        time::Timestamp,
    },
};

/// Who wrote a version, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Words {
    author: String,
    comment: String,
}

/// A version, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Its number, from 1.
    pub version: i64,
    /// When it was saved.
    pub created_at: Timestamp,
    /// The account of who saved it; none from the command line.
    pub account: Option<AccountId>,
    /// Who saved it, in words; untrusted text.
    pub author: String,
    /// Why; untrusted text, may be empty.
    pub comment: String,
    /// The version that it brought back.
    pub undo_of: Option<i64>,
}

/// A version to be saved.
#[derive(Debug)]
pub struct NewPolicyVersion<'a> {
    /// Whose.
    pub tenant: TenantId,
    /// The version in force that it was made from: 0 for the configuration file's.
    pub base: i64,
    /// What it says.
    pub document: &'a Document,
    /// Who saves it.
    pub account: Option<AccountId>,
    /// The same in words.
    pub author: &'a str,
    /// Why.
    pub comment: &'a str,
    /// The version that it brings back.
    pub undo_of: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    version: i64,
    created_at: i64,
    account_id: Option<Uuid>,
    sealed: Vec<u8>,
    undo_of: Option<i64>,
}

fn place(row: Uuid) -> Place {
    Place { table: "policy_versions", column: "sealed", row }
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<PolicyVersion, StoreError> {
        let words: Words = open_json(keyring, place(self.id), &self.sealed)?;
        Ok(PolicyVersion {
            version: self.version,
            created_at: Timestamp(self.created_at),
            account: self.account_id.map(AccountId),
            author: words.author,
            comment: words.comment,
            undo_of: self.undo_of,
        })
    }
}

/// A document as a column holds it.
pub(super) fn written(document: &Document) -> Result<String, StoreError> {
    serde_json::to_string(document).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// A document from a column.
pub(super) fn read(column: &str, body: &str) -> Result<Document, StoreError> {
    serde_json::from_str(body).map_err(|error| StoreError::Corrupt(format!("{column}: {error}")))
}

impl Store {
    /// The version in force; `None` while the configuration file's policy is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn current_policy(&self, tenant: TenantId) -> Result<Option<(i64, Document)>, StoreError> {
        const SQL: &str = "SELECT version, body FROM policy_versions WHERE tenant = $1 ORDER BY version DESC LIMIT 1";
        let row: Option<(i64, String)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_optional(e).await)?;
        row.map(|(version, body)| Ok((version, read("policy_versions.body", &body)?))).transpose()
    }

    /// The number of the version in force, 0 for the configuration file's: cheap, for polling.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn current_policy_version(&self, tenant: TenantId) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT COALESCE(MAX(version), 0) FROM policy_versions WHERE tenant = $1";
        Ok(on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).fetch_one(e).await)?)
    }

    /// One version.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn policy_version(
        &self,
        tenant: TenantId,
        version: i64,
    ) -> Result<Option<(PolicyVersion, Document)>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct Whole {
            body: String,
            #[sqlx(flatten)]
            row: Row,
        }
        const SQL: &str = "SELECT id, version, created_at, account_id, sealed, undo_of, body FROM policy_versions \
             WHERE tenant = $1 AND version = $2";
        let row: Option<Whole> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(version).fetch_optional(e).await)?;
        let Some(Whole { body, row }) = row else { return Ok(None) };
        Ok(Some((row.open(&self.keyring)?, read("policy_versions.body", &body)?)))
    }

    /// Up to `limit` versions before `before`, or from the newest on; the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn policy_versions(
        &self,
        tenant: TenantId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<PolicyVersion>, StoreError> {
        const SQL: &str = "SELECT id, version, created_at, account_id, sealed, undo_of FROM policy_versions \
             WHERE tenant = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
        let before = before.unwrap_or(i64::MAX);
        let rows: Vec<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(before)
            .bind(i64::from(limit)).fetch_all(e).await)?;
        rows.into_iter().map(|row| row.open(&self.keyring)).collect()
    }
}

impl Tx {
    /// Saves the next version; its number.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `base` is not the version in force any more: nothing was saved.
    pub async fn add_policy_version(&mut self, new: &NewPolicyVersion<'_>) -> Result<i64, StoreError> {
        const SQL: &str = "INSERT INTO policy_versions (id, tenant, version, created_at, account_id, sealed, body, \
             undo_of) SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT COALESCE(MAX(version), 0) \
             FROM policy_versions WHERE tenant = $2) = $9 ON CONFLICT (tenant, version) DO NOTHING";
        let (id, now) = (self.new_id(), self.now().millis());
        let words = Words { author: new.author.to_owned(), comment: new.comment.to_owned() };
        let sealed = self.seal_json(place(id), &words)?;
        let body = written(new.document)?;
        let version = new.base.saturating_add(1);
        let saved = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(new.tenant.0).bind(version).bind(now)
            .bind(new.account.map(|account| account.0)).bind(&sealed).bind(&body).bind(new.undo_of).bind(new.base)
            .execute(e).await.map(|done| done.rows_affected()))?;
        if saved == 1 { Ok(version) } else { Err(StoreError::Conflict) }
    }
}
