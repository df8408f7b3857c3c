//! Jobs, outbox and writebacks.

use std::{collections::HashSet, time::Duration};

use latchkey::{
    domain::{
        account::AccountId,
        contact::Mailbox,
        locale::Locale,
        message::{Address, Envelope, Message},
        time::Timestamp,
    },
    store::{
        Store,
        jobs::NewJob,
        outbox::NewMessage,
        writebacks::{NewWriteback, WritebackKind, WritebackState},
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    TENANT,
    dbs::{TestDb, on_both},
};

on_both! {
    jobs_are_claimed_exactly_once,
    a_lost_lease_comes_back,
    the_same_job_is_queued_once,
    a_message_is_sent_once_and_its_text_erased,
    r167_a_message_whose_lease_ended_by_itself_may_have_been_sent,
    messages_end_at_their_time,
    r155_a_writeback_is_settled_by_one_caller,
}

const LEASE: Duration = Duration::from_secs(30);

async fn enqueue(store: &Store, payload: &[u8], run_at: Timestamp, dedupe: Option<&str>) -> Option<Uuid> {
    let mut tx = store.begin().await.unwrap();
    let dedupe = dedupe.map(str::to_owned);
    let id = tx.enqueue(NewJob { tenant: TENANT, queue: "lookup", payload, run_at, dedupe }).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn jobs_are_claimed_exactly_once(db: TestDb) {
    let store = db.open().await;
    let mut queued = HashSet::new();
    for n in 0..60_u8 {
        queued.insert(enqueue(&store, &[n], store.now(), None).await.unwrap());
    }
    let mut tasks = JoinSet::new();
    for _ in 0..12 {
        let store = store.clone();
        tasks.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let jobs = store.claim_jobs(&["outbox", "lookup"], 4, LEASE).await.unwrap();
                if jobs.is_empty() {
                    return mine;
                }
                mine.extend(jobs.into_iter().map(|j| j.id));
            }
        });
    }
    let claimed: Vec<Uuid> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(claimed.len(), 60, "none twice");
    assert_eq!(claimed.into_iter().collect::<HashSet<_>>(), queued, "none lost");
    assert!(store.claim_jobs(&["look", "up", "%"], 4, LEASE).await.unwrap().is_empty(), "whole names only");
}

async fn a_lost_lease_comes_back(db: TestDb) {
    let store = db.open().await;
    enqueue(&store, b"payload", store.now(), None).await;
    enqueue(&store, b"later", store.now().after(LEASE * 10), None).await;
    let first = store.claim_jobs(&["lookup"], 9, LEASE).await.unwrap();
    assert_eq!((first.len(), first[0].payload.as_slice(), first[0].attempts), (1, b"payload".as_slice(), 1));
    assert!(store.claim_jobs(&["lookup"], 9, LEASE).await.unwrap().is_empty());
    assert_eq!(store.next_due(&["lookup"]).await.unwrap(), Some(store.now().after(LEASE)));
    db.clock.advance(LEASE);
    let again = store.claim_jobs(&["lookup"], 9, LEASE).await.unwrap();
    assert_eq!((again[0].id, again[0].attempts), (first[0].id, 2));
    store.retry_job(first[0].id, store.now()).await.unwrap();
    assert_eq!(store.claim_jobs(&["lookup"], 9, LEASE).await.unwrap().len(), 1);
    let mut tx = store.begin().await.unwrap();
    assert!(tx.finish_job(first[0].id).await.unwrap());
    assert!(!tx.finish_job(first[0].id).await.unwrap());
    tx.commit().await.unwrap();
    let counts = store.job_counts().await.unwrap();
    assert_eq!((counts[0].waiting, counts[0].failed), (1, 0));
}

async fn the_same_job_is_queued_once(db: TestDb) {
    let store = db.open().await;
    let id = enqueue(&store, b"", store.now(), Some("a")).await.unwrap();
    assert_eq!(enqueue(&store, b"", store.now(), Some("a")).await, None);
    assert!(enqueue(&store, b"", store.now(), Some("b")).await.is_some());
    store.fail_job(id).await.unwrap();
    assert_eq!(store.claim_jobs(&["lookup"], 9, LEASE).await.unwrap().len(), 1);
    assert!(enqueue(&store, b"", store.now(), Some("a")).await.is_some(), "one given up blocks nothing");
}

