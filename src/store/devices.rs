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
    /// Remembers that a reset of this account was finished in the browser whose cookie has this digest. A browser
    /// may be known for several accounts: families and front desks share them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remember_device(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        device: &Digest,
        expires_at: Timestamp,
    ) -> Result<Uuid, StoreError> {
        const SQL: &str = "INSERT INTO known_devices (id, tenant, account_id, digest, created_at, seen_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $5, $6) \
             ON CONFLICT (tenant, account_id, digest) DO UPDATE SET seen_at = $5, expires_at = $6";
        let id = self.new_id();
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(id).bind(tenant.0).bind(account.0)
            .bind(device.as_bytes().as_slice()).bind(now).bind(expires_at.millis()).execute(e).await.map(drop))?;
        Ok(id)
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
    /// The browsers that an account is known in, the last seen one first; `most` at most.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn known_devices(
        &self,
        tenant: TenantId,
        account: AccountId,
        most: u32,
    ) -> Result<Vec<Digest>, StoreError> {
        const SQL: &str = "SELECT digest FROM known_devices WHERE tenant = $1 AND account_id = $2 AND expires_at > $3 \
             ORDER BY seen_at DESC, id DESC LIMIT $4";
        let now = self.now().millis();
        let rows: Vec<Vec<u8>> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(account.0)
            .bind(now).bind(i64::from(most)).fetch_all(e).await)?;
        let digest = |bytes: Vec<u8>| bytes.try_into().ok().map(Digest);
        Ok(rows.into_iter().filter_map(digest).collect())
    }

    /// Whether a reset of this account was finished in this browser before (R35).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn knows_device(
        &self,
        tenant: TenantId,
        account: AccountId,
        device: &Digest,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM known_devices WHERE digest = $1 AND tenant = $2 AND account_id = $3 AND expires_at > $4";
        let now = self.now().millis();
        let known: i64 = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(device.as_bytes().as_slice())
            .bind(tenant.0).bind(account.0).bind(now).fetch_one(e).await)?;
        Ok(known > 0)
    }
}
