//! Known devices: browsers that finished a reset and may try again when strangers have used up a limit (R35).

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

impl Tx {
    /// Remembers that the browser whose cookie has this digest belongs to an account.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the digest is known.
    pub async fn remember_device(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        device: &Digest,
        expires_at: Timestamp,
    ) -> Result<Uuid, StoreError> {
        const SQL: &str = "INSERT INTO known_devices (id, tenant, account_id, digest, created_at, seen_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $5, $6)";
        let id = self.new_id();
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(id).bind(tenant.0).bind(account.0)
            .bind(device.as_bytes().as_slice()).bind(now).bind(expires_at.millis()).execute(e).await.map(drop))?;
        Ok(id)
    }

    /// Whether the browser belongs to this account; writes down that it was seen.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn see_device(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        device: &Digest,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE known_devices SET seen_at = $4 \
             WHERE digest = $1 AND tenant = $2 AND account_id = $3 AND expires_at > $4";
        let now = self.now().millis();
        let rows = on_tx!(self, e => sqlx::query(SQL).bind(device.as_bytes().as_slice()).bind(tenant.0)
            .bind(account.0).bind(now).execute(e).await.map(|d| d.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Forgets every device of an account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_devices(&mut self, tenant: TenantId, account: AccountId) -> Result<u64, StoreError> {
        const SQL: &str = "DELETE FROM known_devices WHERE tenant = $1 AND account_id = $2";
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(account.0).execute(e).await
            .map(|d| d.rows_affected()))?)
    }
}

impl Store {
    /// The account that the browser belongs to, if it is known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn known_device(&self, tenant: TenantId, device: &Digest) -> Result<Option<AccountId>, StoreError> {
        const SQL: &str = "SELECT account_id FROM known_devices WHERE digest = $1 AND tenant = $2 AND expires_at > $3";
        let now = self.now().millis();
        let id: Option<Uuid> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(device.as_bytes().as_slice())
            .bind(tenant.0).bind(now).fetch_optional(e).await)?;
        Ok(id.map(AccountId))
    }
}
