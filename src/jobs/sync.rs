//! The scan of the directory that feeds the search of people and reports. One node at a time holds its lease, and
//! writes each page in a short transaction of its own; between two of them others write.
//!
//! Every scan has a number, and may end anywhere: what it wrote is true, and the next, begun anew, finds most of it
//! unchanged. Only one that came to its end says who is gone, and moves the cursor of its server.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;

use super::backoff;
use crate::{
    directory::{
        DirectoryError,
        scan::{Cursor, DirectoryScan, PageToken, Present, Scan, ScanPage},
    },
    domain::{
        account::{AccountId, TenantId},
        scan::place,
    },
    store::{
        Store, StoreError,
        directory_accounts::{SyncApplied, SyncBatch},
        sync_state::{PeopleCounts, SyncAsk, SyncPhase, SyncRun},
    },
    telemetry::metric::{SYNC_ACCOUNTS, SYNC_AGE_SECONDS, SYNC_RUNS},
};

/// How often to look whether a scan is due or asked for.
const LOOK: Duration = Duration::from_secs(5);
/// How long the lease lasts without a page. Longer than the longest wait for one.
const LEASE: Duration = Duration::from_secs(150);
/// How often to renew it where nothing is written.
const RENEW: Duration = Duration::from_secs(20);
/// The first wait after a failure; doubles up to the usual interval.
const FIRST_WAIT: Duration = Duration::from_secs(15);
/// Accounts that are marked as gone in one transaction.
const GONE: u32 = 500;
/// Up to so few accounts, all of them may go at once.
const FEW: u64 = 20;

/// Scans the directory of one tenant.
#[derive(Clone)]
pub struct Sync {
    /// Where it is written down.
    pub store: Store,
    /// Whose.
    pub tenant: TenantId,
    /// What is scanned.
    pub directory: Arc<dyn DirectoryScan>,
    /// How often for what changed.
    pub every: Duration,
    /// How often for everybody.
    pub full_every: Duration,
    /// More than half of all accounts may be gone at once: somebody said that it is right.
    pub accept_missing: bool,
    /// Scan when somebody asks, and only then: `[sync]` is off.
    pub only_asked: bool,
}

impl std::fmt::Debug for Sync {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sync(..)")
    }
}

/// Why a scan did not come to its end. The texts are for the admin.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The directory.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The database; a conflict means that another node took over.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It would take most people for gone.
    #[error(
        "{unseen} of {known} accounts would be gone at once; if that is right, run `latchkey sync now --full \
         --accept-missing`, else see what the service account may read (directory.base, directory.user_filter)"
    )]
    Implausible {
        /// Accounts that the scan did not see.
        unseen: u64,
        /// Accounts that were known.
        known: u64,
    },
}

/// What a scan came to.
#[derive(Debug, Clone, Default)]
pub struct SyncReport {
    /// Which server was read.
    pub server: String,
    /// Everybody was read.
    pub full: bool,
    /// Pages.
    pub pages: u64,
    /// Accounts read, and ids compared.
    pub seen: u64,
    /// Accounts that were new or differed.
    pub changed: u64,
    /// Accounts found gone.
    pub gone: u64,
    /// What is known now.
    pub counts: PeopleCounts,
    /// How long it took.
    pub took: Duration,
}

impl SyncReport {
    fn add(&mut self, seen: usize, applied: &SyncApplied) {
        self.pages = self.pages.saturating_add(1);
        self.seen = self.seen.saturating_add(u64::try_from(seen).unwrap_or(0));
        self.changed = self.changed.saturating_add(applied.changed);
        self.gone = self.gone.saturating_add(applied.gone);
    }
}

