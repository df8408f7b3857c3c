//! What the disk keeps.

use std::{
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
};

use uuid::Uuid;

use super::{
    a_flow,
    dbs::{TestDb, keyring, on_both},
};

on_both! { r158_kill_9_loses_no_committed_row }

const CHILD: &str = "LATCHKEY_TEST_WRITER";

/// Not a test by itself: the process that [`r158_kill_9_loses_no_committed_row`] kills. It prints the id of each
/// flow once it is committed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writer_to_be_killed() {
    let Ok(url) = std::env::var(CHILD) else { return };
    let mut db = TestDb::sqlite().await;
    db.url = url;
    let store = db.try_open(keyring(1)).await.unwrap();
    loop {
        let (id, _) = a_flow(&store, "alice").await;
        println!("\ncommitted {id}");
    }
}

async fn r158_kill_9_loses_no_committed_row(db: TestDb) {
    db.open().await.close().await;
    let mut acknowledged: Vec<Uuid> = Vec::new();
    for round in 0..8 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::durability::writer_to_be_killed", "--nocapture"])
            .env(CHILD, &db.url)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let wanted = acknowledged.len() + 10 + round * 3;
        for line in lines.map_while(Result::ok) {
            if let Some(id) = line.strip_prefix("committed ") {
                acknowledged.push(id.parse().unwrap());
                if acknowledged.len() == wanted {
                    // SIGKILL, while the next rows are being written.
                    child.kill().unwrap();
                }
            }
        }
        child.wait().unwrap();
        assert!(acknowledged.len() >= wanted, "the writer stopped by itself");
    }
    let store = db.open().await;
    for id in &acknowledged {
        assert!(store.flow(*id).await.unwrap().is_some(), "{id} was lost");
    }
    if let super::dbs::Raw::Sqlite(pool) = db.raw().await {
        let ok: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&pool).await.unwrap();
        assert_eq!(ok, "ok");
    }
}

#[tokio::test]
async fn r157_sqlite_is_set_up_to_keep_what_it_promised() {
    let db = TestDb::sqlite().await;
    let store = db.open().await;
    let latchkey::store::Db::Sqlite { writer, reader } = store.db() else { panic!("not SQLite") };
    for (pragma, wanted) in
        [("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000), ("secure_delete", 1), ("auto_vacuum", 2)]
    {
        let sql = sqlx::AssertSqlSafe(format!("PRAGMA {pragma}"));
        let value: i64 = sqlx::query_scalar(sql).fetch_one(writer).await.unwrap();
        assert_eq!(value, wanted, "{pragma}");
    }
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(writer).await.unwrap();
    assert_eq!(mode, "wal");
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(writer).await.unwrap();
    let parts: Vec<u32> = version.split('.').map(|p| p.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
    assert!(sqlx::query("DELETE FROM tenants").execute(reader).await.is_err(), "readers can not write");
}

#[tokio::test]
async fn r129_files_are_for_their_owner_only() {
    let db = TestDb::sqlite().await;
    let store = db.open().await;
    a_flow(&store, "alice").await;
    let file = db.file.as_ref().unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    for name in ["db", "db-wal", "db-shm"] {
        assert_eq!(mode(&file.with_extension(name)), 0o600, "{name}");
    }
}
