//! The audit chain.

use std::time::Duration;

use latchkey::{
    domain::{
        account::AccountId,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
    },
    store::{
        Db, Store,
        audit::{EventFilter, EventsBy},
        audit_chain::{Record, sealed_hash},
        audit_verify::{self, VerifyError},
    },
};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, TestRunner},
};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    TENANT,
    dbs::{Raw, TestDb, on_both},
};

on_both! {
    r149_every_random_mutation_is_found,
    r149_a_chain_rewritten_without_the_key_is_found,
    r150_hashes_are_verified_on_a_copy_without_the_key,
    concurrent_events_make_one_chain,
    an_event_of_a_dropped_transaction_is_not_there,
    events_are_found_and_opened,
    old_names_are_erased_and_the_chain_holds,
}

async fn append(store: &Store, n: u128) {
    let mut event = Event::new(EventKind::GateFailed, Outcome::Failure).with("method", "sms");
    event.flow = Some(Uuid::from_u128(n % 3));
    if n.is_multiple_of(2) {
        event.account = Some(AccountId(Uuid::from_u128(n)));
        event.support_id = Some(format!("7F3K-{n:04}"));
        event.code = Some(Code::WrongCode);
        event.personal = Some(Personal { login: Some(format!("canary-{n}")), ..Personal::default() });
    }
    let mut tx = store.begin().await.unwrap();
    tx.audit(&TENANT, &event).await.unwrap();
    tx.commit().await.unwrap();
}

async fn chain(db: &TestDb, length: u128) -> Store {
    let store = db.open().await;
    for n in 0..length {
        append(&store, n).await;
        db.clock.advance(Duration::from_secs(100));
    }
    store
}

async fn verify(store: &Store, keyed: bool) -> Result<u64, i64> {
    let keyring = keyed.then(|| store.keyring());
    match audit_verify::verify(store.db(), keyring, TENANT).await {
        Ok(report) => Ok(report.events),
        Err(VerifyError::Bad(bad)) => Err(bad.seq),
        Err(VerifyError::Store(error)) => panic!("{error}"),
    }
}

const LENGTH: i64 = 40;
const TABLES: [&str; 3] = ["audit_events", "audit_heads", "audit_checkpoints"];

