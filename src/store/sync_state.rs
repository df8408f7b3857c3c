//! How the scan of the directory stands: who scans, how far it is, when the next begins. One row a tenant.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    directory_accounts::SyncApplied,
    error::StoreError,
    sealed::time,
};
use crate::domain::{
    account::TenantId,
    time::{Timestamp, millis},
};

macro_rules! names {
    ($(#[doc = $doc:literal] $type:ident in $column:literal { $( $(#[doc = $variant_doc:literal])+ $variant:ident = $name:literal, )+ })+) => { $(
        #[doc = $doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $type { $( $(#[doc = $variant_doc])+ $variant, )+ }

        impl $type {
            /// The stable name, as the database holds it.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$variant => $name, )+ } }

            fn read(name: &str) -> Result<Self, StoreError> {
                match name {
                    $( $name => Ok(Self::$variant), )+
                    _ => Err(StoreError::Corrupt(format!("{} holds {name:?}", $column))),
                }
            }
        }
    )+ };
}

names! {
    #[doc = "What a scan is doing."]
    SyncPhase in "sync_state.phase" {
        /// Nothing.
        Idle = "idle",
        /// Reading every account.
        Full = "full",
        /// Reading what changed.
        Changes = "changes",
        /// Comparing who is there.
        Compare = "compare",
        /// Marking who is gone.
        Gone = "gone",
    }
    #[doc = "A scan that somebody asked for."]
    SyncWanted in "sync_state.wanted" {
        /// None.
        Nothing = "",
        /// Of what changed.
        Changes = "changes",
        /// Of everybody.
        Full = "full",
        /// Of everybody, and more than half of all accounts may be gone at once.
        FullAccepting = "full-accepting",
    }
}

/// How many accounts are known, and what of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleCounts {
    /// All that are there.
    pub accounts: u64,
    /// Of these: services and machines.
    pub services: u64,
    /// Of the others, the people: switched off or past their end date.
    pub disabled: u64,
    /// People that are neither: protected ones.
    pub protected: u64,
    /// Active people whose password is past its age or must be changed.
    pub password_due: u64,
    /// Active people who are locked out.
    pub locked: u64,
    /// Active people with a mailbox in the directory.
    pub with_mailbox: u64,
    /// Active people with a mobile phone in the directory.
    pub with_mobile: u64,
    /// Accounts that are no longer there.
    pub gone: u64,
}

/// How the scan stands.
#[derive(Debug, Clone, Serialize)]
pub struct SyncState {
    /// What it is doing; not idle while nobody holds the lease: it was broken off, and begins anew.
    pub phase: SyncPhase,
    /// Counts the scans.
    pub pass: i64,
    /// Which server was read last.
    pub server: String,
    /// Pages read in this scan, or the last.
    pub pages: i64,
    /// Accounts read.
    pub seen: i64,
    /// Accounts that were new or differed.
    pub changed: i64,
    /// Accounts found gone.
    pub gone: i64,
    /// Counts of the last scan that came to its end.
    pub counts: PeopleCounts,
    /// What somebody asked for.
    pub wanted: SyncWanted,
    /// Failures since the last success.
    pub attempts: i64,
    /// Why the last scan failed.
    pub error: Option<String>,
    /// When the last began.
    pub started_at: Option<Timestamp>,
    /// When the last came to its end.
    pub finished_at: Option<Timestamp>,
    /// When one of everybody came to its end.
    pub full_at: Option<Timestamp>,
    /// When the next is due.
    pub next_at: Timestamp,
    /// Until when a node holds the lease.
    pub leased_until: Timestamp,
}

/// A scan that this node may write.
#[derive(Debug, Clone)]
pub struct SyncRun {
    /// Whose.
    pub tenant: TenantId,
    /// Its number: what it sees is marked with it.
    pub pass: i64,
    /// Whether everybody is to be read.
    pub full: bool,
    /// More than half of all accounts may be gone at once: somebody said that it is right.
    pub accept_missing: bool,
    lease: Uuid,
    lease_for: Duration,
}

