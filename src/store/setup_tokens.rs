//! Tokens of the first set-up (R141): only digests, used once.

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
};
use crate::{
    crypto::digest::Digest,
    domain::{account::TenantId, time::Timestamp},
};

impl Tx {
    /// Writes a new token; what is over is erased.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_setup_token(
        &mut self,
        id: Uuid,
        tenant: TenantId,
        token: &Digest,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        const OVER: &str = "DELETE FROM setup_tokens WHERE tenant = $1 AND (expires_at <= $2 OR used_at IS NOT NULL)";
        const SQL: &str =
            "INSERT INTO setup_tokens (id, tenant, digest, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(OVER).bind(tenant.0).bind(now).execute(e).await.map(drop))?;
        on_tx!(self, e => sqlx::query(SQL).bind(id).bind(tenant.0).bind(token.as_bytes().as_slice()).bind(now)
            .bind(expires_at.millis()).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Binds a token that works to the browser that brought it, whose cookie has the digest `cookie`; false for one that
    /// works no more, or never did. Another browser that brings it again takes it over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn open_setup(&mut self, tenant: TenantId, token: &Digest, cookie: &Digest) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE setup_tokens SET cookie_digest = $3 WHERE tenant = $1 AND digest = $2 \
             AND used_at IS NULL AND expires_at > $4";
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(token.as_bytes().as_slice())
            .bind(cookie.as_bytes().as_slice()).bind(now).execute(e).await.map(|d| d.rows_affected() == 1))?)
    }

    /// Uses up the token that was opened by this browser; true for exactly one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_setup(&mut self, tenant: TenantId, cookie: &Digest) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE setup_tokens SET used_at = $3 WHERE tenant = $1 AND cookie_digest = $2 \
             AND used_at IS NULL AND expires_at > $3";
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(cookie.as_bytes().as_slice()).bind(now)
            .execute(e).await.map(|d| d.rows_affected() == 1))?)
    }
}

impl Store {
    /// Whether a browser opened the set-up with a token that still works.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_in_setup(&self, tenant: TenantId, cookie: &Digest) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM setup_tokens WHERE tenant = $1 AND cookie_digest = $2 \
             AND used_at IS NULL AND expires_at > $3";
        let now = self.now().millis();
        let n: i64 = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(cookie.as_bytes().as_slice())
            .bind(now).fetch_one(e).await)?;
        Ok(n > 0)
    }
}
