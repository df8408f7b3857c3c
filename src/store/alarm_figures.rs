//! The figures that alarms go by, read from the audit log. Every statement finds its rows by an index; spans of time
//! become spans of record numbers first.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use uuid::Uuid;

use super::{Store, db::on_db, error::StoreError};
use crate::domain::{
    account::TenantId,
    time::{Timestamp, millis},
};

/// A reset that followed closely on a change of the account's methods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedBefore {
    /// The reset's record.
    pub seq: i64,
    /// Its support id.
    pub support_id: Option<String>,
}

/// Codes sent and used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Conversion {
    /// Sent.
    pub sent: u32,
    /// Used.
    pub used: u32,
}

/// Most sends that are looked at for one figure: the newest.
const MOST_SENDS: i64 = 5000;

impl Store {
    /// The first record from `at` on; beyond the last one when there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn first_record_from(&self, tenant: TenantId, at: Timestamp) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT seq FROM audit_events WHERE tenant = $1 AND at >= $2 ORDER BY at LIMIT 1";
        let seq: Option<i64> =
            on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(at.millis()).fetch_optional(e).await)?;
        Ok(seq.unwrap_or(i64::MAX))
    }

    /// When the newest key was first used here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn newest_key_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> =
            on_db!(&self.db, e => sqlx::query_scalar("SELECT MAX(created_at) FROM keys").fetch_one(e).await)?;
        Ok(at.map(Timestamp))
    }

    /// Wrong codes since `at`: how many people they were typed for (accounts, or journeys of names that nobody has).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn wrong_codes_since(&self, tenant: TenantId, at: Timestamp) -> Result<u32, StoreError> {
        const SQL: &str = "SELECT COUNT(DISTINCT COALESCE(account_id, flow_id, id)) FROM audit_events \
             WHERE tenant = $1 AND kind = 'reset.gate-failed' AND seq >= $2";
        let from = self.first_record_from(tenant, at).await?;
        let count: i64 = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(from).fetch_one(e).await)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Resets begun in `[from, to)`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn resets_begun(&self, tenant: TenantId, from: Timestamp, to: Timestamp) -> Result<u32, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM audit_events \
             WHERE tenant = $1 AND kind = 'reset.started' AND seq >= $2 AND seq < $3";
        let (from, to) = (self.first_record_from(tenant, from).await?, self.first_record_from(tenant, to).await?);
        let count: i64 =
            on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(from).bind(to).fetch_one(e).await)?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Resets since `at` whose account had a method registered, changed or removed at most `span` before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn changed_before_reset(
        &self,
        tenant: TenantId,
        at: Timestamp,
        span: Duration,
    ) -> Result<Vec<ChangedBefore>, StoreError> {
        const SQL: &str = "SELECT r.seq, r.support_id FROM audit_events r WHERE r.tenant = $1 \
             AND r.kind = 'password.reset' AND r.outcome = 'success' AND r.seq >= $2 AND EXISTS (SELECT 1 \
             FROM audit_events m WHERE m.tenant = $1 AND m.account_id = r.account_id AND m.seq < r.seq \
             AND m.at >= r.at - $3 AND m.outcome = 'success' \
             AND m.kind IN ('security-info.registered', 'security-info.changed', 'security-info.removed')) \
             ORDER BY r.seq DESC LIMIT 200";
        let from = self.first_record_from(tenant, at).await?;
        let rows: Vec<(i64, Option<String>)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(from)
            .bind(millis(span)).fetch_all(e).await)?;
        Ok(rows.into_iter().map(|(seq, support_id)| ChangedBefore { seq, support_id }).collect())
    }

    /// Country calling codes to which text messages were refused since `at`, because their own budget was used up.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn refused_prefixes(&self, tenant: TenantId, at: Timestamp) -> Result<BTreeSet<String>, StoreError> {
        const SQL: &str = "SELECT detail FROM audit_events WHERE tenant = $1 AND kind = 'reset.blocked' AND seq >= $2 \
             AND detail LIKE '%\"sms-country\"%' ORDER BY seq DESC LIMIT $3";
        let from = self.first_record_from(tenant, at).await?;
        let rows: Vec<String> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(from)
            .bind(MOST_SENDS).fetch_all(e).await)?;
        Ok(rows.iter().filter_map(|detail| fact(detail, "prefix")).collect())
    }

    /// Codes by text message in `[from, to)`, by country calling code: how many were sent, how many of their journeys
    /// passed that gate.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sms_conversions(
        &self,
        tenant: TenantId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<BTreeMap<String, Conversion>, StoreError> {
        const SENT: &str = "SELECT flow_id, detail FROM audit_events WHERE tenant = $1 AND kind = 'reset.code-sent' \
             AND seq >= $2 AND seq < $3 AND outcome = 'success' ORDER BY seq DESC LIMIT $4";
        const PASSED: &str = "SELECT flow_id, detail FROM audit_events WHERE tenant = $1 AND kind = 'reset.gate-passed' \
             AND seq >= $2 AND flow_id IS NOT NULL";
        let (from, to) = (self.first_record_from(tenant, from).await?, self.first_record_from(tenant, to).await?);
        let sent: Vec<(Option<Uuid>, String)> = on_db!(&self.db, e => sqlx::query_as(SENT).bind(tenant.0).bind(from)
            .bind(to).bind(MOST_SENDS).fetch_all(e).await)?;
        if sent.is_empty() {
            return Ok(BTreeMap::new());
        }
        let passed: Vec<(Uuid, String)> =
            on_db!(&self.db, e => sqlx::query_as(PASSED).bind(tenant.0).bind(from).fetch_all(e).await)?;
        let by_sms = |detail: &str| fact(detail, "method").as_deref() == Some("sms");
        let passed: BTreeSet<Uuid> =
            passed.into_iter().filter(|(_, detail)| by_sms(detail)).map(|(flow, _)| flow).collect();
        let mut out = BTreeMap::<String, Conversion>::new();
        for (flow, detail) in sent {
            let Some(prefix) = fact(&detail, "prefix").filter(|_| by_sms(&detail)) else { continue };
            let row = out.entry(prefix).or_default();
            row.sent = row.sent.saturating_add(1);
            row.used = row.used.saturating_add(u32::from(flow.is_some_and(|flow| passed.contains(&flow))));
        }
        Ok(out)
    }
}

/// A fact of an event.
fn fact(detail: &str, key: &str) -> Option<String> {
    let detail: BTreeMap<String, String> = serde_json::from_str(detail).ok()?;
    detail.get(key).cloned()
}
