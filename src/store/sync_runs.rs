//! The last scans of the directory, each with its end: what was read, and why it failed.

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::time,
    sync_state::SyncRun,
};
use crate::domain::{account::TenantId, time::Timestamp};

/// How many are kept.
const KEPT: i64 = 200;

/// A scan that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastScan {
    /// Its number.
    pub pass: i64,
    /// Everybody was read, or was to be.
    pub whole: bool,
    /// Which server was read; empty when none answered.
    pub server: String,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Pages.
    pub pages: i64,
    /// Accounts read.
    pub seen: i64,
    /// Accounts that were new or differed.
    pub changed: i64,
    /// Accounts found gone.
    pub gone: i64,
    /// Why it failed; none when it came to its end.
    pub error: Option<String>,
}

type Row = (i64, i64, String, Option<i64>, i64, i64, i64, i64, i64, Option<String>);

impl Tx {
    /// Writes down that a scan is over, with the figures of its state.
    pub(super) async fn note_sync_run(&mut self, run: &SyncRun, error: Option<&str>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO sync_runs (tenant, pass, whole, server, started_at, ended_at, pages, seen, \
             changed, gone, error) SELECT tenant, pass, $3, server, started_at, $4, pages, seen, changed, gone, $5 \
             FROM sync_state WHERE tenant = $1 AND pass = $2 ON CONFLICT (tenant, pass) DO NOTHING";
        const OLD: &str = "DELETE FROM sync_runs WHERE tenant = $1 AND pass <= $2";
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.pass).bind(i64::from(run.full)).bind(now)
            .bind(error).execute(e).await.map(drop))?;
        let old = run.pass.saturating_sub(KEPT);
        on_tx!(self, e => sqlx::query(OLD).bind(run.tenant.0).bind(old).execute(e).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// The last scans, the newest first: at most `limit`, those before number `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sync_runs(
        &self,
        tenant: TenantId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<PastScan>, StoreError> {
        const SQL: &str = "SELECT pass, whole, server, started_at, ended_at, pages, seen, changed, gone, error \
             FROM sync_runs WHERE tenant = $1 AND pass < $2 ORDER BY pass DESC LIMIT $3";
        let before = before.unwrap_or(i64::MAX);
        let rows: Vec<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(before)
            .bind(i64::from(limit)).fetch_all(e).await)?;
        let open = |(pass, whole, server, started_at, ended_at, pages, seen, changed, gone, error): Row| PastScan {
            pass,
            whole: whole != 0,
            server,
            started_at: time(started_at),
            ended_at: Timestamp(ended_at),
            pages,
            seen,
            changed,
            gone,
            error,
        };
        Ok(rows.into_iter().map(open).collect())
    }
}
