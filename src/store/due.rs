//! Is there work? A look that writes nothing, so that an idle node costs the database nothing.

use super::{Store, StoreError, db::on_db};
use crate::domain::time::Timestamp;

/// Which kinds of work are due, and when the next will be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// A job.
    pub jobs: bool,
    /// A message.
    pub messages: bool,
    /// An open write whose outcome should be asked for.
    pub writebacks: bool,
    /// When the next thing that nobody works on will be due.
    pub next: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    jobs: Option<i64>,
    messages: Option<i64>,
    writebacks: Option<i64>,
}

impl Store {
    /// What could be claimed now. Another node may be faster: claiming is what decides.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn due(&self, now: Timestamp) -> Result<Due, StoreError> {
        const SQL: &str = "SELECT \
             (SELECT MIN(run_at) FROM jobs WHERE failed_at IS NULL AND leased_until <= $1) AS jobs, \
             (SELECT MIN(run_at) FROM outbox WHERE state = 'due' AND leased_until <= $1) AS messages, \
             (SELECT MIN(settle_after) FROM writebacks WHERE settled_at IS NULL AND leased_until <= $1) AS writebacks";
        let row: Row = on_db!(&self.db, e => sqlx::query_as(SQL).bind(now.millis()).fetch_one(e).await)?;
        let is_due = |at: Option<i64>| at.is_some_and(|at| at <= now.millis());
        Ok(Due {
            jobs: is_due(row.jobs),
            messages: is_due(row.messages),
            writebacks: is_due(row.writebacks),
            next: [row.jobs, row.messages, row.writebacks].into_iter().flatten().min().map(Timestamp),
        })
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