async fn queue_message(store: &Store) -> Option<Uuid> {
    let envelope = Envelope {
        to: Address::Mail(Mailbox::parse("alice@example.org").unwrap()),
        locale: Locale::english(),
        name: "Alice".to_owned(),
        message: Message::Code { code: "01234567".to_owned(), minutes: 15 },
    };
    let mut tx = store.begin().await.unwrap();
    let new = NewMessage {
        tenant: TENANT,
        envelope: &envelope,
        flow: None,
        dedupe: Some("flow 1 code 1 send 1".to_owned()),
        run_at: store.now(),
        expires_at: store.now().after(LEASE * 2),
    };
    let id = tx.send(new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn a_message_is_sent_once_and_its_text_erased(db: TestDb) {
    let store = db.open().await;
    let id = queue_message(&store).await.unwrap();
    assert_eq!(queue_message(&store).await, None);
    let claimed = store.claim_messages(9, LEASE).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert!(matches!(&claimed[0].envelope.message, Message::Code { code, .. } if code == "01234567"));
    assert!(store.claim_messages(9, LEASE).await.unwrap().is_empty());
    store.retry_message(id, store.now(), "421").await.unwrap();
    let again = store.claim_messages(9, LEASE).await.unwrap();
    assert_eq!((again[0].attempts, again[0].lost), (2, false), "what became of the first try is known");
    assert!(store.message_sent(id, store.now()).await.unwrap());
    assert!(!store.message_sent(id, store.now()).await.unwrap());
    assert_eq!(queue_message(&store).await, None, "R65: not again after it was sent");
    assert_eq!(db.raw().await.number("SELECT COUNT(payload_sealed) FROM outbox").await, 0);
    let counts = store.outbox_counts().await.unwrap();
    assert_eq!((counts[0].channel.as_str(), counts[0].state.as_str(), counts[0].count), ("mail", "sent", 1));
}

async fn r167_a_message_whose_lease_ended_by_itself_may_have_been_sent(db: TestDb) {
    let store = db.open().await;
    let id = queue_message(&store).await.unwrap();
    assert!(!store.claim_messages(9, LEASE).await.unwrap()[0].lost);
    db.clock.advance(LEASE);
    let lost = store.claim_messages(9, LEASE).await.unwrap();
    assert_eq!((lost[0].attempts, lost[0].lost), (2, true), "its sender died over it");
    store.retry_message(id, store.now(), "421").await.unwrap();
    assert!(!store.claim_messages(9, LEASE).await.unwrap()[0].lost, "this try is known");
}

async fn messages_end_at_their_time(db: TestDb) {
    let store = db.open().await;
    queue_message(&store).await.unwrap();
    db.clock.advance(LEASE * 2);
    assert!(store.claim_messages(9, LEASE).await.unwrap().is_empty());
    assert_eq!(store.next_message_due().await.unwrap(), None);
    assert_eq!(store.purge(store.now()).await.unwrap().messages_expired, 1);
    assert_eq!(db.raw().await.number("SELECT COUNT(payload_sealed) FROM outbox").await, 0);
}

async fn r155_a_writeback_is_settled_by_one_caller(db: TestDb) {
    let store = db.open().await;
    let (id, flow) = (store.new_id(), store.new_id());
    let mut tx = store.begin().await.unwrap();
    tx.intend(&NewWriteback {
        id,
        tenant: TENANT,
        flow,
        account: AccountId(Uuid::from_u128(3)),
        kind: WritebackKind::Reset,
        server: "dc1.example.org",
        before: r#"{"password":"1","lock":null}"#,
        settle_after: store.now().after(LEASE),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert!(store.claim_open_writebacks(store.now(), 9, LEASE).await.unwrap().is_empty());
    db.clock.advance(LEASE);
    let open = store.claim_open_writebacks(store.now(), 9, LEASE).await.unwrap();
    assert_eq!((open.len(), open[0].state, open[0].server.as_str()), (1, WritebackState::Intended, "dc1.example.org"));
    assert!(store.claim_open_writebacks(store.now(), 9, LEASE).await.unwrap().is_empty());
    let mut tasks = JoinSet::new();
    for n in 0..10 {
        let store = store.clone();
        tasks.spawn(async move {
            let state = if n % 2 == 0 { WritebackState::Done } else { WritebackState::NotDone };
            let mut tx = store.begin().await.unwrap();
            let won = tx.settle_writeback(id, state, Some("pwdLastSet moved"), store.now()).await.unwrap();
            tx.commit().await.unwrap();
            won.then_some(state)
        });
    }
    let winners: Vec<WritebackState> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(store.writeback_of(flow).await.unwrap().unwrap().state, winners[0]);
    db.clock.advance(LEASE * 20);
    assert!(store.claim_open_writebacks(store.now(), 9, LEASE).await.unwrap().is_empty());
}
