//! Keys and sealed columns in a real database.

use std::{process::Command, sync::Arc};

use latchkey::{
    crypto::{keyring::Keyring, random::SystemRng, seal::SealError},
    store::{Store, StoreError},
};

use crate::harness::{bed, canary, process};

use super::{
    a_challenge, a_flow,
    dbs::{Raw, TestDb, keyring, on_both},
};

on_both! {
    r121_sealed_values_can_not_be_moved,
    r124_a_new_key_goes_to_the_end,
    r125_a_wrong_key_is_refused_and_changes_nothing,
    r168_a_newer_database_is_refused,
    r150_reading_migrates_nothing,
}

async fn r121_sealed_values_can_not_be_moved(db: TestDb) {
    let store = db.open().await;
    let raw = db.raw().await;
    let (a, _) = a_flow(&store, "alice").await;
    let (b, _) = a_flow(&store, "bob").await;
    let swapped = [
        format!(
            "UPDATE flows SET login_sealed = (SELECT login_sealed FROM flows WHERE id = {}) WHERE id = {}",
            raw.id(b),
            raw.id(a)
        ),
        format!("UPDATE flows SET login_sealed = client_sealed WHERE id = {}", raw.id(a)),
    ];
    for sql in swapped {
        assert_eq!(raw.run(sql).await, 1);
        assert!(matches!(store.flow(a).await, Err(StoreError::Sealed(SealError::Forged(_)))));
    }
    assert_eq!(store.flow(b).await.unwrap().unwrap().login, "bob");
}

async fn r124_a_new_key_goes_to_the_end(db: TestDb) {
    let store = db.open().await;
    let (flow, _) = a_flow(&store, "alice").await;
    store.close().await;
    let ring = |keys: &[(&str, [u8; 32])]| Arc::new(Keyring::from_bytes(keys).unwrap());
    let refused = db.try_open(ring(&[("k2", [2; 32]), ("k1", [1; 32])])).await.unwrap_err().to_string();
    assert!(refused.contains("end of the file"), "{refused}");
    let store = db.try_open(ring(&[("k1", [1; 32]), ("k2", [2; 32])])).await.unwrap();
    assert_eq!(store.flow(flow).await.unwrap().unwrap().login, "alice");
    let (new, _) = a_flow(&store, "bob").await;
    let sealed = db.raw().await;
    let sealed = sealed.blob(&format!("SELECT login_sealed FROM flows WHERE id = {}", sealed.id(new))).await;
    assert_eq!(&sealed[2..4], b"k2");
    store.close().await;
    let refused = db.try_open(keyring(1)).await.unwrap_err().to_string();
    assert!(refused.contains("key k2 is missing"), "{refused}");
}

