//! What reports are made of: the audit log folded into figures as it grows, and a count of how every account stands,
//! each night, after a scan of the directory, after a new version of the policies, and when somebody asks for one.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;

use super::backoff;
use crate::{
    directory::GroupRead,
    domain::{account::AccountId, coverage::standing},
    flows::{
        Core,
        admin::coverage::{self, CoverageError, Memberships},
    },
    render::Zone,
    store::{
        StoreError,
        coverage::{Judged, Standings},
        coverage_state::{Counted, CoverageRun, CoverageState},
    },
};

/// How often to look for new events, and whether a count is due. A look is one read.
const LOOK: Duration = Duration::from_secs(3);
/// Events that are folded in one transaction.
pub const BATCH: u32 = 500;
/// How long the lease lasts without a page. Longer than the longest page, and than reading the largest group.
const LEASE: Duration = Duration::from_secs(10 * 60);
/// The shortest time between two counts that nobody asked for.
const REST: Duration = Duration::from_secs(60);
/// A count may take one part in so many of the time.
const SHARE: u32 = 20;
/// The first and the longest pause after a failure.
const PAUSES: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(30 * 60));

/// Makes the figures of one tenant.
#[derive(Clone)]
pub struct Reports {
    /// Database, policies, time.
    pub core: Core,
    /// Who is in which group.
    pub groups: Arc<dyn GroupRead>,
    /// The zone whose days are told.
    pub zone: Zone,
}

impl std::fmt::Debug for Reports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reports(..)")
    }
}

impl Reports {
    /// Works until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        tokio::join!(self.fold_on(&stop), self.count_on(&stop));
    }

    async fn fold_on(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.fold().await {
                tracing::warn!(%error, "the audit log can not be folded into figures; it is tried again");
            }
            rest(stop).await;
        }
    }

    async fn count_on(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            match self.is_due().await {
                Ok(true) => {
                    if let Err(error) = self.count(stop).await {
                        tracing::warn!(%error, "the accounts can not be counted; it is tried again later");
                    }
                }
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "the database can not be asked whether to count"),
            }
            rest(stop).await;
        }
    }

    /// Folds what is new in the audit log; how many events that were.
    ///
    /// # Errors
    /// [`StoreError`]: the batch is folded the next time.
    pub async fn fold(&self) -> Result<usize, StoreError> {
        let mut all = 0_usize;
        loop {
            let folded = self.core.store.fold_audit(self.core.tenant, BATCH, |at| self.zone.day(at)).await;
            match folded {
                Ok(0) => return Ok(all),
                Ok(count) => all = all.saturating_add(count),
                // Another node was faster.
                Err(error) if error.is_conflict() => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Whether a count is due. Without a scan of the directory there is nobody to count.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_due(&self) -> Result<bool, StoreError> {
        let (store, tenant, now) = (&self.core.store, self.core.tenant, self.core.now());
        let Some(scan) = store.sync_state(tenant).await?.and_then(|scan| scan.finished_at) else { return Ok(false) };
        let state = store.coverage_state(tenant).await?.unwrap_or_default();
        if state.leased_until > now || state.next_at > now {
            return Ok(false);
        }
        let version = coverage::policies(&self.core).version;
        let other = state.day != self.zone.day(now) || state.policy_version != version;
        let rested = state.finished_at.is_none_or(|at| now.since(at) >= pause(&state));
        Ok(state.wanted || state.finished_at.is_none() || other || (state.scan_at != Some(scan) && rested))
    }

    /// Counts all accounts; `None` when another node does, or `stop` came first.
    ///
    /// # Errors
    /// [`CoverageError`]: what was written is true, and it is tried again later.
    pub async fn count(&self, stop: &CancellationToken) -> Result<Option<u64>, CoverageError> {
        let (store, tenant) = (&self.core.store, self.core.tenant);
        let Some(run) = store.claim_coverage(tenant, LEASE).await? else { return Ok(None) };
        let judged = tokio::select! {
            judged = self.judge(&run) => judged,
            () = stop.cancelled() => {
                store.give_back_coverage(&run, None, Duration::ZERO).await?;
                return Ok(None);
            }
        };
        match judged {
            Ok(changed) => Ok(Some(changed)),
            Err(error) => {
                let attempts = store.coverage_state(tenant).await?.map_or(0, |state| state.attempts);
                let wait = backoff(u32::try_from(attempts).unwrap_or(u32::MAX), PAUSES.0, PAUSES.1);
                store.give_back_coverage(&run, Some(&error.to_string()), wait).await?;
                Err(error)
            }
        }
    }

    async fn judge(&self, run: &CoverageRun) -> Result<u64, CoverageError> {
        let (store, tenant, now) = (&self.core.store, self.core.tenant, self.core.now());
        let begun = Instant::now();
        let scan_at = store.sync_state(tenant).await?.and_then(|scan| scan.finished_at);
        let set = coverage::policies(&self.core);
        let members = Memberships::of_policies(self.groups.as_ref(), &[&set]).await?;
        let (mut after, mut known, mut changed) = (AccountId(uuid::Uuid::nil()), Standings::default(), 0_u64);
        loop {
            let page = coverage::page(store, tenant, &members, after, now).await?;
            let judged: Vec<Judged> = page
                .into_iter()
                .map(|known| Judged {
                    id: known.account.id,
                    login: known.account.login,
                    standing: standing(&set, &known.facts, now),
                })
                .collect();
            changed = changed.saturating_add(store.write_standings(run, &mut known, after, &judged).await?);
            match judged.last() {
                Some(last) => after = last.id,
                None => break,
            }
        }
        let counted = Counted { day: self.zone.day(now), scan_at, policy_version: set.version, took: begun.elapsed() };
        store.finish_coverage(run, &counted).await?;
        Ok(changed)
    }
}

/// How long to rest after a count before one that nobody asked for.
fn pause(state: &CoverageState) -> Duration {
    let took = Duration::from_millis(u64::try_from(state.took_ms).unwrap_or(0));
    took.saturating_mul(SHARE).max(REST)
}

async fn rest(stop: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(LOOK) => {}
        () = stop.cancelled() => {}
    }
}