/// When a scan may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncAsk {
    /// When it is due, or somebody asked for one.
    Due,
    /// When somebody asked for one.
    Wanted,
    /// Now.
    Now {
        /// Of everybody, due or not.
        full: bool,
    },
}

#[derive(sqlx::FromRow)]
struct Row {
    phase: String,
    pass: i64,
    server: String,
    pages: i64,
    seen: i64,
    changed: i64,
    gone: i64,
    counts: String,
    wanted: String,
    attempts: i64,
    error: Option<String>,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    full_at: Option<i64>,
    next_at: i64,
    leased_until: i64,
}

impl Row {
    fn read(self) -> Result<SyncState, StoreError> {
        Ok(SyncState {
            phase: SyncPhase::read(&self.phase)?,
            pass: self.pass,
            server: self.server,
            pages: self.pages,
            seen: self.seen,
            changed: self.changed,
            gone: self.gone,
            counts: serde_json::from_str(&self.counts)
                .map_err(|_| StoreError::Corrupt("sync_state.counts is no table of counts".to_owned()))?,
            wanted: SyncWanted::read(&self.wanted)?,
            attempts: self.attempts,
            error: self.error,
            started_at: time(self.started_at),
            finished_at: time(self.finished_at),
            full_at: time(self.full_at),
            next_at: Timestamp(self.next_at),
            leased_until: Timestamp(self.leased_until),
        })
    }
}

const READ: &str = "SELECT phase, pass, server, pages, seen, changed, gone, counts, wanted, attempts, error, started_at, \
     finished_at, full_at, next_at, leased_until FROM sync_state WHERE tenant = $1";
const MAKE: &str = "INSERT INTO sync_state (tenant, phase, pass, server, pages, seen, changed, gone, counts, wanted, \
     attempts, next_at, leased_until) VALUES ($1, 'idle', 0, '', 0, 0, 0, 0, '{}', '', 0, 0, 0) \
     ON CONFLICT (tenant) DO NOTHING";

fn mine(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

impl Tx {
    /// Asks whichever node comes first for a scan. What was asked for and goes further stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn want_sync(&mut self, tenant: TenantId, wanted: SyncWanted) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE sync_state SET wanted = CASE WHEN $2 = 'full-accepting' THEN $2 \
             WHEN wanted = '' OR wanted = 'changes' THEN $2 ELSE wanted END WHERE tenant = $1";
        on_tx!(self, e => sqlx::query(MAKE).bind(tenant.0).execute(e).await.map(drop))?;
        on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(wanted.as_str()).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Counts a page and renews the lease; a conflict when it is another's by now.
    pub(super) async fn renew_sync(
        &mut self,
        run: &SyncRun,
        seen: u64,
        applied: &SyncApplied,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE sync_state SET pages = pages + 1, seen = seen + $3, changed = changed + $4, \
             gone = gone + $5, leased_until = $6 WHERE tenant = $1 AND lease = $2";
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let (seen, changed, gone) = (number(seen), number(applied.changed), number(applied.gone));
        let until = self.now().after(run.lease_for).millis();
        mine(on_tx!(self, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.lease).bind(seen).bind(changed).bind(gone)
            .bind(until).execute(e).await.map(|d| d.rows_affected()))?)
    }
}

