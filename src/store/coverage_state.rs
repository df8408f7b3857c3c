//! Who counts, when the next count is due, and what was counted on each day.

use std::{collections::BTreeMap, time::Duration};

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::time,
};
use crate::domain::{
    account::TenantId,
    coverage::figure::{Figure, Question, Tally},
    time::Timestamp,
};

/// How the count of all accounts stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CoverageState {
    /// Somebody asked for one.
    pub wanted: bool,
    /// Until when a node holds the lease.
    pub leased_until: Timestamp,
    /// When the last began.
    pub started_at: Option<Timestamp>,
    /// When the last came to its end.
    pub finished_at: Option<Timestamp>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// Accounts counted in this one, or the last.
    pub accounts: i64,
    /// The day that it was for.
    pub day: i64,
    /// The scan of the directory that it counted.
    pub scan_at: Option<Timestamp>,
    /// The version of the policies that it judged by.
    pub policy_version: i64,
    /// Failures since the last success.
    pub attempts: i64,
    /// Not before: after a failure.
    pub next_at: Timestamp,
    /// Why the last failed.
    pub error: Option<String>,
}

/// A count that this node may write.
#[derive(Debug, Clone)]
pub struct CoverageRun {
    /// Whose.
    pub tenant: TenantId,
    lease: Uuid,
    lease_for: Duration,
}

/// What a count was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The day, in the organisation's time zone.
    pub day: i64,
    /// The scan of the directory.
    pub scan_at: Option<Timestamp>,
    /// The version of the policies.
    pub policy_version: i64,
    /// How long it took.
    pub took: Duration,
}

#[derive(sqlx::FromRow)]
struct Row {
    wanted: bool,
    leased_until: i64,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    took_ms: i64,
    accounts: i64,
    day: i64,
    scan_at: Option<i64>,
    policy_version: i64,
    attempts: i64,
    next_at: i64,
    error: Option<String>,
}

const MAKE: &str = "INSERT INTO coverage_state (tenant, wanted, leased_until, took_ms, accounts, day, policy_version, \
     attempts, next_at) VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (tenant) DO NOTHING";

fn mine(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

impl Tx {
    pub(super) async fn renew_coverage(&mut self, run: &CoverageRun, accounts: usize) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE coverage_state SET accounts = accounts + $3, leased_until = $4 WHERE tenant = $1 AND lease = $2";
        let until = self.now().after(run.lease_for).millis();
        let accounts = i64::try_from(accounts).unwrap_or(i64::MAX);
        mine(on_tx!(self, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.lease).bind(accounts).bind(until)
            .execute(e).await.map(|d| d.rows_affected()))?)
    }
}

