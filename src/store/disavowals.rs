//! "This wasn't me": the links in notices (R135). The database holds a digest of each token only (R23).

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
};
use crate::{
    crypto::digest::Digest,
    domain::{
        account::{AccountId, TenantId},
        time::Timestamp,
    },
};

/// A link about to be sent.
#[derive(Debug)]
pub struct NewDisavowal<'a> {
    /// Whose rows.
    pub tenant: TenantId,
    /// Whose account it freezes.
    pub account: AccountId,
    /// Digest of its token.
    pub token: &'a Digest,
    /// The audit name of what the notice tells of.
    pub event: &'a str,
    /// What to quote.
    pub support_id: &'a str,
    /// From when on it is refused (N24).
    pub expires_at: Timestamp,
}

/// A link that works.
#[derive(Debug, Clone)]
pub struct Disavowal {
    /// Row id.
    pub id: Uuid,
    /// Whose account it freezes.
    pub account: AccountId,
    /// The audit name of what the notice told of.
    pub event: String,
    /// What to quote.
    pub support_id: String,
    /// When the notice was made.
    pub created_at: Timestamp,
    /// When it was pressed.
    pub used_at: Option<Timestamp>,
}

impl Tx {
    /// Writes a new link.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_disavowal(&mut self, new: &NewDisavowal<'_>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO disavowals (id, tenant, account_id, token_digest, event, support_id, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let (id, now) = (self.new_id(), self.now().millis());
        on_tx!(self, e => sqlx::query(SQL).bind(id).bind(new.tenant.0).bind(new.account.0)
            .bind(new.token.as_bytes().as_slice()).bind(new.event).bind(new.support_id).bind(now)
            .bind(new.expires_at.millis()).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Marks a link as pressed; true the first time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_disavowal(&mut self, id: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE disavowals SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now).execute(e).await.map(|d| d.rows_affected() == 1))?)
    }
}

impl Store {
    /// The link with this token, while its time is not over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn disavowal(&self, token: &Digest) -> Result<Option<Disavowal>, StoreError> {
        const SQL: &str = "SELECT id, account_id, event, support_id, created_at, used_at FROM disavowals \
             WHERE token_digest = $1 AND expires_at > $2";
        let now = self.now().millis();
        let row: Option<(Uuid, Uuid, String, String, i64, Option<i64>)> = on_db!(&self.db, e =>
            sqlx::query_as(SQL).bind(token.as_bytes().as_slice()).bind(now).fetch_optional(e).await)?;
        Ok(row.map(|(id, account, event, support_id, created_at, used_at)| Disavowal {
            id,
            account: AccountId(account),
            event,
            support_id,
            created_at: Timestamp(created_at),
            used_at: used_at.map(Timestamp),
        }))
    }
}
