//! Mail before a password expires: what was sent, and when to look again.

use super::{Store, Tx, db::on_tx, error::StoreError};
use crate::domain::{
    account::{AccountId, TenantId},
    time::Timestamp,
};

impl Tx {
    /// Writes down that a reminder of this end is sent now. `false` when it was sent before, or one nearer to the end.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_reminder(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        expires_at: Timestamp,
        days: u32,
    ) -> Result<bool, StoreError> {
        const NEARER: &str = "SELECT COUNT(*) FROM reminders \
             WHERE tenant = $1 AND account_id = $2 AND expires_at = $3 AND days <= $4";
        const SQL: &str = "INSERT INTO reminders (tenant, account_id, expires_at, days, sent_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, account_id, expires_at, days) DO NOTHING";
        let (now, days) = (self.now().millis(), i64::from(days));
        let nearer: i64 = on_tx!(self, e => sqlx::query_scalar(NEARER).bind(tenant.0).bind(account.0)
            .bind(expires_at.millis()).bind(days).fetch_one(e).await)?;
        if nearer > 0 {
            return Ok(false);
        }
        let rows = on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(account.0).bind(expires_at.millis())
            .bind(days).bind(now).execute(e).await.map(|d| d.rows_affected()))?;
        Ok(rows == 1)
    }
}

impl Store {
    /// Takes the turn to look whose password ends soon, if one is due. Whoever has it holds it until `until`, or until
    /// [`Store::end_reminder_scan`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_reminder_scan(&self, tenant: TenantId, until: Timestamp) -> Result<bool, StoreError> {
        const FIRST: &str =
            "INSERT INTO reminder_scans (tenant, next_at) VALUES ($1, 0) ON CONFLICT (tenant) DO NOTHING";
        const CLAIM: &str = "UPDATE reminder_scans SET next_at = $1 WHERE tenant = $2 AND next_at <= $3";
        let mut tx = self.begin().await?;
        let now = tx.now().millis();
        on_tx!(&mut tx, e => sqlx::query(FIRST).bind(tenant.0).execute(e).await.map(drop))?;
        let rows = on_tx!(&mut tx, e => sqlx::query(CLAIM).bind(until.millis()).bind(tenant.0).bind(now).execute(e)
            .await.map(|d| d.rows_affected()))?;
        tx.commit().await?;
        Ok(rows == 1)
    }

    /// The turn is over: another is due at `next`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_reminder_scan(&self, tenant: TenantId, next: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE reminder_scans SET next_at = $1 WHERE tenant = $2";
        let mut tx = self.begin().await?;
        on_tx!(&mut tx, e => sqlx::query(SQL).bind(next.millis()).bind(tenant.0).execute(e).await.map(drop))?;
        tx.commit().await
    }
}