impl Sync {
    /// Scans whenever it is due until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            if self.is_due().await {
                match self.once(if self.only_asked { SyncAsk::Wanted } else { SyncAsk::Due }, &stop).await {
                    Ok(Some(report)) => tracing::info!(
                        server = %report.server, full = report.full, seen = report.seen, changed = report.changed,
                        gone = report.gone, accounts = report.counts.accounts, took_ms = report.took.as_millis(),
                        "the directory was scanned"
                    ),
                    Ok(None) => {}
                    Err(error) => tracing::warn!(%error, "the scan of the directory is tried again later"),
                }
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Looks without writing, so that an idle node costs nothing.
    async fn is_due(&self) -> bool {
        let now = self.store.now();
        match self.store.sync_state(self.tenant).await {
            Ok(None) => !self.only_asked,
            Ok(Some(state)) => {
                if let Some(finished) = state.finished_at {
                    metrics::gauge!(SYNC_AGE_SECONDS).set(now.since(finished).as_secs_f64());
                }
                let wanted = state.wanted != crate::store::sync_state::SyncWanted::Nothing;
                state.leased_until <= now && ((state.next_at <= now && !self.only_asked) || wanted)
            }
            Err(error) => {
                tracing::warn!(%error, "the database can not be asked for the scan of the directory");
                false
            }
        }
    }

    /// Scans once, if it may; `None` when it is not due, another node does it, or `stop` came first.
    ///
    /// # Errors
    /// [`SyncError`]: what was written stays, and the next scan begins anew.
    pub async fn once(&self, ask: SyncAsk, stop: &CancellationToken) -> Result<Option<SyncReport>, SyncError> {
        let Some(mut run) = self.store.claim_sync(self.tenant, ask, LEASE, self.full_every).await? else {
            return Ok(None);
        };
        let begun = Instant::now();
        let outcome = tokio::select! {
            outcome = self.scan(&mut run) => outcome,
            () = stop.cancelled() => {
                self.store.give_back_sync(&run, None, Duration::ZERO).await?;
                return Ok(None);
            }
        };
        let kind = if run.full { "full" } else { "changes" };
        match outcome {
            Ok(mut report) => {
                metrics::counter!(SYNC_RUNS, "kind" => kind, "outcome" => "ok").increment(1);
                metrics::gauge!(SYNC_ACCOUNTS).set(u32::try_from(report.counts.accounts).unwrap_or(u32::MAX));
                report.took = begun.elapsed();
                Ok(Some(report))
            }
            Err(error) => {
                metrics::counter!(SYNC_RUNS, "kind" => kind, "outcome" => "error").increment(1);
                let attempts = self.store.sync_state(self.tenant).await?.map_or(0, |state| state.attempts);
                let wait = backoff(u32::try_from(attempts).unwrap_or(u32::MAX), FIRST_WAIT, self.every);
                self.store.give_back_sync(&run, Some(&error.to_string()), wait).await?;
                Err(error)
            }
        }
    }

    async fn scan(&self, run: &mut SyncRun) -> Result<SyncReport, SyncError> {
        self.fill_paths(run).await?;
        let known = self.store.sync_cursors(self.tenant).await?;
        let cursors = known.into_iter().map(|(server, position, _)| Cursor { server, position }).collect();
        let what = if run.full { Scan::Everybody } else { Scan::Changes(cursors) };
        let mut report = SyncReport::default();
        let mut page = self.directory.scan(&what, PageToken::first()).await?;
        run.full = page.full;
        report.full = page.full;
        report.server.clone_from(&page.server);
        let phase = if run.full { SyncPhase::Full } else { SyncPhase::Changes };
        self.store.sync_phase(run, phase, &page.server).await?;
        let cursor = loop {
            let applied = self.write(run, &page).await?;
            report.add(page.accounts.len(), &applied);
            match page.next.take() {
                Some(next) => page = self.directory.scan(&what, next).await?,
                None => break page.cursor.take(),
            }
        };
        if run.full {
            self.part_with_the_unseen(run, &mut report).await?;
        } else if page.incomplete {
            self.compare(run, &mut report).await?;
        }
        report.counts = self.store.count_people(self.tenant).await?;
        let cursor = cursor.as_ref().map(|cursor| (cursor.server.as_str(), cursor.position.as_str()));
        self.store.finish_sync(run, cursor, &report.counts, self.every).await?;
        Ok(report)
    }