async fn keep(raw: &Raw) {
    for table in TABLES {
        raw.run(format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
}

async fn restore(raw: &Raw) {
    for table in TABLES {
        raw.run(format!("DELETE FROM {table}")).await;
        raw.run(format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
    }
}

/// What somebody with the database, and without the key, may do to it.
#[derive(Debug, Clone)]
enum Mutation {
    Edit { seq: i64, column: usize },
    Byte { seq: i64, column: usize, at: prop::sample::Index, by: u8 },
    Delete { seq: i64 },
    Insert { seq: i64, beyond: i64 },
    Swap { a: i64, b: i64 },
    Truncate { from: i64, head_too: bool },
    Head { column: usize },
    Checkpoint { delete: bool },
}

const EDITS: [&str; 9] = [
    "at = at + 1",
    "kind = kind || 'x'",
    "outcome = 'success'",
    "support_id = COALESCE(support_id, '') || 'x'",
    "code = COALESCE(code, 0) + 1",
    "detail = '{}'",
    "seq = seq + 100",
    "account_id = tenant",
    "flow_id = tenant",
];
const BYTES: [&str; 5] = ["hash", "prev_hash", "mac", "sealed", "sealed_hash"];
const HEADS: [&str; 4] =
    ["seq = seq - 1", "checkpoint_seq = checkpoint_seq - 1", "checkpoint_at = checkpoint_at + 1", "hash = mac"];

fn mutation() -> impl Strategy<Value = Mutation> {
    let seq = || 1..=LENGTH;
    prop_oneof![
        4 => (seq(), 0..EDITS.len()).prop_map(|(seq, column)| Mutation::Edit { seq, column }),
        4 => (seq(), 0..BYTES.len(), any::<prop::sample::Index>(), 1..=255_u8)
            .prop_map(|(seq, column, at, by)| Mutation::Byte { seq, column, at, by }),
        1 => seq().prop_map(|seq| Mutation::Delete { seq }),
        1 => (seq(), 1..5_i64).prop_map(|(seq, beyond)| Mutation::Insert { seq, beyond }),
        1 => (seq(), 1..LENGTH).prop_map(|(a, by)| Mutation::Swap { a, b: (a - 1 + by) % LENGTH + 1 }),
        1 => (seq(), any::<bool>()).prop_map(|(from, head_too)| Mutation::Truncate { from, head_too }),
        1 => (0..HEADS.len()).prop_map(|column| Mutation::Head { column }),
        1 => any::<bool>().prop_map(|delete| Mutation::Checkpoint { delete }),
    ]
}

const COPIED: &str = "id, at, kind, outcome, account_id, flow_id, support_id, code, detail, sealed, sealed_hash, \
     prev_hash, hash, mac";

async fn apply(raw: &Raw, mutation: &Mutation) {
    match mutation {
        Mutation::Edit { seq, column } => {
            raw.run(format!("UPDATE audit_events SET {} WHERE seq = {seq}", EDITS[*column])).await;
        }
        Mutation::Byte { seq, column, at, by } => {
            // Odd records (by number from 1) have a sealed part.
            let column = BYTES[*column];
            let seq = if column.starts_with("sealed") { seq - (seq + 1) % 2 } else { *seq };
            let mut bytes = raw.blob(&format!("SELECT {column} FROM audit_events WHERE seq = {seq}")).await;
            let at = at.index(bytes.len());
            bytes[at] ^= by;
            raw.run(format!("UPDATE audit_events SET {column} = {} WHERE seq = {seq}", raw.bytes(&bytes))).await;
        }
        Mutation::Delete { seq } => {
            raw.run(format!("DELETE FROM audit_events WHERE seq = {seq}")).await;
        }
        Mutation::Insert { seq, beyond } => {
            raw.run(format!(
                "INSERT INTO audit_events (tenant, seq, {COPIED}) \
                 SELECT tenant, {}, {COPIED} FROM audit_events WHERE seq = {seq}",
                LENGTH + beyond
            ))
            .await;
        }
        Mutation::Swap { a, b } => {
            for (from, to) in [(*a, -1), (*b, *a), (-1, *b)] {
                raw.run(format!("UPDATE audit_events SET seq = {to} WHERE seq = {from}")).await;
            }
        }
        Mutation::Truncate { from, head_too } => {
            if *head_too && *from > 1 {
                raw.run(format!(
                    "UPDATE audit_heads SET seq = {} , hash = (SELECT hash FROM audit_events WHERE seq = {}), \
                     checkpoint_seq = (SELECT COALESCE(MAX(seq), 0) FROM audit_checkpoints WHERE seq < {from})",
                    from - 1,
                    from - 1
                ))
                .await;
                raw.run(format!("DELETE FROM audit_checkpoints WHERE seq >= {from}")).await;
            }
            raw.run(format!("DELETE FROM audit_events WHERE seq >= {from}")).await;
        }
        Mutation::Head { column } => {
            raw.run(format!("UPDATE audit_heads SET {}", HEADS[*column])).await;
        }
        Mutation::Checkpoint { delete: true } => {
            raw.run("DELETE FROM audit_checkpoints WHERE seq = (SELECT MAX(seq) FROM audit_checkpoints)").await;
        }
        Mutation::Checkpoint { delete: false } => {
            raw.run("UPDATE audit_checkpoints SET at = at + 1").await;
        }
    }
}

async fn r149_every_random_mutation_is_found(db: TestDb) {
    let store = chain(&db, LENGTH as u128).await;
    let raw = db.raw().await;
    assert_eq!(verify(&store, true).await, Ok(LENGTH as u64));
    assert!(raw.number("SELECT COUNT(*) FROM audit_checkpoints").await >= 3);
    keep(&raw).await;
    let mut runner = TestRunner::new(Config::default());
    // Each round rewrites three tables; PostgreSQL does that at a quarter of the speed.
    let rounds = if db.file.is_some() { 1000 } else { 250 };
    for round in 0..rounds {
        let mutation = mutation().new_tree(&mut runner).unwrap().current();
        apply(&raw, &mutation).await;
        assert!(verify(&store, true).await.is_err(), "round {round}: not found: {mutation:?}");
        restore(&raw).await;
    }
    assert_eq!(verify(&store, true).await, Ok(LENGTH as u64));
}

/// An intruder who knows the algorithm appends a record and moves the head, all hashes right.
async fn r149_a_chain_rewritten_without_the_key_is_found(db: TestDb) {
    let store = chain(&db, 5).await;
    let raw = db.raw().await;
    let last = raw.blob("SELECT hash FROM audit_events WHERE seq = 5").await;
    let id = Uuid::from_u128(99);
    let forged = Record {
        tenant: TENANT.0,
        seq: 6,
        id,
        at: 1,
        kind: "service",
        outcome: "success",
        account: None,
        flow: None,
        support_id: None,
        code: None,
        detail: "{}",
        sealed_hash: None,
    };
    let hash = forged.hash(&last);
    raw.run(format!(
        "INSERT INTO audit_events (tenant, seq, id, at, kind, outcome, detail, prev_hash, hash, mac) \
         VALUES ({}, 6, {}, 1, 'service', 'success', '{{}}', {}, {}, {})",
        raw.id(TENANT.0),
        raw.id(id),
        raw.bytes(&last),
        raw.bytes(&hash),
        raw.bytes(&[0; 32])
    ))
    .await;
    assert_eq!(verify(&store, false).await, Err(6), "beyond the head");
    raw.run(format!("UPDATE audit_heads SET seq = 6, hash = {}", raw.bytes(&hash))).await;
    assert_eq!(verify(&store, false).await, Ok(6), "the hashes alone can not tell");
    assert_eq!(verify(&store, true).await, Err(6), "the MAC can");
}

async fn r150_hashes_are_verified_on_a_copy_without_the_key(db: TestDb) {
    let store = chain(&db, 8).await;
    let raw = db.raw().await;
    store.close().await;
    let copy = Db::open_read_only(&db.url).await.unwrap();
    assert_eq!(audit_verify::tenants(&copy).await.unwrap(), [TENANT]);
    let report = audit_verify::verify(&copy, None, TENANT).await.unwrap();
    assert_eq!((report.events, report.shredded, report.keyed), (8, 0, false));
    raw.run("UPDATE audit_events SET sealed = NULL WHERE seq = 3").await;
    assert_eq!(audit_verify::verify(&copy, None, TENANT).await.unwrap().shredded, 1, "shredding breaks nothing");
    raw.run("UPDATE audit_events SET detail = '{}' WHERE seq = 4").await;
    let bad = audit_verify::verify(&copy, None, TENANT).await.unwrap_err();
    assert_eq!(bad.to_string(), "audit record 4: it was altered");
    assert_eq!(sealed_hash(b"").len(), 32);
}

async fn concurrent_events_make_one_chain(db: TestDb) {
    let store = db.open().await;
    let mut tasks = JoinSet::new();
    for n in 0..60 {
        let store = store.clone();
        tasks.spawn(async move { append(&store, n).await });
    }
    tasks.join_all().await;
    assert_eq!(verify(&store, true).await, Ok(60));
}

async fn an_event_of_a_dropped_transaction_is_not_there(db: TestDb) {
    let store = chain(&db, 2).await;
    let mut tx = store.begin().await.unwrap();
    tx.audit(&TENANT, &Event::new(EventKind::Service, Outcome::Success)).await.unwrap();
    drop(tx);
    append(&store, 3).await;
    assert_eq!(verify(&store, true).await, Ok(3));
}

async fn events_are_found_and_opened(db: TestDb) {
    let store = chain(&db, 9).await;
    let find = async |by: EventsBy, before_seq: Option<i64>| {
        let filter = EventFilter { tenant: TENANT, by, since: None, until: None, before_seq, limit: 4 };
        store.events(&filter).await.unwrap()
    };
    let all = find(EventsBy::All, None).await;
    assert_eq!(all.iter().map(|e| e.seq).collect::<Vec<_>>(), [9, 8, 7, 6]);
    assert_eq!(all[0].personal.as_ref().unwrap().login.as_deref(), Some("canary-8"));
    assert_eq!((all[0].code, all[0].detail["method"].as_str()), (Some(Code::WrongCode.number()), Some("sms")));
    assert_eq!(find(EventsBy::All, Some(2)).await.len(), 1);
    assert_eq!(find(EventsBy::Flow(Uuid::from_u128(1)), None).await.len(), 3);
    assert_eq!(find(EventsBy::SupportId("7F3K-0004".to_owned()), None).await[0].seq, 5);
    assert_eq!(find(EventsBy::Account(AccountId(Uuid::from_u128(4))), None).await[0].seq, 5);
    assert_eq!(find(EventsBy::Kind(EventKind::Service), None).await.len(), 0);
    assert_eq!(find(EventsBy::Kind(EventKind::GateFailed), None).await.len(), 4);
}

async fn old_names_are_erased_and_the_chain_holds(db: TestDb) {
    let store = chain(&db, 6).await;
    let all = EventFilter { tenant: TENANT, by: EventsBy::All, since: None, until: None, before_seq: None, limit: 9 };
    let named = async || {
        let events = store.events(&all).await.unwrap();
        events.iter().filter(|e| e.personal.is_some()).map(|e| e.at).collect::<Vec<_>>()
    };
    let before = named().await;
    assert_eq!(before.len(), 3, "every second event has a name");
    let newest = before[0];
    assert_eq!(store.shred_audit(TENANT, newest).await.unwrap(), 2);
    assert_eq!(store.shred_audit(TENANT, newest).await.unwrap(), 0);
    assert_eq!(named().await, [newest]);
    assert_eq!(verify(&store, true).await, Ok(6));
    assert_eq!(verify(&store, false).await, Ok(6));
}
