//! Journeys, exports and forgetting, on both databases and on the command line.

use std::time::{Duration, Instant};

use latchkey::{
    domain::event::{EventKind, Outcome, Personal},
    store::{
        Store,
        audit_forget::{Forget, Forgotten},
        audit_search::{Page, Search, Who},
    },
};
use uuid::Uuid;

use super::{Place, TENANT, event, write, wrong};
use crate::store::dbs::{TestDb, on_both};

on_both! {
    journeys_are_paged_filtered_and_unfold,
    a_forgotten_person_is_in_no_event_and_the_chain_holds,
}

/// Three events in the journey of `n`, whose name is known from the second on.
async fn journey(store: &Store, n: u128, ends: bool) {
    for (step, kind) in [EventKind::ResetStarted, EventKind::CodeSent, EventKind::PasswordReset].into_iter().enumerate()
    {
        let outcome = if kind == EventKind::PasswordReset && !ends { Outcome::Failure } else { Outcome::Success };
        let mut event = event(kind, outcome);
        event.flow = Some(Uuid::from_u128(1000 + n));
        event.support_id = Some(format!("SUP-{n}"));
        event.account = (step > 0).then(|| latchkey::domain::account::AccountId(Uuid::from_u128(n + 1)));
        let login = if step == 2 { format!("Person{n}@contoso.test") } else { format!("PERSON{n}") };
        event.personal = Some(Personal { login: Some(login), ..Personal::default() });
        let mut tx = store.begin().await.unwrap();
        tx.audit(&TENANT, &event).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn journeys_are_paged_filtered_and_unfold(db: TestDb) {
    let store = db.open().await;
    for n in 0..5 {
        journey(&store, n, n != 3).await;
        db.clock.advance(Duration::from_secs(4 * 3600));
    }
    let mut tx = store.begin().await.unwrap();
    tx.audit(&TENANT, &event(EventKind::Service, Outcome::Success)).await.unwrap();
    tx.commit().await.unwrap();
    let flows = async |search: &Search, after, limit| {
        let page = store.journeys(search, Page::Before(after), limit).await.unwrap();
        page.into_iter().map(|j| (j.key, j.flow.map(|f| f.as_u128() - 1000), j.events.len())).collect::<Vec<_>>()
    };
    let all = Search::all(TENANT);
    assert_eq!(flows(&all, None, 2).await, [(16, None, 1), (15, Some(4), 3)]);
    assert_eq!(flows(&all, Some(15), 10).await, [(12, Some(3), 3), (9, Some(2), 3), (6, Some(1), 3), (3, Some(0), 3)]);
    let who = |who| Search { who, ..Search::all(TENANT) };
    assert_eq!(flows(&who(Who::Login("person2".to_owned())), None, 10).await, [(9, Some(2), 3)]);
    assert_eq!(flows(&who(Who::Login("nobody".to_owned())), None, 10).await, []);
    assert_eq!(flows(&who(Who::SupportId("SUP-1".to_owned())), None, 10).await, [(6, Some(1), 3)]);
    let failed = Search { outcome: Some("failure".to_owned()), ..Search::all(TENANT) };
    assert_eq!(flows(&failed, None, 10).await, [(12, Some(3), 3)], "the whole journey unfolds");
    let kind = Search { kind: Some("reset.code-sent".to_owned()), ..Search::all(TENANT) };
    assert_eq!(flows(&kind, None, 2).await, [(14, Some(4), 3), (11, Some(3), 3)]);
    let start = latchkey::domain::time::Timestamp(1_790_000_000_000);
    let hours = |n: u64| Some(start.after(Duration::from_secs(n * 3600)));
    let span = Search { since: hours(4), until: hours(9), ..Search::all(TENANT) };
    assert_eq!(flows(&span, None, 10).await, [(9, Some(2), 3), (6, Some(1), 3)]);
    let back = store.journeys(&all, Page::After(9), 2).await.unwrap();
    assert_eq!(back.iter().map(|j| j.key).collect::<Vec<_>>(), [12, 15], "the page before, from its end");
    let flow = who(Who::Flow(Uuid::from_u128(1002)));
    assert_eq!(flows(&flow, None, 10).await, [(9, Some(2), 3)]);
    assert_eq!(store.search_events(&flow, Page::Before(None), 10).await.unwrap().len(), 3);
    let one = store.journeys(&who(Who::SupportId("SUP-3".to_owned())), Page::Before(None), 1).await.unwrap().remove(0);
    let headline = one.headline().unwrap();
    assert_eq!((headline.kind.as_str(), headline.outcome.as_str()), ("password.reset", "failure"));
    assert_eq!(one.login(), Some("PERSON3"));
    let oldest = store.search_events(&all, Page::After(0), 4).await.unwrap();
    assert_eq!(oldest.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

async fn a_forgotten_person_is_in_no_event_and_the_chain_holds(db: TestDb) {
    let store = db.open().await;
    for n in 0..3 {
        journey(&store, n, true).await;
    }
    let who = Forget::Login("person1".to_owned());
    let would = store.would_forget(TENANT, &who).await.unwrap();
    assert_eq!((would, store.verify_audit(TENANT).await.unwrap().shredded), (Forgotten { events: 3, accounts: 1 }, 0));
    assert_eq!(store.forget_person(TENANT, &who, None).await.unwrap(), would);
    assert_eq!(store.forget_person(TENANT, &who, None).await.unwrap().events, 0);
    let events = store.search_events(&Search::all(TENANT), Page::After(0), 100).await.unwrap();
    let named: Vec<i64> = events.iter().filter(|e| e.personal.is_some()).map(|e| e.seq).collect();
    assert_eq!(named, [1, 2, 3, 7, 8, 9]);
    let last: Vec<_> = events.iter().filter(|e| e.kind == "audit.person-forgotten").collect();
    assert_eq!((last.len(), last[0].detail["events"].as_str()), (2, Some("3")));
    let raw = db.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM audit_events WHERE login_digest IS NOT NULL").await, 6);
    let report = store.verify_audit(TENANT).await.unwrap();
    assert_eq!((report.events, report.shredded), (11, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn r102_exports_stream_without_a_limit_and_no_cell_is_a_formula() {
    let place = Place::new("");
    let app = place.start().await;
    write(&app, (0..10_000).map(wrong)).await;
    let mut evil = wrong(10_000).with("rule", "=1+1");
    evil.personal = Some(Personal { login: Some("=HYPERLINK(\"http://x\")".to_owned()), ..Personal::default() });
    evil.support_id = Some("@SUM(A1)".to_owned());
    write(&app, [evil]).await;
    app.core.store.close().await;
    let begun = Instant::now();
    let json = place.command(&["audit", "export"]);
    assert!(json.status.success(), "{}", String::from_utf8_lossy(&json.stderr));
    let json = String::from_utf8(json.stdout).unwrap();
    assert_eq!(json.lines().count(), 10_001);
    assert!(!json.contains("canary"), "names only when asked for");
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(first["seq"], 1);
    let csv = place.command(&["audit", "export", "--format", "csv", "--personal"]);
    println!("two exports of 10001 events: {:?}", begun.elapsed());
    let csv = String::from_utf8(csv.stdout).unwrap();
    let last = csv.lines().last().unwrap();
    assert!(csv.starts_with("seq,id,at,kind,activity,outcome,") && csv.contains(",canary-9999,"));
    assert!(last.contains(",\"'@SUM(A1)\",") && last.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","), "{last}");
    let list = place.command(&["audit", "list", "--journeys", "--login", "CANARY-77", "--since", "2026-01-01"]);
    let list = String::from_utf8(list.stdout).unwrap();
    assert_eq!(list.lines().count(), 2, "{list}");
    assert!(list.contains("S-77") && list.contains("reset.gate-failed"), "{list}");
    let forgotten = place.command(&["audit", "forget", "canary-77"]);
    assert!(String::from_utf8_lossy(&forgotten.stdout).contains("personal part of 1 events"));
    assert!(place.command(&["audit", "verify"]).status.success());
    let refused = place.command(&["audit", "list", "--since", "yesterday"]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("2026-11-21"));
}