    /// Once after an update: accounts that were written before paths were kept get theirs.
    async fn fill_paths(&self, run: &SyncRun) -> Result<(), StoreError> {
        let mut renewed = Instant::now();
        while self.store.fill_paths(self.tenant).await? > 0 {
            if renewed.elapsed() > RENEW {
                self.store.sync_phase(run, SyncPhase::Changes, "").await?;
                renewed = Instant::now();
            }
        }
        Ok(())
    }

    async fn write(&self, run: &SyncRun, page: &ScanPage) -> Result<SyncApplied, StoreError> {
        let present: Vec<(AccountId, &str)> = page.present.iter().map(|p| (p.id, p.location.as_str())).collect();
        let batch = SyncBatch { accounts: &page.accounts, gone: &page.gone, present: &present };
        self.store.apply_scan(run, &batch).await
    }

    /// Looks whether the accounts that are there are the ones that are known, in their places. First their sums, for
    /// which nothing is written; only when these differ, who it is.
    async fn compare(&self, run: &SyncRun, report: &mut SyncReport) -> Result<(), SyncError> {
        self.store.sync_phase(run, SyncPhase::Compare, &report.server).await?;
        let (mut there, mut sum, mut token) = (0_u64, 0_i64, Some(PageToken::first()));
        let mut renewed = Instant::now();
        while let Some(next) = token {
            let page = self.directory.scan(&Scan::Ids, next).await?;
            for Present { id, location } in &page.present {
                there = there.saturating_add(1);
                sum = sum.wrapping_add(place(*id, location));
            }
            report.pages = report.pages.saturating_add(1);
            if renewed.elapsed() > RENEW {
                self.store.sync_phase(run, SyncPhase::Compare, &report.server).await?;
                renewed = Instant::now();
            }
            token = page.next;
        }
        if self.store.places(self.tenant).await? == (there, sum) {
            return Ok(());
        }
        let mut token = Some(PageToken::first());
        while let Some(next) = token {
            let page = self.directory.scan(&Scan::Ids, next).await?;
            let applied = self.write(run, &page).await?;
            report.add(page.present.len(), &applied);
            self.read_named(run, applied.missing, report).await?;
            token = page.next;
        }
        self.part_with_the_unseen(run, report).await
    }

    /// Reads accounts that are there and were not known, or in another place.
    async fn read_named(&self, run: &SyncRun, ids: Vec<AccountId>, report: &mut SyncReport) -> Result<(), SyncError> {
        if ids.is_empty() {
            return Ok(());
        }
        let what = Scan::Named(ids);
        let mut token = Some(PageToken::first());
        while let Some(next) = token {
            let page = self.directory.scan(&what, next).await?;
            let applied = self.write(run, &page).await?;
            report.add(page.accounts.len(), &applied);
            token = page.next;
        }
        Ok(())
    }

    /// Marks as gone whom this scan, which named everybody, did not see.
    async fn part_with_the_unseen(&self, run: &SyncRun, report: &mut SyncReport) -> Result<(), SyncError> {
        let (known, unseen) = self.store.unseen_accounts(run).await?;
        if unseen == 0 {
            return Ok(());
        }
        if known > FEW && unseen.saturating_mul(2) > known && !self.accept_missing && !run.accept_missing {
            return Err(SyncError::Implausible { unseen, known });
        }
        self.store.sync_phase(run, SyncPhase::Gone, &report.server).await?;
        let mut after = AccountId(uuid::Uuid::nil());
        loop {
            let gone = self.store.unseen_after(run, after, GONE).await?;
            let Some(last) = gone.last() else { return Ok(()) };
            after = *last;
            let applied = self.store.apply_scan(run, &SyncBatch { gone: &gone, ..SyncBatch::default() }).await?;
            report.gone = report.gone.saturating_add(applied.gone);
        }
    }
}
