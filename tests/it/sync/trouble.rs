//! Scans that are broken off, refused or overtaken.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use latchkey::{
    directory::{
        DirectoryError,
        scan::{DirectoryScan, PageToken, Scan, ScanPage},
    },
    jobs::sync::SyncError,
    store::{
        StoreError,
        directory_accounts::SyncBatch,
        sync_state::{SyncAsk, SyncPhase},
    },
};
use tokio_util::sync::CancellationToken;

use super::{
    people::{ldif, settings},
    rig::{Rig, TENANT, driver, sync},
};
use crate::{
    harness::{crowd, slapd, wait_until},
    store::dbs::TestDb,
};

/// Gives so many pages; then it fails, or hangs.
struct Breaking {
    inner: Arc<dyn DirectoryScan>,
    pages: AtomicI64,
    hang: bool,
}

#[async_trait]
impl DirectoryScan for Breaking {
    async fn scan(&self, what: &Scan, page: PageToken) -> Result<ScanPage, DirectoryError> {
        if self.pages.fetch_sub(1, Ordering::Relaxed) <= 0 {
            if self.hang {
                std::future::pending::<()>().await;
            }
            return Err(DirectoryError::Unavailable("the cable was pulled".into()));
        }
        self.inner.scan(what, page).await
    }
}

