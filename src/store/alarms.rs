//! What is being alarmed about: one row for each thing, so that it is told once when it begins and once when it is
//! over, whichever node sees it.

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
};
use crate::domain::{account::TenantId, alarm::Alarm, time::Timestamp};

/// An alarm that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// What ([`crate::domain::alarm::AlarmKind::as_str`]).
    pub kind: String,
    /// Which one of them.
    pub subject: String,
    /// How bad it was when it began.
    pub figure: String,
    /// When it began.
    pub raised_at: Timestamp,
}

impl Tx {
    /// Raises an alarm; true for exactly one caller until it is cleared.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn raise_alarm(&mut self, tenant: TenantId, alarm: &Alarm) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO alarms (tenant, kind, subject, figure, raised_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (tenant, kind, subject) DO UPDATE SET figure = $4, raised_at = $5, cleared_at = NULL \
             WHERE alarms.cleared_at IS NOT NULL";
        let now = self.now().millis();
        let done = on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(alarm.kind.as_str()).bind(&alarm.subject)
            .bind(&alarm.figure).bind(now).execute(e).await.map(|d| d.rows_affected()))?;
        Ok(done == 1)
    }

    /// Clears an alarm; true for exactly one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clear_alarm(&mut self, tenant: TenantId, kind: &str, subject: &str) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE alarms SET cleared_at = $4 WHERE tenant = $1 AND kind = $2 AND subject = $3 \
             AND cleared_at IS NULL";
        let now = self.now().millis();
        let done = on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(kind).bind(subject).bind(now).execute(e)
            .await.map(|d| d.rows_affected()))?;
        Ok(done == 1)
    }
}

impl Store {
    /// The alarms that are not over, by kind and subject.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn raised_alarms(&self, tenant: TenantId) -> Result<Vec<Raised>, StoreError> {
        const SQL: &str = "SELECT kind, subject, figure, raised_at FROM alarms \
             WHERE tenant = $1 AND cleared_at IS NULL ORDER BY kind, subject";
        let rows: Vec<(String, String, String, i64)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_all(e).await)?;
        let open = |(kind, subject, figure, at)| Raised { kind, subject, figure, raised_at: Timestamp(at) };
        Ok(rows.into_iter().map(open).collect())
    }

    /// Whether this alarm is raised now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_raised(&self, tenant: TenantId, kind: &str, subject: &str) -> Result<bool, StoreError> {
        const SQL: &str =
            "SELECT COUNT(*) FROM alarms WHERE tenant = $1 AND kind = $2 AND subject = $3 AND cleared_at IS NULL";
        let found: i64 = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(kind).bind(subject)
            .fetch_one(e).await)?;
        Ok(found > 0)
    }
}
