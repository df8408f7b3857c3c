//! Temporary passes of the help desk: slow hashes, single use (R142).

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::open_text,
};
use crate::{
    crypto::seal::Place,
    domain::{
        account::{AccountId, TenantId},
        time::Timestamp,
    },
};

/// A pass about to be issued.
#[derive(Debug)]
pub struct NewPass<'a> {
    /// Row id.
    pub id: Uuid,
    /// Whose rows.
    pub tenant: TenantId,
    /// For whom.
    pub account: AccountId,
    /// The slow hash of the pass.
    pub hash: &'a str,
    /// Who issued it, in words; sealed.
    pub issuer: &'a str,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

/// A pass that still works.
#[derive(Debug)]
pub struct Pass {
    /// Row id.
    pub id: Uuid,
    /// Its slow hash.
    pub hash: String,
    /// Who issued it.
    pub issuer: String,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

fn place(row: Uuid) -> Place {
    Place { table: "passes", column: "issuer_sealed", row }
}

const WORKING: &str = "SELECT COUNT(*) FROM passes WHERE tenant = $1 AND account_id = $2 AND used_at IS NULL \
     AND revoked_at IS NULL AND expires_at > $3";

impl Tx {
    /// Writes a new pass and revokes every other one of the account: one at a time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn issue_pass(&mut self, new: &NewPass<'_>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO passes (id, tenant, account_id, hash, issuer_sealed, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.revoke_passes(new.tenant, new.account).await?;
        let issuer = self.seal(place(new.id), new.issuer.as_bytes())?;
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(new.id).bind(new.tenant.0).bind(new.account.0).bind(new.hash)
            .bind(&issuer).bind(now).bind(new.expires_at.millis()).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Revokes the passes of an account that still work; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revoke_passes(&mut self, tenant: TenantId, account: AccountId) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE passes SET revoked_at = $3 WHERE tenant = $1 AND account_id = $2 \
             AND used_at IS NULL AND revoked_at IS NULL";
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(account.0).bind(now).execute(e).await
            .map(|d| d.rows_affected()))?)
    }

    /// Whether an account has a pass that works now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn has_pass(&mut self, tenant: TenantId, account: AccountId) -> Result<bool, StoreError> {
        let now = self.now().millis();
        let n: i64 = on_tx!(self, e => sqlx::query_scalar(WORKING).bind(tenant.0).bind(account.0).bind(now)
            .fetch_one(e).await)?;
        Ok(n > 0)
    }

    /// Uses a pass up; true for exactly one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_pass(&mut self, id: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE passes SET used_at = $2 WHERE id = $1 AND used_at IS NULL \
             AND revoked_at IS NULL AND expires_at > $2";
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now).execute(e).await.map(|d| d.rows_affected() == 1))?)
    }
}

impl Store {
    /// Whether an account has a pass that works now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn has_pass(&self, tenant: TenantId, account: AccountId) -> Result<bool, StoreError> {
        let now = self.now().millis();
        let n: i64 = on_db!(&self.db, e => sqlx::query_scalar(WORKING).bind(tenant.0).bind(account.0).bind(now)
            .fetch_one(e).await)?;
        Ok(n > 0)
    }

    /// The pass of an account that works now, if there is one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn pass(&self, tenant: TenantId, account: AccountId) -> Result<Option<Pass>, StoreError> {
        const SQL: &str = "SELECT id, hash, issuer_sealed, expires_at FROM passes WHERE tenant = $1 \
             AND account_id = $2 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $3 \
             ORDER BY created_at DESC LIMIT 1";
        let now = self.now().millis();
        let row: Option<(Uuid, String, Vec<u8>, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0)
            .bind(account.0).bind(now).fetch_optional(e).await)?;
        let Some((id, hash, issuer, expires_at)) = row else { return Ok(None) };
        let issuer = open_text(&self.keyring, place(id), &issuer)?.to_string();
        Ok(Some(Pass { id, hash, issuer, expires_at: Timestamp(expires_at) }))
    }
}