fn server() -> slapd::Slapd {
    slapd::Slapd::start(slapd::Options { entries: ldif(2_000), ..Default::default() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_goes_away_is_waited_for_and_nothing_is_lost() {
    let server = server();
    let good = driver(settings(&[&server]));
    let breaking = Breaking { inner: Arc::clone(&good), pages: AtomicI64::new(2), hang: false };
    let mut rig = Rig::on(TestDb::sqlite(), Arc::new(breaking)).await;
    let error = rig.ask(SyncAsk::Due).await.unwrap_err();
    assert!(matches!(error, SyncError::Directory(_)), "{error}");
    let state = rig.state().await;
    assert_eq!((state.phase, state.attempts, state.pages), (SyncPhase::Full, 1, 2));
    assert!(state.error.unwrap().contains("the cable was pulled"));
    assert_eq!(state.leased_until.millis(), 0);
    let kept = rig.store.count_people(TENANT).await.unwrap().accounts;
    assert!(kept >= 900, "{kept}");

    assert!(rig.ask(SyncAsk::Due).await.unwrap().is_none(), "not yet");
    rig.pass(Duration::from_secs(16));
    rig.ask(SyncAsk::Due).await.unwrap_err();
    assert!(rig.state().await.next_at >= rig.now().after(Duration::from_secs(30)), "longer each time");
    rig.pass(Duration::from_secs(31));
    rig.turn_to(good);
    let report = rig.ask(SyncAsk::Due).await.unwrap().unwrap();
    assert!(report.full && report.gone == 0, "{report:?}");
    assert_eq!(report.changed, report.seen - kept, "what was written before is found unchanged");
    let state = rig.state().await;
    assert_eq!((state.phase, state.attempts, state.error), (SyncPhase::Idle, 0, None));
    assert!(rig.ask(SyncAsk::Due).await.unwrap().is_none(), "the next is due in 15 minutes");
    rig.pass(Duration::from_secs(15 * 60));
    assert!(!rig.ask(SyncAsk::Due).await.unwrap().unwrap().full);
    rig.pass(Duration::from_secs(24 * 3600));
    assert!(rig.ask(SyncAsk::Due).await.unwrap().unwrap().full, "once a day");
    rig.store.want_sync(TENANT, true).await.unwrap();
    assert!(rig.ask(SyncAsk::Due).await.unwrap().unwrap().full, "when somebody asks");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_died_in_the_middle_is_followed_by_another() {
    let server = server();
    let good = driver(settings(&[&server]));
    let hanging = Breaking { inner: Arc::clone(&good), pages: AtomicI64::new(3), hang: true };
    let rig = Rig::on(TestDb::sqlite(), Arc::new(hanging)).await;
    let dying = rig.sync.clone();
    let task = tokio::spawn(async move { dying.once(SyncAsk::Due, &CancellationToken::new()).await.map(drop) });
    wait_until("three pages are written", Duration::from_secs(30), async || {
        let state = rig.store.sync_state(TENANT).await.unwrap()?;
        (state.pages == 3).then_some(())
    })
    .await;
    task.abort();
    drop(task.await);
    let other = sync(&rig.store, good);
    let (ask, go) = (SyncAsk::Now { full: false }, CancellationToken::new());
    assert!(other.once(ask, &go).await.unwrap().is_none(), "the lease holds");
    assert_eq!(rig.state().await.phase, SyncPhase::Full);
    rig.pass(Duration::from_secs(151));
    let report = other.once(ask, &go).await.unwrap().unwrap();
    assert!(report.full && report.gone == 0 && report.counts.accounts == report.seen, "{report:?}");
    assert!(report.changed <= report.seen - 1_400, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_that_is_told_to_stop_gives_the_lease_back() {
    let server = server();
    let good = driver(settings(&[&server]));
    let hanging = Breaking { inner: Arc::clone(&good), pages: AtomicI64::new(1), hang: true };
    let rig = Rig::on(TestDb::sqlite(), Arc::new(hanging)).await;
    let stop = CancellationToken::new();
    let (stopping, told) = (rig.sync.clone(), stop.clone());
    let task = tokio::spawn(async move { stopping.once(SyncAsk::Due, &told).await });
    wait_until("a page is written", Duration::from_secs(30), async || {
        let state = rig.store.sync_state(TENANT).await.unwrap()?;
        (state.pages == 1).then_some(())
    })
    .await;
    stop.cancel();
    assert!(task.await.unwrap().unwrap().is_none());
    assert!(sync(&rig.store, good).once(SyncAsk::Due, &CancellationToken::new()).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_matches_hardly_anybody_does_not_empty_the_house() {
    let server = server();
    let mut rig = Rig::ldap(settings(&[&server])).await;
    let before = rig.scan().await.counts.accounts;
    let mut wrong = settings(&[&server]);
    wrong.user_filter = Some("(uid=p0000*)".into());
    rig.turn_to(driver(wrong));
    let error = rig.ask(SyncAsk::Now { full: true }).await.unwrap_err();
    assert!(matches!(error, SyncError::Implausible { .. }), "{error}");
    assert!(rig.state().await.error.unwrap().contains("--accept-missing"));
    assert_eq!(rig.store.count_people(TENANT).await.unwrap().accounts, before);
    rig.sync.accept_missing = true;
    let report = rig.ask(SyncAsk::Now { full: true }).await.unwrap().unwrap();
    assert_eq!((report.counts.accounts, report.gone), (10, before - 10));
}

async fn only_the_holder_of_the_lease_writes(db: TestDb) {
    let store = db.open().await;
    let (lease, day) = (Duration::from_secs(60), Duration::from_secs(86_400));
    let claim = async || store.claim_sync(TENANT, SyncAsk::Due, lease, day).await.unwrap();
    let (one, two, three) = tokio::join!(claim(), claim(), claim());
    let mut runs: Vec<_> = [one, two, three].into_iter().flatten().collect();
    assert_eq!(runs.len(), 1, "one of three");
    let first = runs.remove(0);
    let accounts = [crowd::account(1)];
    let batch = SyncBatch { accounts: &accounts, ..SyncBatch::default() };
    store.apply_scan(&first, &batch).await.unwrap();
    db.clock.advance(Duration::from_secs(61));
    let second = claim().await.expect("the lease is over");
    assert_eq!(second.pass, first.pass + 1);
    let late = [crowd::account(2)];
    let batch = SyncBatch { accounts: &late, gone: &[crowd::id(1)], ..SyncBatch::default() };
    assert!(matches!(store.apply_scan(&first, &batch).await, Err(StoreError::Conflict)));
    assert!(store.sync_phase(&first, SyncPhase::Gone, "").await.is_err());
    let counts = store.count_people(TENANT).await.unwrap();
    assert!(store.finish_sync(&first, None, &counts, day).await.is_err());
    store.give_back_sync(&first, Some("late"), day).await.unwrap();
    assert_eq!((counts.accounts, counts.gone), (1, 0), "nothing of it was written");
    store.finish_sync(&second, Some(("server", "7")), &counts, day).await.unwrap();
    let state = store.sync_state(TENANT).await.unwrap().unwrap();
    assert_eq!((state.error, state.attempts, state.pages), (None, 0, 0));
}

crate::store::dbs::on_both!(only_the_holder_of_the_lease_writes);