async fn contents(raw: &Raw) -> Vec<i64> {
    let mut all = Vec::new();
    for table in ["keys", "flows", "_sqlx_migrations", "tenants"] {
        all.push(raw.number(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    all
}

async fn r125_a_wrong_key_is_refused_and_changes_nothing(db: TestDb) {
    let store = db.open().await;
    a_flow(&store, "alice").await;
    store.close().await;
    let bytes = db.file.as_ref().map(|file| std::fs::read(file).unwrap());
    let error = db.try_open(keyring(2)).await.unwrap_err();
    assert!(matches!(error, StoreError::WrongKey(_)));
    assert!(error.to_string().contains("does not fit the database"), "{error}");
    let after = db.file.as_ref().map(|file| std::fs::read(file).unwrap());
    assert!(bytes == after, "the file is the same, byte for byte");
    let migrations = i64::try_from(std::fs::read_dir("migrations/sqlite").unwrap().count()).unwrap();
    assert_eq!(contents(&db.raw().await).await, [1, 1, migrations, 1]);
    assert!(db.try_open(keyring(1)).await.is_ok());
}

async fn r168_a_newer_database_is_refused(db: TestDb) {
    db.open().await.close().await;
    let raw = db.raw().await;
    raw.run(format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'future', {}, {}, 0)",
        if db.file.is_some() { "1" } else { "true" },
        raw.bytes(b"x")
    ))
    .await;
    let error = db.try_open(keyring(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer(9999)), "{error}");
}

async fn r150_reading_migrates_nothing(db: TestDb) {
    let open = || Store::open_to_read(&db.url, keyring(1), Arc::clone(&db.clock) as _, Arc::new(SystemRng));
    if db.file.is_some() {
        let error = open().await.unwrap_err();
        assert!(error.to_string().contains("there is no database yet"), "{error}");
        assert!(db.file.as_ref().is_none_or(|file| !file.exists()), "nothing was made");
    }
    db.open().await.close().await;
    open().await.unwrap().close().await;
    let raw = db.raw().await;
    raw.run("DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)".to_owned())
        .await;
    let before = contents(&raw).await;
    let error = open().await.unwrap_err();
    assert!(error.to_string().contains("latchkey migrate"), "{error}");
    assert_eq!(contents(&raw).await, before);
}

async fn write_canaries(store: &Store) {
    let (flow, cookie) = a_flow(store, "canary-login").await;
    a_challenge(store, flow, "918273645546").await;
    let mut opened = store.flow_by_cookie(&cookie).await.unwrap().unwrap();
    opened.contacts = Some(vec![latchkey::domain::account::Contact::Mail(
        latchkey::domain::contact::Mailbox::parse("canary-mail@example.org").unwrap(),
    )]);
    let mut tx = store.begin().await.unwrap();
    tx.save_flow(&mut opened).await.unwrap();
    tx.enqueue(latchkey::store::jobs::NewJob {
        tenant: super::TENANT,
        queue: "lookup",
        payload: b"canary-payload",
        run_at: store.now(),
        dedupe: None,
    })
    .await
    .unwrap();
    let mut event = latchkey::domain::event::Event::new(
        latchkey::domain::event::EventKind::ResetStarted,
        latchkey::domain::event::Outcome::Success,
    );
    event.personal =
        Some(latchkey::domain::event::Personal { login: Some("canary-audit".to_owned()), ..Default::default() });
    tx.audit(&super::TENANT, &event).await.unwrap();
    tx.commit().await.unwrap();
}

/// What [`write_canaries`] wrote.
const CANARIES: [&str; 4] = ["canary", "Canary", "918273645546", "203.0.113.7"];

/// The same in PostgreSQL: a dump of the database, and whatever the server wrote about it.
#[tokio::test(flavor = "multi_thread")]
async fn r121_no_secret_is_readable_in_a_dump() {
    let db = TestDb::postgres();
    let store = db.open().await;
    write_canaries(&store).await;
    let dump = bed().postgres().dump(&db.url);
    canary::assert_absent_in("the dump", &dump, &CANARIES);
    assert!(dump.windows(9).any(|w| w == b"7F3K-22QD"), "the scan reads what was written");
    // The server's own folder holds what was deleted too, and the log of the transactions.
    for coded in ["canary-login", "canary-mail", "canary-payload", "canary-audit", "918273645546"] {
        let found = process::output(Command::new("grep").args(["-rlaF", "-e", coded]).arg(&bed().postgres().dir));
        assert_eq!(String::from_utf8_lossy(&found.stdout), "", "{coded} is in these files");
    }
    let mark = Command::new("grep").args(["-rlaF", "-e", "7F3K-22QD"]).arg(&bed().postgres().dir).output().unwrap();
    assert!(!mark.stdout.is_empty(), "the scan reads what was written");
}

/// CANARY: what must not be readable in the files is not (R22, R59, R121).
#[tokio::test(flavor = "multi_thread")]
async fn r121_no_secret_is_readable_in_the_files() {
    let db = TestDb::sqlite();
    let store = db.open().await;
    write_canaries(&store).await;
    let file = db.file.as_ref().unwrap();
    let mut scanned = 0;
    for entry in std::fs::read_dir(file.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        scanned += bytes.len();
        canary::assert_absent_in(&path.display().to_string(), &bytes, &CANARIES);
    }
    let support = std::fs::read(file.with_extension("db-wal")).unwrap();
    assert!(support.windows(9).any(|w| w == b"7F3K-22QD"), "the scan reads what was written");
    assert!(scanned > 100_000, "{scanned}");
}
