//! How the look through the whole audit log stands, and what the last one found. One row a tenant, so that one node
//! looks at a time and all of them know.

use std::time::Duration;

use uuid::Uuid;

use super::{
    Store, Tx,
    audit_verify::{FirstBad, Report},
    db::{on_db, on_tx},
    error::StoreError,
    sealed::time,
};
use crate::domain::{
    account::TenantId,
    time::{Timestamp, millis},
};

/// What a look came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The log holds.
    Holds,
    /// It does not, from this record on.
    Broken {
        /// The first record that does not hold.
        seq: i64,
        /// What is wrong with it, for the admin.
        why: String,
    },
}

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// Somebody asked for one that has not come to its end.
    pub wanted: bool,
    /// Until when a node is at it; in the past when none is.
    pub leased_until: Timestamp,
    /// When the next is due.
    pub next_at: Timestamp,
    /// When the last one began.
    pub started_at: Option<Timestamp>,
    /// Records that it has looked at.
    pub done: u64,
    /// Records that there were when it began.
    pub upto: u64,
    /// When the last one that came to its end did so, and what it found.
    pub last: Option<(Timestamp, Verdict)>,
    /// Records that it looked at.
    pub events: u64,
    /// Checkpoints that it compared.
    pub checkpoints: u64,
    /// Records whose personal part is erased.
    pub shredded: u64,
}

impl AuditCheck {
    /// Whether a node is at it.
    #[must_use]
    pub fn runs(&self, now: Timestamp) -> bool {
        self.leased_until > now
    }
}

/// A look that this node may take.
#[derive(Debug, Clone)]
pub struct CheckRun {
    /// Whose log.
    pub tenant: TenantId,
    /// Whether somebody asked for it.
    pub asked: bool,
    owner: Uuid,
    lease: Duration,
}

#[derive(sqlx::FromRow)]
struct Row {
    wanted: i64,
    leased_until: i64,
    next_at: i64,
    started_at: Option<i64>,
    done: i64,
    upto: i64,
    ended_at: Option<i64>,
    events: i64,
    checkpoints: i64,
    shredded: i64,
    bad_seq: Option<i64>,
    why: Option<String>,
}

impl Row {
    fn read(self) -> AuditCheck {
        let number = |n: i64| u64::try_from(n).unwrap_or(0);
        let verdict = match self.bad_seq {
            Some(seq) => Verdict::Broken { seq, why: self.why.unwrap_or_default() },
            None => Verdict::Holds,
        };
        AuditCheck {
            wanted: self.wanted != 0,
            leased_until: Timestamp(self.leased_until),
            next_at: Timestamp(self.next_at),
            started_at: time(self.started_at),
            done: number(self.done),
            upto: number(self.upto),
            last: time(self.ended_at).map(|at| (at, verdict)),
            events: number(self.events),
            checkpoints: number(self.checkpoints),
            shredded: number(self.shredded),
        }
    }
}

const READ: &str = "SELECT wanted, leased_until, next_at, started_at, done, upto, ended_at, events, checkpoints, \
     shredded, bad_seq, why FROM audit_checks WHERE tenant = $1";
const MAKE: &str = "INSERT INTO audit_checks (tenant, wanted, leased_until, next_at, done, upto, events, checkpoints, \
     shredded) VALUES ($1, 0, 0, $2, 0, 0, 0, 0, 0) ON CONFLICT (tenant) DO NOTHING";

fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl Tx {
    /// Asks whichever node comes first to look through the whole audit log.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn want_audit_check(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(MAKE).bind(tenant.0).bind(now).execute(e).await.map(drop))?;
        on_tx!(self, e => sqlx::query("UPDATE audit_checks SET wanted = 1 WHERE tenant = $1").bind(tenant.0)
            .execute(e).await.map(drop))?;
        Ok(())
    }

    /// Ends a look with what it found; the next is due at `next`. False when another node took over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_audit_check(
        &mut self,
        run: &CheckRun,
        found: &Result<Report, FirstBad>,
        next: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE audit_checks SET owner = NULL, leased_until = 0, wanted = 0, next_at = $3, ended_at = $4, \
             events = $5, checkpoints = $6, shredded = $7, bad_seq = $8, why = $9 WHERE tenant = $1 AND owner = $2";
        let (events, checkpoints, shredded) = match found {
            Ok(report) => (report.events, report.checkpoints, report.shredded),
            Err(bad) => (u64::try_from(bad.seq).unwrap_or(0), 0, 0),
        };
        let bad = found.as_ref().err();
        let now = self.now().millis();
        let rows = on_tx!(self, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.owner).bind(next.millis()).bind(now)
            .bind(number(events)).bind(number(checkpoints)).bind(number(shredded)).bind(bad.map(|bad| bad.seq))
            .bind(bad.map(|bad| bad.why)).execute(e).await.map(|d| d.rows_affected()))?;
        Ok(rows == 1)
    }
}

impl Store {
    /// How the look through the whole audit log stands; `None` when there never was one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit_check(&self, tenant: TenantId) -> Result<Option<AuditCheck>, StoreError> {
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(READ).bind(tenant.0).fetch_optional(e).await)?;
        Ok(row.map(Row::read))
    }

    /// Takes the look for `lease`; `None` when it is not due or another node is at it. Without a row yet the first is
    /// due after `every`; `None` as `every` is never, unless somebody asks.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_audit_check(
        &self,
        tenant: TenantId,
        every: Option<Duration>,
        lease: Duration,
    ) -> Result<Option<CheckRun>, StoreError> {
        const CLAIM: &str = "UPDATE audit_checks SET owner = $2, leased_until = $3, started_at = $4, \
             done = 0, upto = 0 WHERE tenant = $1 AND leased_until <= $4 AND (wanted = 1 OR next_at <= $5)";
        let now = self.now();
        let mut asked = false;
        if let Some(check) = self.audit_check(tenant).await? {
            asked = check.wanted;
            let due = asked || (every.is_some() && check.next_at <= now);
            if !due || check.runs(now) {
                return Ok(None);
            }
        }
        let owner = self.new_id();
        let first = every.map_or(i64::MAX, |every| now.millis().saturating_add(millis(every)));
        let due_by = if every.is_some() { now.millis() } else { i64::MIN };
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(MAKE).bind(tenant.0).bind(first).execute(e).await.map(drop))?;
        let claimed = on_tx!(tx, e => sqlx::query(CLAIM).bind(tenant.0).bind(owner).bind(now.after(lease).millis())
            .bind(now.millis()).bind(due_by).execute(e).await.map(|d| d.rows_affected()))?;
        tx.commit().await?;
        Ok((claimed == 1).then_some(CheckRun { tenant, asked, owner, lease }))
    }

    /// Writes down how far a look is, and renews its lease.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another node took over.
    pub async fn audit_check_progress(&self, run: &CheckRun, done: u64, upto: u64) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE audit_checks SET done = $3, upto = $4, leased_until = $5 WHERE tenant = $1 AND owner = $2";
        let until = self.now().after(run.lease).millis();
        let mut tx = self.begin().await?;
        let rows = on_tx!(tx, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.owner).bind(number(done))
            .bind(number(upto)).bind(until).execute(e).await.map(|d| d.rows_affected()))?;
        if rows == 0 {
            return Err(StoreError::Conflict);
        }
        tx.commit().await
    }

    /// Gives a look back that could not go on: it is due again at once, and begins anew.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_back_audit_check(&self, run: &CheckRun) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE audit_checks SET owner = NULL, leased_until = 0 WHERE tenant = $1 AND owner = $2";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.owner).execute(e).await
            .map(drop))?;
        tx.commit().await
    }
}
