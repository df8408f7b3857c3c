//! What the disk keeps: when the process is killed, when the disk is full, when it fails.

use std::{os::unix::fs::PermissionsExt as _, process::Command};

use latchkey::{
    domain::event::{Event, EventKind, Outcome},
    store::{Store, StoreError, audit_verify},
};
use uuid::Uuid;

use super::{
    TENANT, a_flow,
    dbs::{TestDb, on_both},
    new_flow,
    processes::{Other, again, role, say},
};
use crate::harness::process;

on_both! { r152_an_audit_event_and_its_flow_are_kept_together }

/// One step as the product writes it: a row and its audit event, at once.
async fn step(store: &Store) -> Result<Uuid, StoreError> {
    use latchkey::crypto::{digest::Purpose, random::token};
    let id = store.new_id();
    let cookie = store.keyring().digest(Purpose::Cookie, &[token(store.rng()).expose().as_bytes()]);
    let mut tx = store.begin().await?;
    tx.insert_flow(&new_flow(store, id, cookie, "alice")).await?;
    tx.audit(&TENANT, &Event::new(EventKind::ResetStarted, Outcome::Success)).await?;
    tx.commit().await?;
    Ok(id)
}

/// What the process that is killed does: writes as fast as it can, four steps at a time, and tells each one that is
/// committed.
async fn write_until_killed(db: &TestDb) {
    let store = db.open().await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = store.clone();
        tasks.spawn(async move {
            loop {
                say(&format!("committed {}", step(&store).await.unwrap()));
            }
        });
    }
    tasks.join_all().await;
}

