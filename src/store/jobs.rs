//! Jobs: work that must happen after the answer. Claimed with a lease: a worker that dies loses it.

use std::time::Duration;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Store, Tx,
    db::{TxInner, on_db, on_tx},
    error::StoreError,
    sealed::count,
};
use crate::{
    crypto::{keyring::Keyring, seal::Place},
    domain::{account::TenantId, time::Timestamp},
};

/// A job about to be queued.
#[derive(Debug)]
pub struct NewJob<'a> {
    /// Whose.
    pub tenant: TenantId,
    /// Which queue; lower-case letters and hyphens.
    pub queue: &'static str,
    /// What to do; sealed at rest.
    pub payload: &'a [u8],
    /// Not before.
    pub run_at: Timestamp,
    /// A second job with the same text is dropped while the first is there. No personal data.
    pub dedupe: Option<String>,
}

/// A claimed job.
pub struct Job {
    /// Row id.
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// Which queue.
    pub queue: String,
    /// What to do.
    pub payload: Zeroizing<Vec<u8>>,
    /// How often it was claimed, this time included.
    pub attempts: u32,
    /// When it was due.
    pub run_at: Timestamp,
    /// When it was queued.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("id", &self.id).field("queue", &self.queue).finish_non_exhaustive()
    }
}

/// How many jobs a queue holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCount {
    /// The queue.
    pub queue: String,
    /// Due now, later, or being worked on.
    pub waiting: u64,
    /// Given up.
    pub failed: u64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    tenant: Uuid,
    queue: String,
    payload_sealed: Vec<u8>,
    attempts: i64,
    run_at: i64,
    created_at: i64,
}

fn place(row: Uuid) -> Place {
    Place { table: "jobs", column: "payload_sealed", row }
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<Job, StoreError> {
        Ok(Job {
            id: self.id,
            tenant: TenantId(self.tenant),
            queue: self.queue,
            payload: keyring.open(place(self.id), &self.payload_sealed)?,
            attempts: count("jobs.attempts", self.attempts)?,
            run_at: Timestamp(self.run_at),
            created_at: Timestamp(self.created_at),
        })
    }
}

/// One statement for both, but for how concurrent claims are kept apart: SQLite has one writer; PostgreSQL skips
/// the rows that another node is claiming, and `ARRAY(..)` makes it choose them once only.
macro_rules! claim {
    ($open:literal, $close:literal) => {
        concat!(
            "UPDATE jobs SET leased_until = $2, attempts = attempts + 1 WHERE id ",
            $open,
            "SELECT id FROM jobs WHERE run_at <= $1 AND leased_until <= $1 AND failed_at IS NULL \
             AND $3 LIKE '%,' || queue || ',%' ORDER BY run_at, id LIMIT $4",
            $close,
            " RETURNING id, tenant, queue, payload_sealed, attempts, run_at, created_at"
        )
    };
}

/// Queue names between commas, for `LIKE`; a name holds neither comma nor wildcard.
fn listed(queues: &[&str]) -> String {
    format!(",{},", queues.join(","))
}

impl Tx {
    /// Queues a job; `None` when one with the same `dedupe` is there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn enqueue(&mut self, job: NewJob<'_>) -> Result<Option<Uuid>, StoreError> {
        const SQL: &str = "INSERT INTO jobs (id, tenant, queue, payload_sealed, dedupe, run_at, attempts, \
             leased_until, created_at) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7) ON CONFLICT (dedupe) DO NOTHING";
        let id = self.new_id();
        let sealed = self.seal(place(id), job.payload)?;
        let now = self.now().millis();
        let rows = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(job.tenant.0).bind(job.queue).bind(&sealed)
            .bind(&job.dedupe).bind(job.run_at.millis()).bind(now).execute(e).await.map(|d| d.rows_affected()))?;
        Ok((rows == 1).then_some(id))
    }

    /// Removes a job that is done; false when it is gone already (another worker finished it after the lease).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_job(&mut self, id: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM jobs WHERE id = $1";
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).execute(e).await.map(|d| d.rows_affected()))? == 1)
    }
}

impl Store {
    /// [`Tx::finish_job`] in a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_job(&self, id: Uuid) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.finish_job(id).await?;
        tx.commit().await
    }

    /// Takes up to `limit` due jobs of these queues for `lease`; each job goes to one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_jobs(&self, queues: &[&str], limit: u32, lease: Duration) -> Result<Vec<Job>, StoreError> {
        const SQLITE: &str = claim!("IN (", ")");
        const POSTGRES: &str = claim!("= ANY(ARRAY(", " FOR UPDATE SKIP LOCKED))");
        let (now, queues, limit) = (self.now(), listed(queues), i64::from(limit));
        let until = now.after(lease).millis();
        let now = now.millis();
        let mut tx = self.begin().await?;
        let mut rows: Vec<Row> = match &mut tx.inner {
            TxInner::Sqlite(t) => {
                sqlx::query_as(SQLITE).bind(now).bind(until).bind(&queues).bind(limit).fetch_all(&mut **t).await?
            }
            TxInner::Postgres(t) => {
                sqlx::query_as(POSTGRES).bind(now).bind(until).bind(&queues).bind(limit).fetch_all(&mut **t).await?
            }
        };
        tx.commit().await?;
        rows.sort_by_key(|r| (r.run_at, r.id));
        rows.into_iter().map(|r| r.open(&self.keyring)).collect()
    }

    /// Gives a claimed job back, to be tried at `run_at`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retry_job(&self, id: Uuid, run_at: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE jobs SET run_at = $2, leased_until = 0 WHERE id = $1 AND failed_at IS NULL";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(SQL).bind(id).bind(run_at.millis()).execute(e).await.map(drop))?;
        tx.commit().await
    }

    /// Gives a job up: it stays, for the admin to see, and is not tried again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fail_job(&self, id: Uuid) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE jobs SET failed_at = $2, dedupe = NULL WHERE id = $1 AND failed_at IS NULL";
        let now = self.now().millis();
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(SQL).bind(id).bind(now).execute(e).await.map(drop))?;
        tx.commit().await
    }

    /// When the next job of these queues can be claimed; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_due(&self, queues: &[&str]) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = "SELECT MIN(CASE WHEN leased_until > run_at THEN leased_until ELSE run_at END) FROM jobs \
             WHERE failed_at IS NULL AND $1 LIKE '%,' || queue || ',%'";
        let queues = listed(queues);
        let at: Option<i64> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(&queues).fetch_one(e).await)?;
        Ok(at.map(Timestamp))
    }

    /// How many jobs each queue holds, for the metrics.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn job_counts(&self) -> Result<Vec<QueueCount>, StoreError> {
        const SQL: &str = "SELECT queue, COUNT(*) - COUNT(failed_at), COUNT(failed_at) FROM jobs \
             GROUP BY queue ORDER BY queue";
        let rows: Vec<(String, i64, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).fetch_all(e).await)?;
        Ok(rows
            .into_iter()
            .map(|(queue, waiting, failed)| QueueCount {
                queue,
                waiting: u64::try_from(waiting).unwrap_or(0),
                failed: u64::try_from(failed).unwrap_or(0),
            })
            .collect())
    }
}