impl Store {
    /// How the scan stands; `None` when there never was one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sync_state(&self, tenant: TenantId) -> Result<Option<SyncState>, StoreError> {
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(READ).bind(tenant.0).fetch_optional(e).await)?;
        row.map(Row::read).transpose()
    }

    /// Asks whichever node comes first for a scan.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn want_sync(&self, tenant: TenantId, full: bool) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.want_sync(tenant, if full { SyncWanted::Full } else { SyncWanted::Changes }).await?;
        tx.commit().await
    }

    /// Takes the scan for `lease_for`, renewed with each page; `None` when it is not due or another node has it. One
    /// of everybody is due when none came to its end within `full_every`, or the last scan was broken off in one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_sync(
        &self,
        tenant: TenantId,
        ask: SyncAsk,
        lease_for: Duration,
        full_every: Duration,
    ) -> Result<Option<SyncRun>, StoreError> {
        const CLAIM: &str = "UPDATE sync_state SET lease = $2, leased_until = $3 WHERE tenant = $1 \
             AND leased_until <= $4 AND (next_at <= $5 OR wanted <> '')";
        const BEGIN: &str = "UPDATE sync_state SET phase = $2, pass = pass + 1, pages = 0, seen = 0, changed = 0, \
             gone = 0, wanted = '', started_at = $3 WHERE tenant = $1";
        let (lease, now) = (self.new_id(), self.now());
        let due_by = match ask {
            SyncAsk::Due => now.millis(),
            SyncAsk::Wanted => i64::MIN,
            SyncAsk::Now { .. } => i64::MAX,
        };
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(MAKE).bind(tenant.0).execute(e).await.map(drop))?;
        let until = now.after(lease_for).millis();
        let claimed = on_tx!(tx, e => sqlx::query(CLAIM).bind(tenant.0).bind(lease).bind(until).bind(now.millis())
            .bind(due_by).execute(e).await.map(|d| d.rows_affected()))?;
        if claimed == 0 {
            return Ok(None);
        }
        let row: Row = on_tx!(tx, e => sqlx::query_as(READ).bind(tenant.0).fetch_one(e).await)?;
        let before = row.read()?;
        let accept_missing = before.wanted == SyncWanted::FullAccepting;
        let full = before.wanted == SyncWanted::Full
            || accept_missing
            || ask == SyncAsk::Now { full: true }
            || matches!(before.phase, SyncPhase::Full | SyncPhase::Gone)
            || before.full_at.is_none_or(|at| at.after(full_every) <= now);
        let phase = if full { SyncPhase::Full } else { SyncPhase::Changes };
        on_tx!(tx, e => sqlx::query(BEGIN).bind(tenant.0).bind(phase.as_str()).bind(now.millis()).execute(e).await
            .map(drop))?;
        tx.commit().await?;
        Ok(Some(SyncRun { tenant, pass: before.pass.saturating_add(1), full, accept_missing, lease, lease_for }))
    }

    /// Writes down what the scan does now, and on which server.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another node holds the lease by now.
    pub async fn sync_phase(&self, run: &SyncRun, phase: SyncPhase, server: &str) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE sync_state SET phase = $3, server = $4, leased_until = $5 WHERE tenant = $1 AND lease = $2";
        let until = self.now().after(run.lease_for).millis();
        let mut tx = self.begin().await?;
        let rows = on_tx!(tx, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.lease).bind(phase.as_str())
            .bind(server).bind(until).execute(e).await.map(|d| d.rows_affected()))?;
        mine(rows)?;
        tx.commit().await
    }

    /// Ends a scan that came to its end: cursor, counts, when the next is due.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another node holds the lease by now.
    pub async fn finish_sync(
        &self,
        run: &SyncRun,
        cursor: Option<(&str, &str)>,
        counts: &PeopleCounts,
        every: Duration,
    ) -> Result<(), StoreError> {
        const END: &str = "UPDATE sync_state SET phase = 'idle', counts = $3, attempts = 0, error = NULL, \
             finished_at = $4, full_at = CASE WHEN $5 = 1 THEN $4 ELSE full_at END, \
             full_from = CASE WHEN $5 = 1 THEN started_at ELSE full_from END, next_at = $6, lease = NULL, \
             leased_until = 0 WHERE tenant = $1 AND lease = $2";
        const CURSOR: &str = "INSERT INTO sync_cursors (tenant, server, position, read_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (tenant, server) DO UPDATE SET position = excluded.position, read_at = excluded.read_at";
        let now = self.now();
        let counts = serde_json::to_string(counts).map_err(|e| StoreError::Corrupt(e.to_string()))?;
        let next = now.millis().saturating_add(millis(every));
        let mut tx = self.begin().await?;
        let rows = on_tx!(tx, e => sqlx::query(END).bind(run.tenant.0).bind(run.lease).bind(&counts)
            .bind(now.millis()).bind(i64::from(run.full)).bind(next).execute(e).await.map(|d| d.rows_affected()))?;
        mine(rows)?;
        tx.note_sync_run(run, None).await?;
        if let Some((server, position)) = cursor {
            on_tx!(tx, e => sqlx::query(CURSOR).bind(run.tenant.0).bind(server).bind(position).bind(now.millis())
                .execute(e).await.map(drop))?;
        }
        tx.commit().await
    }

    /// Gives a scan back that could not go on: it is tried again, from its beginning, after `wait`. What it wrote
    /// stays. Without an `error` it was told to stop. Harmless when the lease is another's by now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_back_sync(&self, run: &SyncRun, error: Option<&str>, wait: Duration) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE sync_state SET error = COALESCE($3, error), attempts = attempts + $4, next_at = $5, \
             lease = NULL, leased_until = 0 WHERE tenant = $1 AND lease = $2";
        let (failed, next) = (i64::from(error.is_some()), self.now().after(wait).millis());
        let mut tx = self.begin().await?;
        let rows = on_tx!(tx, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.lease).bind(error).bind(failed)
            .bind(next).execute(e).await.map(|d| d.rows_affected()))?;
        if rows == 1 && error.is_some() {
            tx.note_sync_run(run, error).await?;
        }
        tx.commit().await
    }

    /// How far each server was read: server, position, when.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sync_cursors(&self, tenant: TenantId) -> Result<Vec<(String, String, Timestamp)>, StoreError> {
        const SQL: &str = "SELECT server, position, read_at FROM sync_cursors WHERE tenant = $1 ORDER BY server";
        let rows: Vec<(String, String, i64)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_all(e).await)?;
        Ok(rows.into_iter().map(|(server, position, at)| (server, position, Timestamp(at))).collect())
    }

    /// Counts the accounts that are known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_people(&self, tenant: TenantId) -> Result<PeopleCounts, StoreError> {
        const SQL: &str = "SELECT COUNT(CASE WHEN there = 1 THEN 1 END), \
             COUNT(CASE WHEN there = 1 AND person = 0 THEN 1 END), \
             COUNT(CASE WHEN there = 1 AND person = 1 AND active = 0 THEN 1 END), \
             COUNT(CASE WHEN there = 1 AND person = 1 AND active = 1 AND protection IS NOT NULL THEN 1 END), \
             COUNT(CASE WHEN there = 1 AND person = 1 AND active = 1 AND password <> 'valid' THEN 1 END), \
             COUNT(CASE WHEN there = 1 AND person = 1 AND active = 1 AND locked THEN 1 END), \
             COUNT(CASE WHEN there = 1 AND person = 1 AND active = 1 AND mailboxes > 0 THEN 1 END), \
             COUNT(CASE WHEN there = 1 AND person = 1 AND active = 1 AND mobiles > 0 THEN 1 END), \
             COUNT(CASE WHEN there = 0 THEN 1 END) FROM (SELECT protection, password, locked, mailboxes, mobiles, \
             CASE WHEN gone_at IS NULL THEN 1 ELSE 0 END AS there, \
             CASE WHEN protection = 'service' OR protection = 'machine' THEN 0 ELSE 1 END AS person, \
             CASE WHEN disabled OR expired THEN 0 ELSE 1 END AS active \
             FROM directory_accounts WHERE tenant = $1) AS all_of_them";
        let row: (i64, i64, i64, i64, i64, i64, i64, i64, i64) =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_one(e).await)?;
        let number = |n: i64| u64::try_from(n).unwrap_or(0);
        Ok(PeopleCounts {
            accounts: number(row.0),
            services: number(row.1),
            disabled: number(row.2),
            protected: number(row.3),
            password_due: number(row.4),
            locked: number(row.5),
            with_mailbox: number(row.6),
            with_mobile: number(row.7),
            gone: number(row.8),
        })
    }
}
