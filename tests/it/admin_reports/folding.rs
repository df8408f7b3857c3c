//! The log is folded exactly once, whoever dies in between, and however many try.

use std::{collections::BTreeMap, time::Duration};

use latchkey::{
    domain::{
        event::{Event, EventKind, Outcome},
        funnel::{Counter, Stage},
        time::Timestamp,
    },
    flows::admin::reports::{Period, resets_of},
    store::{Store, report_figures::JourneyFilter},
};
use uuid::Uuid;

use crate::store::{
    TENANT,
    dbs::{TestDb, on_both},
};

on_both! {
    every_event_counts_once_after_crashes_and_races,
    a_figure_of_journeys_is_its_list,
}

const DAY: i64 = 86_400_000;

fn day(at: Timestamp) -> i64 {
    at.millis().div_euclid(DAY)
}

async fn audit(store: &Store, flow: Option<Uuid>, kind: EventKind, outcome: Outcome, facts: &[(&'static str, &str)]) {
    let mut event = Event::new(kind, outcome);
    event.flow = flow;
    event.support_id = flow.map(|flow| flow.simple().to_string()[24..].to_owned());
    for (key, value) in facts {
        event = event.with(key, *value);
    }
    let mut tx = store.begin().await.unwrap();
    tx.audit(&TENANT, &event).await.unwrap();
    tx.commit().await.unwrap();
}

/// Journeys interleaved, some of which end. Returns how many began and ended.
async fn written(store: &Store, db: &TestDb, count: usize) -> (u64, u64) {
    let flows: Vec<Uuid> = (0..count).map(|_| Uuid::now_v7()).collect();
    let (good, bad) = (Outcome::Success, Outcome::Failure);
    for flow in &flows {
        audit(store, Some(*flow), EventKind::ResetStarted, good, &[]).await;
    }
    db.clock.advance(Duration::from_secs(45));
    let mut done = 0;
    for (n, flow) in flows.iter().enumerate() {
        let outcome = if n % 4 == 0 { bad } else { good };
        audit(store, Some(*flow), EventKind::AccountLookedUp, outcome, &[]).await;
        if n % 4 == 0 {
            continue;
        }
        audit(store, Some(*flow), EventKind::GatePassed, good, &[("gate", "1"), ("method", "sms")]).await;
        if n % 3 == 0 {
            audit(store, Some(*flow), EventKind::PasswordReset, good, &[("end", "reset")]).await;
            done += 1;
        }
        audit(store, None, EventKind::HelpRequested, good, &[]).await;
    }
    (count as u64, done)
}

async fn every_event_counts_once_after_crashes_and_races(db: TestDb) {
    let store = db.open().await;
    let (begun, done) = written(&store, &db, 40).await;
    let (_, _, head) = store.folded(TENANT).await.unwrap();
    // A few events at a time, so that every journey is cut in the middle; and each batch is tried by several at once.
    let mut folded = 0;
    while folded < usize::try_from(head).unwrap() {
        let tries = futures_util::future::join_all((0..3).map(|_| store.fold_audit(TENANT, 7, day))).await;
        for tried in tries {
            match tried {
                Ok(count) => folded += count,
                Err(error) => assert!(error.is_conflict(), "{error}"),
            }
        }
    }
    assert_eq!(folded, usize::try_from(head).unwrap(), "each once");
    // A node that died before its commit left nothing: the position and the figures are one transaction. Here the log
    // goes on while nobody folds, then somebody starts anew from what is in the database.
    let (more, more_done) = written(&store, &db, 13).await;
    store.close().await;
    let store = db.open().await;
    while store.fold_audit(TENANT, 50, day).await.unwrap() > 0 {}
    let today = day(store.now());
    let resets = resets_of(&store, TENANT, Period::last(2, today)).await.unwrap();
    assert_eq!((resets.reached(Stage::Started), resets.done()), (begun + more, done + more_done));
    let passed = (0..40).chain(0..13).filter(|n| n % 4 != 0).count() as u64;
    assert_eq!(resets.by_subject(Counter::ProofPassed), [("sms".to_owned(), passed)]);
    assert_eq!(resets.times(Counter::Help), passed);
    assert_eq!(resets.took.values().sum::<u64>(), done + more_done);
    let median = resets.within(0.5).unwrap();
    assert!((median / 45.0 - 1.0).abs() < 0.03, "{median}");
    // What failed in the middle of a batch is folded the next time, whole.
    let raw = db.raw().await;
    audit(&store, None, EventKind::HelpRequested, Outcome::Success, &[]).await;
    raw.run("ALTER TABLE report_days RENAME TO elsewhere").await;
    store.fold_audit(TENANT, 50, day).await.unwrap_err();
    raw.run("ALTER TABLE elsewhere RENAME TO report_days").await;
    assert_eq!(store.fold_audit(TENANT, 50, day).await.unwrap(), 1);
    let resets = resets_of(&store, TENANT, Period::last(2, today)).await.unwrap();
    assert_eq!(resets.times(Counter::Help), passed + 1);
}

async fn a_figure_of_journeys_is_its_list(db: TestDb) {
    let store = db.open().await;
    written(&store, &db, 60).await;
    while store.fold_audit(TENANT, 500, day).await.unwrap() > 0 {}
    let today = day(store.now());
    let ways = store.journey_days(TENANT, today - 1, today).await.unwrap();
    let all = JourneyFilter::of_days(today - 1, today);
    let mut filters = vec![all.clone(), JourneyFilter { since: today + 1, until: today + 9, ..all.clone() }];
    for stage in Stage::ALL {
        filters.push(JourneyFilter { least: stage, ..all.clone() });
        filters.push(JourneyFilter { least: stage, most: stage, reason: Some(String::new()), ..all.clone() });
    }
    for filter in filters {
        let wanted: u64 = ways
            .iter()
            .filter(|(day, way, _)| (filter.since..=filter.until).contains(day) && filter.means(way))
            .map(|(_, _, count)| count)
            .sum();
        let (mut listed, mut before) = (BTreeMap::new(), None);
        loop {
            let page = store.listed_journeys(TENANT, &filter, before.as_ref(), 7).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.place());
            assert_eq!(last.place().to_string().parse(), Ok(last.place()));
            for one in page {
                assert!(filter.means(&one.journey.way), "{filter:?}");
                assert!(listed.insert(one.flow, one.journey).is_none(), "nobody twice");
            }
        }
        assert_eq!(listed.len() as u64, wanted, "{filter:?}");
    }
}
