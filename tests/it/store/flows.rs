//! Flows and challenges.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use latchkey::{
    domain::{
        account::{AccountId, Contact},
        contact::Phone,
        numbers::{KNOWN_DEVICE_LIFE, Numbers},
    },
    store::StoreError,
};
use tokio::{sync::Barrier, task::JoinSet};
use uuid::Uuid;

use super::{
    TENANT, a_challenge, a_flow,
    dbs::{TestDb, on_both},
};

const MILLISECOND: Duration = Duration::from_millis(1);

on_both! {
    a_flow_comes_back_as_it_was_saved,
    r16_parallel_right_codes_give_one_success,
    r17_parallel_wrong_codes_are_compared_at_most_five_times,
    r17_counters_survive_a_restart,
    r14_a_code_is_worth_nothing_in_another_challenge,
    r21_codes_end_at_their_time,
    r22_codes_are_erased_when_over,
    an_undeliverable_challenge_can_not_be_passed,
    r68_a_success_ends_the_other_flows,
    r35_devices_are_remembered_for_their_account_only,
    r152_what_can_not_be_audited_does_not_happen,
    r128_what_is_over_is_purged,
}

async fn a_flow_comes_back_as_it_was_saved(db: TestDb) {
    let store = db.open().await;
    let (id, cookie) = a_flow(&store, "Alice").await;
    let mut flow = store.flow_by_cookie(&cookie).await.unwrap().unwrap();
    assert_eq!((flow.id, flow.login.as_str(), flow.version, flow.account), (id, "Alice", 1, None));
    assert_eq!(flow.client.agent, "Canary Browser");
    let mut stale = flow.clone();
    flow.step = "code".to_owned();
    flow.account = Some(AccountId(Uuid::from_u128(5)));
    flow.verdict = Some("\"eligible\"".to_owned());
    flow.contacts = Some(vec![Contact::Mobile(Phone::parse("+33 6 12 34 56 78", None).unwrap())]);
    let mut tx = store.begin().await.unwrap();
    tx.save_flow(&mut flow).await.unwrap();
    assert_eq!(tx.flow(id).await.unwrap().unwrap().contacts, flow.contacts);
    tx.commit().await.unwrap();
    let read = store.flow(id).await.unwrap().unwrap();
    assert_eq!((read.step.as_str(), read.version, read.account), ("code", 2, flow.account));
    assert_eq!(read.contacts, flow.contacts);
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(tx.save_flow(&mut stale).await, Err(StoreError::Conflict)));
    drop(tx);
    assert_eq!(store.flow(id).await.unwrap().unwrap().version, 2);
}

async fn r16_parallel_right_codes_give_one_success(db: TestDb) {
    let store = db.open().await;
    for _ in 0..20 {
        let (flow, _) = a_flow(&store, "alice").await;
        let id = a_challenge(&store, flow, "012345").await;
        let gate = Arc::new(Barrier::new(50));
        let mut tasks = JoinSet::new();
        for _ in 0..50 {
            let (store, gate) = (store.clone(), Arc::clone(&gate));
            tasks.spawn(async move {
                gate.wait().await;
                let mut tx = store.begin().await.unwrap();
                let used = tx.use_challenge(id, store.now()).await.unwrap();
                tx.commit().await.unwrap();
                used
            });
        }
        let successes = tasks.join_all().await.into_iter().filter(|used| *used).count();
        assert_eq!(successes, 1);
    }
}

