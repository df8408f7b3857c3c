//! Is there work? A look that writes nothing, so that an idle node costs the database nothing.

use super::{Store, StoreError, db::on_db};
use crate::domain::time::Timestamp;

/// Which kinds of work are due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// A job.
    pub jobs: bool,
    /// A message.
    pub messages: bool,
    /// An open write whose outcome should be asked for.
    pub writebacks: bool,
}

impl Store {
    /// What could be claimed now. Another node may be faster: claiming is what decides.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn due(&self, now: Timestamp) -> Result<Due, StoreError> {
        const SQL: &str = "SELECT \
             (SELECT COUNT(*) FROM (SELECT 1 AS one FROM jobs WHERE run_at <= $1 AND leased_until <= $1 \
              AND failed_at IS NULL LIMIT 1) AS j), \
             (SELECT COUNT(*) FROM (SELECT 1 AS one FROM outbox WHERE run_at <= $1 AND leased_until <= $1 \
              AND state = 'due' LIMIT 1) AS o), \
             (SELECT COUNT(*) FROM (SELECT 1 AS one FROM writebacks WHERE settle_after <= $1 AND leased_until <= $1 \
              AND state = 'intended' LIMIT 1) AS w)";
        let (jobs, messages, writebacks): (i64, i64, i64) =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(now.millis()).fetch_one(e).await)?;
        Ok(Due { jobs: jobs > 0, messages: messages > 0, writebacks: writebacks > 0 })
    }

    /// How many messages wait, and the time of the oldest; for metrics.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn outbox_lag(&self) -> Result<(u64, Option<Timestamp>), StoreError> {
        const SQL: &str = "SELECT COUNT(*), MIN(created_at) FROM outbox WHERE state = 'due'";
        let (waiting, oldest): (i64, Option<i64>) = on_db!(&self.db, e => sqlx::query_as(SQL).fetch_one(e).await)?;
        Ok((u64::try_from(waiting).unwrap_or(0), oldest.map(Timestamp)))
    }
}
