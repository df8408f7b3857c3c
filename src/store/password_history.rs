//! Former passwords as slow hashes, one row for each write; a row counts once its write is known to have happened.

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
};
use crate::domain::account::{AccountId, TenantId};

impl Tx {
    /// Writes a hash down with the intent `writeback`; it does not count yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_password(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        writeback: Uuid,
        hash: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO password_history (writeback_id, tenant, account_id, at, kept, hash) \
             VALUES ($1, $2, $3, $4, 0, $5)";
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(writeback).bind(tenant.0).bind(account.0).bind(now).bind(hash)
            .execute(e).await.map(drop))?;
        Ok(())
    }

    /// The write happened: its hash counts from now on, and of the account's the newest `most` are kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep_password(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        writeback: Uuid,
        most: u32,
    ) -> Result<(), StoreError> {
        const KEEP: &str = "UPDATE password_history SET kept = 1 WHERE writeback_id = $1";
        const PRUNE: &str = "DELETE FROM password_history WHERE tenant = $1 AND account_id = $2 AND kept = 1 \
             AND writeback_id NOT IN (SELECT writeback_id FROM password_history WHERE tenant = $1 AND account_id = $2 \
             AND kept = 1 ORDER BY at DESC, writeback_id DESC LIMIT $3)";
        on_tx!(self, e => sqlx::query(KEEP).bind(writeback).execute(e).await.map(drop))?;
        on_tx!(self, e => sqlx::query(PRUNE).bind(tenant.0).bind(account.0).bind(i64::from(most)).execute(e).await
            .map(drop))?;
        Ok(())
    }

    /// The write did not happen.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn drop_password(&mut self, writeback: Uuid) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM password_history WHERE writeback_id = $1 AND kept = 0";
        on_tx!(self, e => sqlx::query(SQL).bind(writeback).execute(e).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// Hashes of an account's last passwords, newest first. One whose write is still open counts: it may be the
    /// password.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn former_passwords(
        &self,
        tenant: TenantId,
        account: AccountId,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        const SQL: &str = "SELECT hash FROM password_history WHERE tenant = $1 AND account_id = $2 \
             ORDER BY at DESC, writeback_id DESC LIMIT $3";
        Ok(on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(account.0).bind(i64::from(most))
            .fetch_all(e).await)?)
    }
}
