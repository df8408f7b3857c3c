//! What owners set for the audit log: how long names are kept. Without a row the configuration file counts.

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::count,
};
use crate::domain::{account::TenantId, time::Timestamp};

/// Events that an age would take the names from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// How many.
    pub events: u64,
    /// The oldest of them.
    pub oldest: Option<Timestamp>,
}

impl Tx {
    /// How many days names are kept, if an owner set it; read in the transaction that changes it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit_retention(&mut self, tenant: TenantId) -> Result<Option<u32>, StoreError> {
        const SQL: &str = "SELECT retention_days FROM audit_settings WHERE tenant = $1";
        let days: Option<i64> = on_tx!(self, e => sqlx::query_scalar(SQL).bind(tenant.0).fetch_optional(e).await)?;
        days.map(|days| count("audit_settings.retention_days", days)).transpose()
    }

    /// Sets how many days names are kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_audit_retention(&mut self, tenant: TenantId, days: u32) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO audit_settings (tenant, retention_days, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant) DO UPDATE SET retention_days = excluded.retention_days, \
             changed_at = excluded.changed_at";
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(i64::from(days)).bind(now).execute(e).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// How many days names are kept, if an owner set it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit_retention(&self, tenant: TenantId) -> Result<Option<u32>, StoreError> {
        const SQL: &str = "SELECT retention_days FROM audit_settings WHERE tenant = $1";
        let days: Option<i64> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).fetch_optional(e).await)?;
        days.map(|days| count("audit_settings.retention_days", days)).transpose()
    }

    /// The events from before `until` that still name somebody.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn named_before(&self, tenant: TenantId, until: Timestamp) -> Result<Named, StoreError> {
        const SQL: &str =
            "SELECT COUNT(*), MIN(at) FROM audit_events WHERE tenant = $1 AND at < $2 AND sealed IS NOT NULL";
        let (events, oldest): (i64, Option<i64>) =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(until.millis()).fetch_one(e).await)?;
        Ok(Named { events: u64::try_from(events).unwrap_or(0), oldest: oldest.map(Timestamp) })
    }
}