async fn r158(db: TestDb, name: &str, kills: usize) {
    if let Some(db) = role() {
        return write_until_killed(&db).await;
    }
    db.open().await.close().await;
    let mut acknowledged: Vec<Uuid> = Vec::new();
    for round in 0..kills {
        let mut writer = Other::start(&again(name, &db.url));
        // Between the first commit and the 16th, so that kills fall on every part of a commit.
        for _ in 0..=(round * 7) % 16 {
            acknowledged.push(writer.hear("committed").expect("the writer lives").parse().unwrap());
        }
        writer.kill();
        while let Some(id) = writer.hear("committed") {
            // The last line may be cut off: then it was not acknowledged.
            acknowledged.extend(id.parse::<Uuid>().ok());
        }
        if round % 10 == 0 {
            db.raw().await.assert_sound().await;
        }
    }
    let store = db.open().await;
    for id in &acknowledged {
        assert!(store.flow(*id).await.unwrap().is_some(), "{id} was lost");
    }
    let raw = db.raw().await;
    raw.assert_sound().await;
    let flows = u64::try_from(raw.number("SELECT COUNT(*) FROM flows").await).unwrap();
    let report = audit_verify::verify(store.db(), Some(store.keyring()), TENANT).await.unwrap();
    assert_eq!(report.events, flows, "no step is half there, and the chain is whole");
    assert!(acknowledged.len() >= kills, "{}", acknowledged.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r158_kill_9_loses_no_committed_row_sqlite() {
    r158(TestDb::sqlite(), "store::durability::r158_kill_9_loses_no_committed_row_sqlite", 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r158_kill_9_loses_no_committed_row_postgres() {
    let db = role().unwrap_or_else(TestDb::postgres);
    r158(db, "store::durability::r158_kill_9_loses_no_committed_row_postgres", 10).await;
}

/// A step whose audit event was refused by the database, past our own checks.
async fn r152_an_audit_event_and_its_flow_are_kept_together(db: TestDb) {
    let store = db.open().await;
    step(&store).await.unwrap();
    let raw = db.raw().await;
    // The next number in the chain is taken: only the insert itself can notice.
    raw.run("UPDATE audit_events SET seq = 2").await;
    assert!(step(&store).await.is_err());
    assert_eq!(raw.number("SELECT COUNT(*) FROM flows").await, 1);
    raw.run("UPDATE audit_events SET seq = 1").await;
    step(&store).await.unwrap();
    assert_eq!(raw.number("SELECT COUNT(*) FROM flows").await, 2);
}

#[tokio::test]
async fn r157_sqlite_is_set_up_to_keep_what_it_promised() {
    let db = TestDb::sqlite();
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

/// What a process under `strace` does: opens, takes as many steps as it is told, tells how each one ended, and
/// whether reading goes on.
async fn steps_on_demand(db: &TestDb) {
    let store = db.open().await;
    let kept = a_known_flow(&store).await;
    say("opened");
    for line in std::io::stdin().lines().map_while(Result::ok) {
        match (line.as_str(), step(&store).await) {
            ("step", Ok(_)) => say("ended well"),
            ("step", Err(StoreError::Full)) => say("ended full"),
            ("step", Err(StoreError::Unavailable(_))) => say("ended refused"),
            (other, ended) => panic!("{other}: {ended:?}"),
        }
        say(&format!("read {}", store.flow(kept).await.unwrap().is_some()));
    }
    store.close().await;
}

/// Any flow that the database holds.
async fn a_known_flow(store: &Store) -> Uuid {
    let latchkey::store::Db::Sqlite { reader, .. } = store.db() else { panic!("not SQLite") };
    sqlx::query_scalar("SELECT id FROM flows LIMIT 1").fetch_one(reader).await.unwrap()
}

/// Runs `steps` steps under `strace` with `options` and gives what they ended as, and strace's log.
async fn traced(db: &TestDb, name: &str, options: &[&str], steps: usize) -> (Vec<String>, String) {
    let log = db.file.as_ref().unwrap().with_extension("strace");
    let mut words: Vec<String> = ["strace", "-f", "-qq", "-y", "-o"].map(str::to_owned).to_vec();
    words.push(log.display().to_string());
    words.extend(options.iter().map(|option| (*option).to_owned()));
    words.push("--".to_owned());
    words.extend(again(name, &db.url));
    let mut other = Other::start(&words);
    other.hear("opened").expect("strace is installed, and may trace");
    let mut ended = Vec::new();
    for _ in 0..steps {
        other.tell("step");
        ended.push(other.hear("ended").unwrap());
        assert_eq!(other.hear("read").as_deref(), Some("true"), "reading goes on");
    }
    other.end();
    (ended, std::fs::read_to_string(log).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r157_each_commit_is_on_the_disk_before_it_is_told() {
    if let Some(db) = role() {
        return steps_on_demand(&db).await;
    }
    let name = "store::durability::r157_each_commit_is_on_the_disk_before_it_is_told";
    let db = TestDb::sqlite();
    let store = db.open().await;
    a_flow(&store, "alice").await;
    store.close().await;
    let mut syncs = Vec::new();
    for steps in [0, 20] {
        let (ended, log) = traced(&db, name, &["-e", "trace=fsync,fdatasync"], steps).await;
        assert!(ended.iter().all(|end| end == "well"), "{ended:?}");
        syncs.push(log.lines().filter(|line| line.contains(".db-wal>")).count());
    }
    assert!(syncs[1] >= syncs[0] + 20, "{syncs:?} syncs of the log for 0 and 20 commits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r160_a_disk_that_fails_is_no_success() {
    if let Some(db) = role() {
        return steps_on_demand(&db).await;
    }
    let name = "store::durability::r160_a_disk_that_fails_is_no_success";
    let db = TestDb::sqlite();
    let store = db.open().await;
    a_flow(&store, "alice").await;
    store.close().await;
    let wal = db.file.as_ref().unwrap().with_extension("db-wal").display().to_string();
    let (_, log) = traced(&db, name, &["-P", &wal, "-e", "trace=fsync,fdatasync"], 0).await;
    // Opening goes well: as many syncs of one thread as a whole run takes. The writer gets a new thread, and these
    // syncs anew, after each failure.
    let first = log.lines().filter(|line| line.contains(".db-wal>")).count() + 1;
    let inject = format!("inject=fsync,fdatasync:error=EIO:when={first}+");
    let options = ["-P", &wal, "-e", "trace=fsync,fdatasync", "-e", &inject];
    let (ended, log) = traced(&db, name, &options, 3 * first + 3).await;
    let count = |what: &str| ended.iter().filter(|end| *end == what).count();
    assert!(count("refused") >= 2 && count("well") + count("refused") == ended.len(), "{ended:?}");
    assert_eq!(log.matches("(INJECTED)").count(), count("refused"), "each failure is told, {ended:?}: {log}");
    let (ended, _) = traced(&db, name, &["-e", "trace=fsync,fdatasync"], 1).await;
    assert_eq!(ended, ["well"], "a disk that is well again is written to");
    let raw = db.raw().await;
    raw.assert_sound().await;
    let flows = usize::try_from(raw.number("SELECT COUNT(*) FROM flows").await).unwrap();
    assert!(flows >= count("well") + 2, "what was told is there");
}

/// A file system of 1 MiB, in a mount namespace of its own; a file that can be removed takes a part of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r159_a_full_disk_refuses_writes_and_recovers() {
    if let Some(db) = role() {
        return fill_and_free(&db).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/latchkey.db", folder.path().display());
    let flags = if process::is_root() { "-m" } else { "-Urm" };
    let mount = r#"mount -t tmpfs -o size=2m,mode=0700 none "$0" && exec "$@""#;
    let mut command = Command::new("unshare");
    command.args([flags, "sh", "-c", mount]).arg(folder.path());
    command.args(again("store::durability::r159_a_full_disk_refuses_writes_and_recovers", &url));
    process::run(&mut command);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it was on the small file system");
}

async fn fill_and_free(db: &TestDb) {
    let folder = db.file.as_ref().unwrap().parent().unwrap();
    let filler = folder.join("filler");
    std::fs::write(&filler, vec![1; 128 * 1024]).unwrap();
    let store = db.open().await;
    let (first, _) = a_flow(&store, "alice").await;
    let mut kept = 0;
    let full = loop {
        match step(&store).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 10_000, "the file system is small");
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    assert!(step(&store).await.is_err());
    assert_eq!(store.flow(first).await.unwrap().unwrap().login, "alice", "reading goes on");
    store.ping().await.unwrap();
    std::fs::remove_file(filler).unwrap();
    step(&store).await.unwrap();
    let raw = db.raw().await;
    raw.assert_sound().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM flows").await, kept + 2, "what was refused left nothing");
    let report = audit_verify::verify(store.db(), Some(store.keyring()), TENANT).await.unwrap();
    assert_eq!(i64::try_from(report.events).unwrap(), kept + 1);
}

#[tokio::test]
async fn r129_files_are_for_their_owner_only() {
    let db = TestDb::sqlite();
    let store = db.open().await;
    a_flow(&store, "alice").await;
    let file = db.file.as_ref().unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    for name in ["db", "db-wal", "db-shm"] {
        assert_eq!(mode(&file.with_extension(name)), 0o600, "{name}");
    }
}

/// The support id stands in the file as it is: a plain text to look for, when its row is gone.
#[tokio::test]
async fn r129_what_was_purged_is_not_in_the_files_any_more() {
    const MARK: &[u8] = b"7F3K-22QD";
    let db = TestDb::sqlite();
    let store = db.open().await;
    for _ in 0..50 {
        a_flow(&store, "alice").await;
    }
    let file = db.file.as_ref().unwrap();
    let found = || {
        let files = std::fs::read_dir(file.parent().unwrap()).unwrap();
        files.filter(|f| std::fs::read(f.as_ref().unwrap().path()).unwrap().windows(9).any(|w| w == MARK)).count()
    };
    assert!(found() > 0, "the scan finds what is there");
    let raw = db.raw().await;
    raw.run("PRAGMA wal_checkpoint(TRUNCATE)").await;
    let before = std::fs::metadata(file).unwrap().len();
    db.clock.advance(std::time::Duration::from_secs(2 * 24 * 3600));
    assert_eq!(store.purge(store.now()).await.unwrap().flows, 50);
    assert_eq!(found(), 0);
    assert!(std::fs::metadata(file).unwrap().len() < before, "freed pages went back to the disk");
}
