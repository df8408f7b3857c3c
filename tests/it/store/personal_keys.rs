//! The keys of persons: what forgetting somebody leaves of their name, in the database and in copies of it.

use std::{sync::Arc, time::Duration};

use latchkey::{
    crypto::{
        digest::Purpose,
        keyring::Keyring,
        personal::{PersonalKey, sealed_by},
        seal::Place,
    },
    domain::{
        account::AccountId,
        event::{Event, EventKind, Outcome, Personal},
    },
    store::{
        Store,
        audit::StoredEvent,
        audit_forget::Forget,
        audit_search::{Page, Search},
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    TENANT,
    dbs::{Raw, TestDb, keyring, on_both},
};

on_both! {
    no_copy_names_a_forgotten_person_and_everybody_else_is_still_read,
    who_comes_back_after_being_forgotten_has_a_new_key_on_every_node,
    a_transaction_that_was_dropped_leaves_no_key_behind,
    whoever_writes_while_somebody_is_forgotten_writes_what_can_be_read,
    events_from_before_are_read_and_forgotten,
    a_key_goes_with_the_last_event_that_it_opens,
    keys_are_sealed_anew_a_day_after_a_new_key_of_the_key_file,
}

fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn event(of: Option<u128>, login: &str) -> Event {
    let mut event = Event::new(EventKind::GatePassed, Outcome::Success);
    event.account = of.map(account);
    let contact = Some("•••• 34".to_owned());
    event.personal = Some(Personal { login: Some(login.to_owned()), contact, ..Personal::default() });
    event
}

async fn write(store: &Store, event: Event) {
    let mut tx = store.begin().await.unwrap();
    tx.audit(&TENANT, &event).await.unwrap();
    tx.commit().await.unwrap();
}

async fn all(store: &Store) -> Vec<StoredEvent> {
    store.search_events(&Search::all(TENANT), Page::After(0), 1000).await.unwrap()
}

async fn logins(store: &Store) -> Vec<Option<String>> {
    all(store).await.into_iter().map(|event| event.personal.and_then(|personal| personal.login)).collect()
}

async fn keys(raw: &Raw) -> i64 {
    raw.number("SELECT COUNT(*) FROM personal_keys").await
}

/// The sealed part of an event, as a copy of the log has it.
struct Kept {
    seq: i64,
    id: Uuid,
    sealed: Vec<u8>,
}

async fn copies(store: &Store, raw: &Raw) -> Vec<Kept> {
    let mut copies = Vec::new();
    for event in all(store).await {
        let sealed = raw.blob(&format!("SELECT sealed FROM audit_events WHERE seq = {}", event.seq)).await;
        copies.push(Kept { seq: event.seq, id: event.id, sealed });
    }
    copies
}

/// All bytes that there are: the files of SQLite, the sealed columns of PostgreSQL.
async fn bytes(db: &TestDb, raw: &Raw) -> Vec<u8> {
    if let Raw::Postgres(pool) = raw {
        let all = "SELECT sealed FROM personal_keys UNION ALL SELECT sealed FROM audit_events WHERE sealed IS NOT NULL";
        return sqlx::query_scalar::<_, Vec<u8>>(all).fetch_all(pool).await.unwrap().concat();
    }
    let file = db.file.clone().unwrap().display().to_string();
    ["", "-wal", "-shm", "-journal"]
        .iter()
        .filter_map(|end| std::fs::read(format!("{file}{end}")).ok())
        .flatten()
        .collect()
}

/// What somebody who has all these bytes, the key file and the copies reads: for every key that ever was, whatever
/// stands anywhere and could be it is tried, and what it opens of the copies is read.
fn read_with_all_there_is(bytes: &[u8], ring: &Keyring, ids: &[Uuid], copies: &[Kept]) -> String {
    // Version, length and id of the key, nonce, key, tag.
    const LENGTH: usize = 2 + 2 + 24 + 32 + 16;
    let mut found = String::new();
    for window in bytes.windows(LENGTH).filter(|window| window.starts_with(b"\x01\x02k1")) {
        for id in ids {
            let place = Place { table: "personal_keys", column: "sealed", row: *id };
            let Ok(open) = ring.open(place, window) else { continue };
            let key = PersonalKey::from_slice(*id, &open).unwrap();
            for Kept { id, sealed, .. } in copies {
                let place = Place { table: "audit_events", column: "sealed", row: *id };
                if let Ok(text) = key.open(place, sealed) {
                    found.push_str(std::str::from_utf8(&text).unwrap());
                }
            }
        }
    }
    for Kept { id, sealed, .. } in copies {
        assert!(ring.open(Place { table: "audit_events", column: "sealed", row: *id }, sealed).is_err());
    }
    found
}

async fn no_copy_names_a_forgotten_person_and_everybody_else_is_still_read(db: TestDb) {
    let store = db.open().await;
    write(&store, event(None, "canary-alice")).await;
    for (of, login) in [(1, "canary-alice"), (2, "bob"), (1, "canary-alice@contoso.test"), (2, "bob")] {
        write(&store, event(Some(of), login)).await;
    }
    write(&store, event(None, "carol")).await;
    let raw = db.raw().await;
    assert_eq!(keys(&raw).await, 4, "two accounts, two names that led to none");
    let copies = copies(&store, &raw).await;
    let ids: Vec<Uuid> = copies.iter().map(|copy| sealed_by(&copy.sealed).expect("a person's key")).collect();
    let before = read_with_all_there_is(&bytes(&db, &raw).await, store.keyring(), &ids, &copies);
    assert!(before.contains("canary-alice") && before.contains("bob") && before.contains("carol"), "{before}");

    let forgotten = store.forget_person(TENANT, &Forget::Account(account(1)), None).await.unwrap();
    assert_eq!((forgotten.events, keys(&raw).await), (3, 2));
    let after = bytes(&db, &raw).await;
    assert!(!after.windows(12).any(|window| window == b"canary-alice"));
    let after = read_with_all_there_is(&after, store.keyring(), &ids, &copies);
    assert!(!after.contains("canary") && after.contains("bob") && after.contains("carol"), "{after}");

    // A copy of the log comes back into the table: it fits the chain, and names the others only.
    for Kept { seq, sealed, .. } in &copies {
        let sealed = raw.bytes(sealed);
        raw.run(format!("UPDATE audit_events SET sealed = {sealed} WHERE seq = {seq}")).await;
    }
    let report = store.verify_audit(TENANT).await.unwrap();
    assert_eq!((report.events, report.shredded), (7, 0));
    let bob = Some("bob".to_owned());
    assert_eq!(logins(&store).await, [None, None, bob.clone(), None, bob, Some("carol".to_owned()), None]);
    let exported = store.export_after(TENANT, 0, 100, true).await.unwrap();
    let exported = format!("{exported:?}");
    assert!(exported.contains("bob") && !exported.contains("canary"), "{exported}");
}

async fn who_comes_back_after_being_forgotten_has_a_new_key_on_every_node(db: TestDb) {
    let (one, two) = (db.open().await, db.open().await);
    write(&one, event(Some(1), "alice")).await;
    write(&one, event(Some(2), "bob")).await;
    write(&two, event(Some(1), "alice")).await;
    let raw = db.raw().await;
    let copies = copies(&one, &raw).await;
    assert_eq!(sealed_by(&copies[0].sealed), sealed_by(&copies[2].sealed), "one key on both nodes");
    two.forget_person(TENANT, &Forget::Login("alice".to_owned()), None).await.unwrap();
    // The other node remembers the key that is gone, and must not use it.
    write(&one, event(Some(1), "alice")).await;
    write(&two, event(Some(1), "alice")).await;
    write(&one, event(Some(2), "bob")).await;
    let some = |login: &str| Some(login.to_owned());
    let wanted = [None, some("bob"), None, None, some("alice"), some("alice"), some("bob")];
    assert_eq!((logins(&one).await, logins(&two).await), (wanted.to_vec(), wanted.to_vec()));
    let new = raw.blob("SELECT sealed FROM audit_events WHERE seq = 5").await;
    assert_ne!(sealed_by(&new), sealed_by(&copies[0].sealed));
    assert_eq!(keys(&raw).await, 2);
}

async fn a_transaction_that_was_dropped_leaves_no_key_behind(db: TestDb) {
    let store = db.open().await;
    let mut tx = store.begin().await.unwrap();
    tx.audit(&TENANT, &event(Some(1), "alice")).await.unwrap();
    tx.audit(&TENANT, &event(Some(1), "alice")).await.unwrap();
    drop(tx);
    // Two in one transaction share the key that it makes.
    let mut tx = store.begin().await.unwrap();
    tx.audit(&TENANT, &event(Some(1), "alice")).await.unwrap();
    tx.audit(&TENANT, &event(Some(1), "alice")).await.unwrap();
    tx.commit().await.unwrap();
    // What is only looked at is not done, and what is remembered is still good.
    assert_eq!(store.would_forget(TENANT, &Forget::Account(account(1))).await.unwrap().events, 2);
    write(&store, event(Some(1), "alice")).await;
    assert_eq!(logins(&store).await, vec![Some("alice".to_owned()); 3]);
    assert_eq!(keys(&db.raw().await).await, 1);
}

async fn whoever_writes_while_somebody_is_forgotten_writes_what_can_be_read(db: TestDb) {
    let nodes = [db.open().await, db.open().await];
    write(&nodes[0], event(Some(1), "alice")).await;
    let mut tasks = JoinSet::new();
    for node in nodes.iter().flat_map(|node| [node.clone(), node.clone()]) {
        tasks.spawn(async move {
            for n in 0..12 {
                let of = (n % 3 != 0).then_some(1);
                write(&node, event(of, "alice")).await;
                write(&node, event(Some(2), "bob")).await;
            }
        });
    }
    for node in nodes.clone() {
        tasks.spawn(async move {
            for _ in 0..4 {
                node.forget_person(TENANT, &Forget::Account(account(1)), None).await.unwrap();
                node.destroy_spent_keys(TENANT, node.now().after(Duration::from_secs(60))).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    let raw = db.raw().await;
    let store = &nodes[1];
    let read = logins(store).await;
    let named = read.iter().flatten().count();
    let kept = raw.number("SELECT COUNT(*) FROM audit_events WHERE sealed IS NOT NULL").await;
    assert_eq!(i64::try_from(named).unwrap(), kept, "every event that was not erased can be read");
    assert_eq!(read.iter().flatten().filter(|login| *login == "bob").count(), 48, "nobody else lost anything");
    store.forget_person(TENANT, &Forget::Login("alice".to_owned()), None).await.unwrap();
    assert!(logins(&nodes[0]).await.into_iter().flatten().all(|login| login == "bob"));
    assert_eq!(keys(&raw).await, 1, "bob's");
    assert_eq!(store.verify_audit(TENANT).await.unwrap().events, 1 + 4 * 24 + 8 + 1);
}

async fn events_from_before_are_read_and_forgotten(db: TestDb) {
    let store = db.open().await;
    // What belongs to nobody in particular is sealed with the key file, as everything was before; the digest of a name
    // is no part of the chain.
    let mut old = event(None, "alice");
    old.personal = Some(Personal { contact: Some("canary-contact".to_owned()), ..Personal::default() });
    write(&store, old).await;
    write(&store, event(Some(2), "bob")).await;
    let raw = db.raw().await;
    let digest = raw.bytes(store.keyring().digest(Purpose::Login, &[b"alice"]).as_bytes());
    raw.run(format!("UPDATE audit_events SET login_digest = {digest} WHERE seq = 1")).await;
    assert_eq!(raw.blob("SELECT sealed FROM audit_events WHERE seq = 1").await[0], 1, "the key file's");
    let contact = all(&store).await.remove(0).personal.unwrap().contact;
    assert_eq!(contact.as_deref(), Some("canary-contact"));
    assert_eq!(store.forget_person(TENANT, &Forget::parse("alice"), None).await.unwrap().events, 1);
    assert!(all(&store).await.remove(0).personal.is_none());
    assert_eq!(store.verify_audit(TENANT).await.unwrap().shredded, 1);
    assert_eq!(logins(&store).await[1].as_deref(), Some("bob"));
}

async fn a_key_goes_with_the_last_event_that_it_opens(db: TestDb) {
    let store = db.open().await;
    let day = Duration::from_secs(24 * 3600);
    for (of, login) in [(Some(1), "alice"), (None, "carol"), (Some(2), "bob"), (None, "dave")] {
        write(&store, event(of, login)).await;
    }
    db.clock.advance(40 * day);
    write(&store, event(Some(2), "bob")).await;
    // The name is in an event of an account now: that one is the account's.
    write(&store, event(Some(3), "carol")).await;
    write(&store, event(None, "dave")).await;
    let raw = db.raw().await;
    assert_eq!(keys(&raw).await, 5);
    let until = store.now().before(30 * day);
    assert_eq!(store.destroy_spent_keys(TENANT, until).await.unwrap(), 0, "each opens something");
    assert_eq!(store.shred_audit(TENANT, until).await.unwrap(), 4);
    assert_eq!(store.destroy_spent_keys(TENANT, until).await.unwrap(), 2, "alice's, and that of the name carol");
    assert_eq!(store.destroy_spent_keys(TENANT, until).await.unwrap(), 0);
    write(&store, event(Some(1), "alice")).await;
    let named: Vec<String> = logins(&store).await.into_iter().flatten().collect();
    assert_eq!(named, ["bob", "carol", "dave", "alice"]);
    assert_eq!(store.verify_audit(TENANT).await.unwrap().events, 8);
}

async fn keys_are_sealed_anew_a_day_after_a_new_key_of_the_key_file(db: TestDb) {
    let store = db.open().await;
    for n in 0..5 {
        write(&store, event(Some(n), &format!("person{n}"))).await;
    }
    store.forget_person(TENANT, &Forget::Account(account(4)), None).await.unwrap();
    store.close().await;
    let ring = Keyring::from_bytes(&[("k1", [1; 32]), ("k2", [2; 32])]).unwrap();
    let store = db.try_open(Arc::new(ring)).await.unwrap();
    write(&store, event(Some(1), "person1")).await;
    write(&store, event(Some(9), "person9")).await;
    assert_eq!(store.reseal_personal_keys(TENANT).await.unwrap(), 0, "another node may not have it yet");
    db.clock.advance(Duration::from_secs(25 * 3600));
    assert_eq!(store.reseal_personal_keys(TENANT).await.unwrap(), 4);
    assert_eq!(store.reseal_personal_keys(TENANT).await.unwrap(), 0);
    let raw = db.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM personal_keys WHERE sealed_with = 'k2'").await, 5);
    let sealed = raw.blob("SELECT sealed FROM personal_keys ORDER BY id LIMIT 1").await;
    assert_eq!(&sealed[..4], b"\x01\x02k2");
    write(&store, event(Some(2), "person2")).await;
    let named = logins(&store).await.into_iter().flatten().count();
    assert_eq!(named, 7, "all but the forgotten one's");
    assert!(db.try_open(keyring(1)).await.is_err(), "an older key file is refused");
}
