//! The look through the whole log: asked for in the console, due once a day, told as an alarm.

use std::time::Duration;

use latchkey::{
    domain::role::Role,
    jobs::{alarms, verify},
    store::audit_checks::Verdict,
};

use super::{TENANT, check_the_log, journey, press, write};
use crate::{
    harness::app::{House, Options},
    store::dbs::{TestDb, on_both},
};

on_both! { one_node_looks_at_a_time_and_another_goes_on_when_it_dies, }

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(flavor = "multi_thread")]
async fn r149_an_auditor_has_the_log_checked_and_is_told_the_first_record_that_does_not_hold() {
    let options = Options {
        config: "[audit]\nretention_days = 90\n[audit.file]\npath = \"FOLDER/audit.jsonl\"".to_owned(),
        ..Options::default()
    };
    let folder = crate::harness::new_dir("chain");
    let config = options.config.replace("FOLDER", &folder.display().to_string());
    let house = House::with(Options { config, ..options }).await;
    for n in 0..20 {
        write(&house, journey(n, "alice", true)).await;
    }
    let mut auditor = house.admin("ada", Some(Role::Auditor)).await;
    let page = auditor.get("/admin/audit/chain").await;
    let text = page.text();
    assert!(text.contains("The whole log was not checked yet.") && text.contains("are kept 90 days"), "{text}");
    assert!(text.contains("file has everything"), "a copy that is configured: {text}");
    let page = press(&mut auditor, &page, "/admin/audit/verify", &[]).await;
    assert!(page.text().contains("It begins in a moment."), "{}", page.text());
    assert!(page.body.contains("http-equiv=\"refresh\"") && page.body.contains("data-again"));
    check_the_log(&house).await;
    let page = auditor.get("/admin/audit/chain").await;
    assert!(page.text().contains("The log holds.") && page.text().contains("Next check"), "{}", page.text());
    assert!(!page.body.contains("http-equiv=\"refresh\""));
    assert!(auditor.get("/admin/audit").await.text().contains("found nothing altered"));
    let events = house.events().await;
    let checks = events.iter().filter(|e| e.kind == "audit.verified");
    let outcomes: Vec<_> = checks.map(|e| (e.outcome.as_str(), e.detail["asked"].clone())).collect();
    assert_eq!(
        outcomes,
        [("pending", serde_json::Value::Null), ("success", "yes".into())],
        "who asked, what came of it"
    );

    // An old record is altered. The next look finds it, and it is an alarm, once; what it finds later ends it.
    house.sql("UPDATE audit_events SET outcome = 'success' WHERE seq = 1").await;
    house.sql("UPDATE audit_events SET detail = replace(detail, 'sms', 'smt') WHERE seq = 7").await;
    press(&mut auditor, &page, "/admin/audit/verify", &[]).await;
    check_the_log(&house).await;
    let page = auditor.get("/admin/audit/chain").await;
    let text = page.text();
    assert!(text.contains("The log was altered by someone else") && text.contains("no. 7: it was altered"), "{text}");
    assert!(auditor.get("/admin/audit").await.text().contains("The log was altered."));
    let mut state = alarms::State::default();
    let look = async |state: &mut alarms::State| {
        let app = &house.app;
        alarms::look(&app.core, app.directory.as_ref(), &app.alarms, state).await.unwrap();
    };
    look(&mut state).await;
    look(&mut state).await;
    assert_eq!(house.count_events("alarm.raised", "failure").await, 1);
    let page = auditor.get("/admin/alarms").await;
    assert!(page.text().contains("audit record 7: it was altered"), "{}", page.text());
    assert!(page.body.contains("href=\"/admin/audit/chain\""));
    house.sql("UPDATE audit_events SET detail = replace(detail, 'smt', 'sms') WHERE seq = 7").await;
    let page = auditor.get("/admin/audit/chain").await;
    press(&mut auditor, &page, "/admin/audit/verify", &[]).await;
    check_the_log(&house).await;
    look(&mut state).await;
    assert_eq!(house.count_events("alarm.cleared", "success").await, 1);
    assert!(auditor.get("/admin/alarms").await.text().contains("Nothing needs a look."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_looked_through_once_a_day_by_itself() {
    let house = House::new().await;
    write(&house, journey(0, "alice", true)).await;
    let core = &house.app.core;
    let day = Some(24 * HOUR);
    assert_eq!(verify::once(core, day).await.unwrap(), None, "the first is a day away");
    house.clock.advance(25 * HOUR);
    assert_eq!(verify::once(core, None).await.unwrap(), None, "never, unless asked");
    assert_eq!(verify::once(core, day).await.unwrap(), Some(Verdict::Holds));
    assert_eq!(verify::once(core, day).await.unwrap(), None);
    house.clock.advance(24 * HOUR);
    assert_eq!(verify::once(core, day).await.unwrap(), Some(Verdict::Holds));
    let check = core.store.audit_check(TENANT).await.unwrap().unwrap();
    assert_eq!((check.events, check.wanted), (5, false), "with the event of the look before");
}

async fn one_node_looks_at_a_time_and_another_goes_on_when_it_dies(db: TestDb) {
    let store = db.open().await;
    let minute = Duration::from_secs(60);
    let claim = async || store.claim_audit_check(TENANT, None, minute).await.unwrap();
    assert!(claim().await.is_none(), "nobody asked");
    let mut tx = store.begin().await.unwrap();
    tx.want_audit_check(TENANT).await.unwrap();
    tx.commit().await.unwrap();
    let dying = claim().await.expect("asked");
    assert!(claim().await.is_none(), "one at a time");
    store.audit_check_progress(&dying, 500, 1200).await.unwrap();
    let check = store.audit_check(TENANT).await.unwrap().unwrap();
    assert_eq!((check.done, check.upto, check.wanted, check.runs(store.now())), (500, 1200, true, true));
    db.clock.advance(2 * minute);
    let other = claim().await.expect("its lease is over");
    assert!(store.audit_check_progress(&dying, 600, 1200).await.is_err(), "it lost it");
    let report = store.verify_audit(TENANT).await.unwrap();
    let next = store.now().after(minute);
    for (run, ours) in [(&dying, false), (&other, true)] {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.finish_audit_check(run, &Ok(report.clone()), next).await.unwrap(), ours);
        tx.commit().await.unwrap();
    }
    let check = store.audit_check(TENANT).await.unwrap().unwrap();
    assert!(!check.wanted && !check.runs(store.now()) && matches!(check.last, Some((_, Verdict::Holds))));
    assert!(claim().await.is_none());
}

/// R150: on a copy, without configuration and without a key.
#[tokio::test(flavor = "multi_thread")]
async fn r150_a_copy_is_verified_without_a_key_and_names_the_first_bad_record() {
    let house = House::new().await;
    for n in 0..5 {
        write(&house, journey(n, "alice", true)).await;
    }
    let copy = crate::harness::new_dir("copy").join("copy.db");
    house.sql(&format!("VACUUM INTO '{}'", copy.display())).await;
    let url = format!("sqlite:{}", copy.display());
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command.args(["audit", "verify"]).args(arguments);
        let output = crate::harness::process::output(&mut command);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code(), said)
    };
    let (code, said) = run(&["--without-keys", "--database", &url]);
    assert!(code == Some(0) && said.contains("holds: 20 records") && said.contains("Only the hashes"), "{said}");
    let file = house.file.display().to_string();
    let (code, said) = run(&["--config", &file, "--database", &url]);
    assert!(code == Some(0) && said.contains("holds: 20 records") && !said.contains("Only the hashes"), "{said}");
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    sqlx::query("UPDATE audit_events SET at = at + 1 WHERE seq = 12").execute(&pool).await.unwrap();
    pool.close().await;
    for arguments in [&["--without-keys", "--database", &url][..], &["--config", &file, "--database", &url]] {
        let (code, said) = run(arguments);
        assert!(code == Some(1) && said.contains("audit record 12: it was altered"), "{code:?} {said}");
    }
    assert_eq!(run(&["--without-keys"]).0, Some(2), "which database?");
}
