//! Buckets of limits, shared by all nodes and surviving restarts (R32): the generic cell rate algorithm, one
//! statement per hit. A bucket is one number, the theoretical arrival time (TAT); its key is a keyed digest.

use std::time::Duration;

use super::{Store, Tx, db::on_tx, error::StoreError};
use crate::{
    crypto::digest::Digest,
    domain::{account::TenantId, time::Timestamp},
};

/// One hit on one bucket.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Whose bucket.
    pub tenant: TenantId,
    /// Which bucket.
    pub key: Digest,
    /// Milliseconds that one hit costs: the window divided by the hits allowed in it.
    pub interval_ms: i64,
    /// Milliseconds that may be spent ahead: (burst - 1) intervals.
    pub tolerance_ms: i64,
}

/// A bucket that lies further ahead than its fullest state by this much was filled before the clock was set back;
/// it is emptied, so that nobody is locked out for as long as the clock was wrong (R161). More than nodes' clocks
/// differ.
const CLOCK_SLACK_MS: i64 = 600_000;

impl Tx {
    /// Counts one hit. `None`: allowed. Some: refused, and how long until one would be allowed; a refused hit
    /// costs nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hit(&mut self, hit: &Hit, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        const HIT: &str = "INSERT INTO quotas (bucket, tenant, tat) VALUES ($1, $5, $2 + $3) \
             ON CONFLICT (bucket) DO UPDATE SET tat = \
             CASE WHEN quotas.tat > $2 AND quotas.tat <= $2 + $3 + $4 + $6 THEN quotas.tat ELSE $2 END + $3 \
             WHERE quotas.tat <= $2 + $4 OR quotas.tat > $2 + $3 + $4 + $6 RETURNING tat";
        const TAT: &str = "SELECT tat FROM quotas WHERE bucket = $1";
        let key = hit.key.as_bytes().as_slice();
        let passed: Option<i64> = on_tx!(self, e => sqlx::query_scalar(HIT).bind(key).bind(now.millis())
            .bind(hit.interval_ms).bind(hit.tolerance_ms).bind(hit.tenant.0).bind(CLOCK_SLACK_MS)
            .fetch_optional(e).await)?;
        if passed.is_some() {
            return Ok(None);
        }
        let tat: Option<i64> = on_tx!(self, e => sqlx::query_scalar(TAT).bind(key).fetch_optional(e).await)?;
        let free_at = tat.unwrap_or(now.millis()).saturating_sub(hit.tolerance_ms);
        Ok(Some(Timestamp(free_at).since(now).max(Duration::from_millis(1))))
    }
}

impl Store {
    /// Counts one hit; see [`Tx::hit`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hit(&self, hit: &Hit, now: Timestamp) -> Result<Option<Duration>, StoreError> {
        self.hit_all(std::slice::from_ref(hit), now).await
    }

    /// Counts one hit on each of several buckets, each by itself (R31): those that allow it keep it even when
    /// another one refuses. `None`: all allowed. Some: the longest wait among those that did not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hit_all(&self, hits: &[Hit], now: Timestamp) -> Result<Option<Duration>, StoreError> {
        // Always in the same order, so that two nodes never wait for each other's buckets.
        let mut sorted: Vec<&Hit> = hits.iter().collect();
        sorted.sort_by_key(|hit| *hit.key.as_bytes());
        let mut tx = self.begin().await?;
        let mut longest = None;
        for hit in sorted {
            longest = longest.max(tx.hit(hit, now).await?);
        }
        tx.commit().await?;
        Ok(longest)
    }

    /// Empties a bucket, for an admin; true when there was something in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clear_quota(&self, key: &Digest) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM quotas WHERE bucket = $1";
        let mut tx = self.begin().await?;
        let rows = on_tx!(tx, e => sqlx::query(SQL).bind(key.as_bytes().as_slice()).execute(e).await
            .map(|d| d.rows_affected()))?;
        tx.commit().await?;
        Ok(rows == 1)
    }
}
