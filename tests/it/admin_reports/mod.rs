//! The overview and the reports: what is counted, the lists behind it, charts, files, the command.

mod charts;
mod coverage;
mod files;
mod folding;
mod pages;
mod seen;

use std::{collections::BTreeSet, time::Duration};

use async_trait::async_trait;
use latchkey::{
    directory::{DirectoryError, GroupEntry, GroupRead},
    domain::{
        account::AccountId,
        funnel::Stage,
        policy::GroupName,
        scan::ScannedAccount,
        security_info::{Detail, Kind, Registered, Seed},
        time::Timestamp,
    },
    flows::admin::reports::{self, Period, Resets},
    store::{
        Store,
        directory_accounts::SyncBatch,
        sync_state::{PeopleCounts, SyncAsk},
    },
};
use tokio_util::sync::CancellationToken;

use crate::{
    harness::{app::House, walk},
    store::TENANT,
};

/// A million people fit into it, and no directory is asked.
#[derive(Default)]
struct Groups(std::collections::BTreeMap<GroupName, BTreeSet<AccountId>>);

#[async_trait]
impl GroupRead for Groups {
    async fn find_groups(&self, _: &str, _: usize) -> Result<Vec<GroupEntry>, DirectoryError> {
        Ok(Vec::new())
    }

    async fn find_places(&self, _: &str, _: usize) -> Result<Vec<GroupEntry>, DirectoryError> {
        Ok(Vec::new())
    }

    async fn group_exists(&self, group: &GroupName) -> Result<bool, DirectoryError> {
        Ok(self.0.contains_key(group))
    }

    async fn members(&self, group: &GroupName) -> Result<BTreeSet<AccountId>, DirectoryError> {
        self.0.get(group).cloned().ok_or_else(|| DirectoryError::Unexpected(format!("there is no group {group}")))
    }
}

/// Writes people down as a scan would, and ends it.
async fn scanned(store: &Store, people: &[ScannedAccount]) {
    let minute = Duration::from_secs(60);
    let asked = store.claim_sync(TENANT, SyncAsk::Now { full: true }, minute, minute).await;
    let run = asked.unwrap().expect("nobody else scans");
    for people in people.chunks(5_000) {
        store.apply_scan(&run, &SyncBatch { accounts: people, ..SyncBatch::default() }).await.unwrap();
    }
    store.finish_sync(&run, None, &PeopleCounts::default(), minute).await.unwrap();
}

/// What somebody registered, past the pages; of no use but to be counted.
async fn registered(store: &Store, id: AccountId, kinds: &[Kind], usable_from: Timestamp) {
    let mut tx = store.begin().await.unwrap();
    for kind in kinds {
        let detail = match kind {
            Kind::App => Detail::App { seed: Seed(vec![7; 20]), drift: 0 },
            Kind::Passkey => Detail::Passkey { credential: "{}".to_owned() },
            Kind::RecoveryCodes => Detail::RecoveryCodes,
            other => panic!("{other:?} has a place"),
        };
        let item = Registered {
            id: store.new_id(),
            account: id,
            detail,
            name: String::new(),
            created_at: store.now(),
            usable_from,
            confirmed_at: store.now(),
            used_at: None,
            imported: None,
        };
        tx.insert_method(TENANT, &item, None).await.unwrap();
    }
    tx.commit().await.unwrap();
}

impl House {
    /// Scans the directory, folds the log, counts everybody.
    async fn report(&self) {
        self.app.sync().once(SyncAsk::Now { full: true }, &CancellationToken::new()).await.unwrap().expect("a scan");
        let jobs = self.app.reports();
        jobs.fold().await.unwrap();
        jobs.count(&CancellationToken::new()).await.unwrap().expect("a count");
    }

    /// The resets of the last 30 days.
    async fn resets(&self) -> Resets {
        let today = self.app.org.time_zone.day(self.app.core.now());
        reports::resets(&self.app.core, Period::last(30, today)).await.unwrap()
    }
}

/// Journeys of every kind: done, unlocked, a stranger's, one left at the first code, one stopped by a wrong code, one by
/// refused passwords.
async fn journeys(house: &House) {
    use crate::harness::app::NEW;
    for login in ["anna", "bert", "carl", "dora", "emil"] {
        house.person(login).await;
    }
    house.add(latchkey::directory::embedded::NewAccount { locked: true, ..house.someone("lock") }).await;
    house.reset("anna").start().await.both_gates().await.password(NEW).await;
    house.reset("lock").start().await.both_gates().await.act("unlock").await;
    house.reset("stranger").start().await;
    house.drain().await;
    house.reset("bert").start().await.choose("sms").await;
    house.drain().await;
    let wrong = house.reset("carl").start().await.choose("sms").await;
    let code = walk::wrong(&walk::newest_code(house, "sms", 0));
    wrong.code(&code).await;
    let refused = house.reset("dora").start().await.both_gates().await;
    refused.password("short").await.password("password123456").await;
    house.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_funnel_is_that_of_the_journeys() {
    let house = House::new().await;
    journeys(&house).await;
    assert!(house.app.reports().fold().await.unwrap() > 20);
    assert_eq!(house.app.reports().fold().await.unwrap(), 0, "once");
    let resets = house.resets().await;
    let reached = Stage::ALL.map(|stage| resets.reached(stage));
    assert_eq!(reached, [6, 5, 3, 3, 3, 2], "{:?}", resets.ways);
    assert_eq!(resets.done(), 2);
    let stopped: Vec<(Stage, &str, u64)> =
        resets.stopped().iter().map(|(stage, reason, count)| (*stage, reason.clone().leak() as &str, *count)).collect();
    for wanted in [(Stage::Started, "LK-0017", 1), (Stage::Found, "", 1), (Stage::Found, "LK-0050", 1)] {
        assert!(stopped.contains(&wanted), "{wanted:?}: {stopped:?}");
    }
    assert!(
        stopped.iter().any(|(stage, reason, _)| *stage == Stage::Tried && reason.starts_with("rule:")),
        "{stopped:?}"
    );
    use latchkey::domain::funnel::Counter;
    assert_eq!(resets.times(Counter::ProofPassed), 6);
    assert_eq!(resets.by_subject(Counter::ProofFailed), [("sms".to_owned(), 1)]);
    assert!(resets.times(Counter::Refused) >= 2);
    assert!(resets.times(Counter::CodeSent) >= 8);
    assert_eq!(resets.took.values().sum::<u64>(), 2, "time to recover of those that ended well");
    assert!(resets.within(0.5).is_some());

    // What is folded later goes on where it was.
    let resumed = house.reset("emil").start().await;
    house.app.reports().fold().await.unwrap();
    assert_eq!(house.resets().await.reached(Stage::Started), 7);
    resumed.both_gates().await.password(crate::harness::app::NEW).await;
    house.app.reports().fold().await.unwrap();
    let resets = house.resets().await;
    assert_eq!((resets.reached(Stage::Started), resets.done()), (7, 3));
}