impl Store {
    /// How the count stands; `None` when there never was one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn coverage_state(&self, tenant: TenantId) -> Result<Option<CoverageState>, StoreError> {
        const SQL: &str = "SELECT wanted, leased_until, started_at, finished_at, took_ms, accounts, day, scan_at, \
             policy_version, attempts, next_at, error FROM coverage_state WHERE tenant = $1";
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_optional(e).await)?;
        Ok(row.map(|row| CoverageState {
            wanted: row.wanted,
            leased_until: Timestamp(row.leased_until),
            started_at: time(row.started_at),
            finished_at: time(row.finished_at),
            took_ms: row.took_ms,
            accounts: row.accounts,
            day: row.day,
            scan_at: time(row.scan_at),
            policy_version: row.policy_version,
            attempts: row.attempts,
            next_at: Timestamp(row.next_at),
            error: row.error,
        }))
    }

    /// Asks whichever node comes first for a count.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn want_coverage(&self, tenant: TenantId) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE coverage_state SET wanted = $2, next_at = 0 WHERE tenant = $1";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(MAKE).bind(tenant.0).bind(true).execute(e).await.map(drop))?;
        on_tx!(tx, e => sqlx::query(SQL).bind(tenant.0).bind(true).execute(e).await.map(drop))?;
        tx.commit().await
    }

    /// Takes the count for `lease_for`, renewed with each page; `None` when another node has it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_coverage(
        &self,
        tenant: TenantId,
        lease_for: Duration,
    ) -> Result<Option<CoverageRun>, StoreError> {
        const CLAIM: &str = "UPDATE coverage_state SET lease = $2, leased_until = $3, started_at = $4, accounts = 0, \
             wanted = $5 WHERE tenant = $1 AND leased_until <= $4";
        let (now, lease) = (self.now(), self.new_id());
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(MAKE).bind(tenant.0).bind(false).execute(e).await.map(drop))?;
        let claimed = on_tx!(tx, e => sqlx::query(CLAIM).bind(tenant.0).bind(lease)
            .bind(now.after(lease_for).millis()).bind(now.millis()).bind(false).execute(e).await
            .map(|d| d.rows_affected()))?;
        tx.commit().await?;
        Ok((claimed == 1).then_some(CoverageRun { tenant, lease, lease_for }))
    }

    /// Ends a count that came to its end, and writes down what it came to as the figures of its day: the last count of
    /// a day stands.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another node counts by now.
    pub async fn finish_coverage(&self, run: &CoverageRun, counted: &Counted) -> Result<(), StoreError> {
        const END: &str = "UPDATE coverage_state SET lease = NULL, leased_until = 0, finished_at = $3, took_ms = $4, \
             day = $5, scan_at = $6, policy_version = $7, attempts = 0, next_at = 0, error = NULL \
             WHERE tenant = $1 AND lease = $2";
        const CLEAR: &str = "DELETE FROM coverage_days WHERE tenant = $1 AND day = $2";
        const SWEEP: &str = "DELETE FROM coverage_standings WHERE tenant = $1 AND accounts = 0";
        const WRITE: &str = "INSERT INTO coverage_days (tenant, day, policy, figure, accounts) \
             VALUES ($1, $2, $3, $4, $5)";
        let tally = self.coverage(run.tenant).await?;
        let took = crate::domain::time::millis(counted.took);
        let tenant = run.tenant.0;
        let mut tx = self.begin().await?;
        let now = tx.now().millis();
        mine(on_tx!(tx, e => sqlx::query(END).bind(tenant).bind(run.lease).bind(now).bind(took).bind(counted.day)
            .bind(counted.scan_at.map(Timestamp::millis)).bind(counted.policy_version).execute(e).await
            .map(|d| d.rows_affected()))?)?;
        on_tx!(tx, e => sqlx::query(CLEAR).bind(tenant).bind(counted.day).execute(e).await.map(drop))?;
        on_tx!(tx, e => sqlx::query(SWEEP).bind(tenant).execute(e).await.map(drop))?;
        for (policy, figure, accounts) in figures(&tally) {
            on_tx!(tx, e => sqlx::query(WRITE).bind(tenant).bind(counted.day).bind(&policy).bind(figure.as_str())
                .bind(i64::try_from(accounts).unwrap_or(i64::MAX)).execute(e).await.map(drop))?;
        }
        tx.commit().await
    }

    /// Gives a count back that could not go on; with an error it is tried again after `wait`. What it wrote is true.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_back_coverage(
        &self,
        run: &CoverageRun,
        error: Option<&str>,
        wait: Duration,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE coverage_state SET lease = NULL, leased_until = 0, error = COALESCE($3, error), \
             attempts = attempts + $4, next_at = $5 WHERE tenant = $1 AND lease = $2";
        let (failed, next) = (i64::from(error.is_some()), self.now().after(wait).millis());
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(SQL).bind(run.tenant.0).bind(run.lease).bind(error).bind(failed).bind(next)
            .execute(e).await.map(drop))?;
        tx.commit().await
    }

    /// What was counted of all policies together on the days from `since` on, as far as charts show it: day, figure,
    /// accounts; oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn coverage_of_all(&self, tenant: TenantId, since: i64) -> Result<Vec<(i64, Figure, u64)>, StoreError> {
        const SQL: &str = "SELECT day, figure, accounts FROM coverage_days WHERE tenant = $1 AND day >= $2 \
             AND policy = '' AND figure IN ('enabled', 'registered', 'capable') ORDER BY day";
        let rows: Vec<(i64, String, i64)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(since).fetch_all(e).await)?;
        let known = |(day, figure, accounts): (i64, String, i64)| {
            Some((day, Figure::parse(&figure)?, u64::try_from(accounts).ok()?))
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// Up to `limit` figures of days behind `after` (day, policy, figure), up to the day `until`: day, policy (empty for
    /// all), figure, accounts. For files.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn coverage_days(
        &self,
        tenant: TenantId,
        after: (i64, &str, &str),
        until: i64,
        limit: u32,
    ) -> Result<Vec<(i64, String, String, u64)>, StoreError> {
        const SQL: &str = "SELECT day, policy, figure, accounts FROM coverage_days WHERE tenant = $1 \
             AND (day, policy, figure) > ($2, $3, $4) AND day <= $5 ORDER BY day, policy, figure LIMIT $6";
        let rows: Vec<(i64, String, String, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0)
            .bind(after.0).bind(after.1).bind(after.2).bind(until).bind(i64::from(limit)).fetch_all(e).await)?;
        let number = |n: i64| u64::try_from(n).unwrap_or(0);
        Ok(rows.into_iter().map(|(day, policy, figure, n)| (day, policy, figure, number(n))).collect())
    }
}

/// Every figure that is not 0, of each policy and, under an empty name, of all.
fn figures(tally: &Tally) -> Vec<(String, Figure, u64)> {
    let mut sums: BTreeMap<(String, Figure), u64> = BTreeMap::new();
    for figure in Figure::all() {
        for (standing, accounts) in tally.iter().filter(|(standing, _)| Question::of_all(figure).counts(standing)) {
            for policy in ["", &*standing.policy] {
                *sums.entry((policy.to_owned(), figure)).or_default() += accounts;
            }
        }
    }
    sums.into_iter().filter(|(_, accounts)| *accounts > 0).map(|((policy, figure), n)| (policy, figure, n)).collect()
}