async fn r17_parallel_wrong_codes_are_compared_at_most_five_times(db: TestDb) {
    let store = db.open().await;
    let (flow, _) = a_flow(&store, "alice").await;
    let id = a_challenge(&store, flow, "012345").await;
    let most = Numbers::default().tries_per_challenge;
    let (gate, compared) = (Arc::new(Barrier::new(200)), Arc::new(AtomicU32::new(0)));
    let mut tasks = JoinSet::new();
    for n in 0..200_u32 {
        let (store, gate, compared) = (store.clone(), Arc::clone(&gate), Arc::clone(&compared));
        tasks.spawn(async move {
            gate.wait().await;
            if store.count_try(id, most).await.unwrap().is_some() {
                compared.fetch_add(1, Ordering::SeqCst);
                let challenge = store.challenge_for(flow).await.unwrap().unwrap();
                assert!(!challenge.matches(store.keyring(), &format!("9{n:05}")));
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(compared.load(Ordering::SeqCst), 5);
    assert_eq!(store.count_try(id, most).await.unwrap(), None, "R18: dead afterwards");
}

async fn r17_counters_survive_a_restart(db: TestDb) {
    let store = db.open().await;
    let (flow, _) = a_flow(&store, "alice").await;
    let id = a_challenge(&store, flow, "012345").await;
    assert_eq!(store.count_try(id, 5).await.unwrap(), Some(1));
    assert_eq!(store.count_try(id, 5).await.unwrap(), Some(2));
    store.close().await;
    let store = db.open().await;
    assert_eq!(store.count_try(id, 5).await.unwrap(), Some(3));
    let challenge = store.challenge_for(flow).await.unwrap().unwrap();
    assert_eq!(challenge.tries, 3);
    assert_eq!(challenge.code.unwrap().as_str(), "012345", "R20: the same code can be sent again");
}

async fn r14_a_code_is_worth_nothing_in_another_challenge(db: TestDb) {
    let store = db.open().await;
    let (a, _) = a_flow(&store, "alice").await;
    let (b, _) = a_flow(&store, "alice").await;
    a_challenge(&store, a, "012345").await;
    a_challenge(&store, b, "012345").await;
    let (a, b) = (store.challenge_for(a).await.unwrap().unwrap(), store.challenge_for(b).await.unwrap().unwrap());
    assert!(a.matches(store.keyring(), "012345") && !a.matches(store.keyring(), "12345"));
    assert_ne!(a.code_digest, b.code_digest);
}

async fn r21_codes_end_at_their_time(db: TestDb) {
    let store = db.open().await;
    let (flow, _) = a_flow(&store, "alice").await;
    let id = a_challenge(&store, flow, "012345").await;
    db.clock.advance(Numbers::default().sms_code_life - MILLISECOND);
    assert_eq!(store.count_try(id, 5).await.unwrap(), Some(1));
    db.clock.advance(MILLISECOND);
    assert_eq!(store.count_try(id, 5).await.unwrap(), None);
    let mut tx = store.begin().await.unwrap();
    assert!(!tx.use_challenge(id, store.now()).await.unwrap());
    assert_eq!(tx.count_send(id, store.now()).await.unwrap(), None);
}

async fn r22_codes_are_erased_when_over(db: TestDb) {
    let store = db.open().await;
    let raw = db.raw().await;
    let left = async || raw.number("SELECT COUNT(*) FROM challenges WHERE code_sealed IS NOT NULL").await;
    let (flow, _) = a_flow(&store, "alice").await;
    let used = a_challenge(&store, flow, "012345").await;
    assert_eq!(left().await, 1);
    let mut tx = store.begin().await.unwrap();
    assert!(tx.use_challenge(used, store.now()).await.unwrap());
    assert!(!tx.use_challenge(used, store.now()).await.unwrap(), "R15");
    tx.commit().await.unwrap();
    assert_eq!(left().await, 0, "used");
    a_challenge(&store, flow, "012345").await;
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.void_challenges(flow).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(left().await, 0, "taken back");
    a_challenge(&store, flow, "012345").await;
    db.clock.advance(Numbers::default().sms_code_life);
    assert_eq!(store.purge(store.now()).await.unwrap().codes, 1);
    assert_eq!(left().await, 0, "over");
}

async fn an_undeliverable_challenge_can_not_be_passed(db: TestDb) {
    let store = db.open().await;
    let raw = db.raw().await;
    let (flow, _) = a_flow(&store, "nobody").await;
    let id = a_challenge(&store, flow, "012345").await;
    let no = if db.file.is_some() { "0" } else { "false" };
    raw.run(format!("UPDATE challenges SET deliverable = {no}")).await;
    assert_eq!(store.count_try(id, 5).await.unwrap(), Some(1), "R7: it counts like any other");
    let mut tx = store.begin().await.unwrap();
    assert!(!tx.use_challenge(id, store.now()).await.unwrap());
}

async fn r68_a_success_ends_the_other_flows(db: TestDb) {
    let store = db.open().await;
    let account = AccountId(Uuid::from_u128(7));
    let mut flows = Vec::new();
    for login in ["alice", "ALICE", "bob"] {
        let (id, _) = a_flow(&store, login).await;
        a_challenge(&store, id, "012345").await;
        let mut flow = store.flow(id).await.unwrap().unwrap();
        flow.account = Some(if login == "bob" { AccountId(Uuid::from_u128(8)) } else { account });
        let mut tx = store.begin().await.unwrap();
        tx.save_flow(&mut flow).await.unwrap();
        tx.commit().await.unwrap();
        flows.push(flow);
    }
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.end_other_flows(TENANT, account, Some(flows[0].id), store.now()).await.unwrap(), 1);
    tx.commit().await.unwrap();
    for (flow, open) in flows.iter().zip([true, false, true]) {
        assert_eq!(store.flow(flow.id).await.unwrap().unwrap().ended_at.is_none(), open);
        assert_eq!(store.challenge_for(flow.id).await.unwrap().is_some(), open);
    }
    let mut tx = store.begin().await.unwrap();
    assert!(matches!(tx.save_flow(&mut flows[1]).await, Err(StoreError::Conflict)), "a step in flight loses");
}

async fn r35_devices_are_remembered_for_their_account_only(db: TestDb) {
    use latchkey::crypto::digest::Purpose;
    let store = db.open().await;
    let raw = db.raw().await;
    let (alice, bob) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
    let device = store.keyring().digest(Purpose::Device, &[b"cookie"]);
    let remember = async |account: AccountId| {
        let mut tx = store.begin().await.unwrap();
        tx.remember_device(TENANT, account, &device, store.now().after(KNOWN_DEVICE_LIFE)).await.unwrap();
        tx.commit().await.unwrap();
    };
    remember(alice).await;
    remember(alice).await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM known_devices").await, 1, "once per account");
    assert!(store.knows_device(TENANT, alice, &device).await.unwrap());
    assert!(!store.knows_device(TENANT, bob, &device).await.unwrap());
    remember(bob).await;
    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.forget_devices(TENANT, bob).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(!store.knows_device(TENANT, bob, &device).await.unwrap());
    assert!(store.knows_device(TENANT, alice, &device).await.unwrap(), "a shared browser stays known to the other");
    db.clock.advance(KNOWN_DEVICE_LIFE);
    assert!(!store.knows_device(TENANT, alice, &device).await.unwrap());
    assert_eq!(store.purge(store.now().after(MILLISECOND)).await.unwrap().devices, 1);
}

async fn r128_what_is_over_is_purged(db: TestDb) {
    let store = db.open().await;
    let (flow, _) = a_flow(&store, "alice").await;
    a_challenge(&store, flow, "012345").await;
    assert_eq!(store.purge(store.now()).await.unwrap().flows, 0);
    db.clock.advance(Numbers::default().reset_life + Duration::from_secs(23 * 3600));
    assert_eq!(store.purge(store.now()).await.unwrap().flows, 1);
    let counts = store.row_counts().await.unwrap();
    let kept = ["keys", "tenants"];
    let (kept, gone): (Vec<_>, Vec<_>) = counts.into_iter().partition(|(name, _)| kept.contains(&name.as_str()));
    assert_eq!(kept, [("keys".to_owned(), 1), ("tenants".to_owned(), 1)]);
    let names: Vec<&str> = gone.iter().map(|(name, _)| name.as_str()).collect();
    let wanted = [
        "alarms",
        "answer_templates",
        "audit_checkpoints",
        "audit_checks",
        "audit_events",
        "audit_heads",
        "audit_settings",
        "audit_sinks",
        "caller_checks",
        "ceremonies",
        "challenges",
        "coverage_accounts",
        "coverage_days",
        "coverage_standings",
        "coverage_state",
        "directory_accounts",
        "directory_terms",
        "disavowals",
        "embedded_accounts",
        "embedded_groups",
        "embedded_history",
        "embedded_members",
        "flows",
        "help_requests",
        "jobs",
        "known_devices",
        "limit_hits",
        "method_failures",
        "methods",
        "outbox",
        "passes",
        "password_history",
        "people",
        "personal_keys",
        "policy_drafts",
        "policy_preview_rows",
        "policy_previews",
        "policy_versions",
        "recovery_codes",
        "reminder_scans",
        "reminders",
        "report_days",
        "report_journey_days",
        "report_journeys",
        "report_prices",
        "report_state",
        "role_bindings",
        "sessions",
        "setup_tokens",
        "sync_cursors",
        "sync_runs",
        "sync_state",
        "writebacks",
    ];
    assert_eq!(names, wanted, "every table of the schema");
    assert!(gone.iter().all(|(_, n)| *n == 0), "{gone:?}");
}

/// The step writes its audit event in its own transaction: where that fails, nothing of the step is kept.
async fn r152_what_can_not_be_audited_does_not_happen(db: TestDb) {
    use latchkey::{
        crypto::digest::Purpose,
        domain::event::{Event, EventKind, Outcome},
        store::limit_hits::{Hit, Window},
    };
    let store = db.open().await;
    let raw = db.raw().await;
    let step = async |login: &str| -> Result<Uuid, StoreError> {
        let mut tx = store.begin().await?;
        let (id, digest) = (store.new_id(), store.keyring().digest(Purpose::Cookie, &[login.as_bytes()]));
        tx.insert_flow(&super::new_flow(&store, id, digest, login)).await?;
        let hit = Hit { key: digest, windows: vec![Window { most: 9, per: Duration::from_secs(60) }] };
        tx.hit_all(&[hit], store.now()).await?.unwrap();
        tx.audit(&TENANT, &Event::new(EventKind::ResetStarted, Outcome::Success)).await?;
        tx.commit().await?;
        Ok(id)
    };
    let kept = async || {
        let mut all = Vec::new();
        for table in ["flows", "limit_hits", "audit_heads"] {
            all.push(raw.number(&format!("SELECT COUNT(*) FROM {table}")).await);
        }
        all
    };
    assert!(step("alice").await.is_ok());
    assert_eq!(kept().await, [1, 1, 1]);
    raw.run("ALTER TABLE audit_events RENAME TO audit_events_away").await;
    assert!(matches!(step("bob").await, Err(StoreError::Unavailable(_))));
    assert_eq!(kept().await, [1, 1, 1], "neither flow nor count");
    raw.run("ALTER TABLE audit_events_away RENAME TO audit_events").await;
    assert!(step("bob").await.is_ok(), "and it goes on without a restart");
    assert_eq!(kept().await, [2, 2, 1]);
}
