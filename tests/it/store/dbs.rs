//! Databases to test on: SQLite in a folder of its own; PostgreSQL from `LATCHKEY_TEST_POSTGRES`, or a private
//! cluster that stops when this process ends, however it ends.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use latchkey::{
    crypto::{
        keyring::Keyring,
        random::{Rng as _, SystemRng},
    },
    domain::time::{Clock, Timestamp},
    store::{Store, StoreError},
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

/// A clock that tests set.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// An empty database.
pub struct TestDb {
    pub url: String,
    pub file: Option<PathBuf>,
    pub clock: Arc<TestClock>,
    _folder: Option<tempfile::TempDir>,
}

pub fn keyring(byte: u8) -> Arc<Keyring> {
    Arc::new(Keyring::from_bytes(&[("k1", [byte; 32])]).unwrap())
}

fn clock() -> Arc<TestClock> {
    Arc::new(TestClock(AtomicI64::new(1_800_000_000_000)))
}

impl TestDb {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/latchkey.db");
        let url = format!("sqlite:{}", file.display());
        Self { url, file: Some(file), clock: clock(), _folder: Some(folder) }
    }

    pub async fn postgres() -> Self {
        let server = server();
        let mut bytes = [0; 8];
        SystemRng.fill(&mut bytes);
        let name = format!("t{:016x}", u64::from_be_bytes(bytes));
        let admin = sqlx::PgPool::connect(&format!("{}/postgres{}", server.0, server.1)).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
        admin.close().await;
        Self { url: format!("{}/{name}{}", server.0, server.1), file: None, clock: clock(), _folder: None }
    }

    pub async fn try_open(&self, keyring: Arc<Keyring>) -> Result<Store, StoreError> {
        Store::open(&self.url, keyring, Arc::clone(&self.clock) as Arc<dyn Clock>, Arc::new(SystemRng)).await
    }

    pub async fn open(&self) -> Store {
        self.try_open(keyring(1)).await.unwrap()
    }

    pub async fn raw(&self) -> Raw {
        if self.file.is_some() {
            let options: sqlx::sqlite::SqliteConnectOptions = self.url.parse().unwrap();
            let options = options.synchronous(sqlx::sqlite::SqliteSynchronous::Off);
            let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
            Raw::Sqlite(pool)
        } else {
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(&self.url).await.unwrap();
            Raw::Postgres(pool)
        }
    }
}

/// The database as its file's owner sees it, past the store.
pub enum Raw {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

impl Raw {
    pub async fn run(&self, sql: impl Into<String>) -> u64 {
        let sql = AssertSqlSafe(sql.into());
        match self {
            Self::Sqlite(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
            Self::Postgres(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
        }
    }

    pub async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
        }
    }

    pub async fn blob(&self, sql: &str) -> Vec<u8> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
        }
    }

    /// Bytes as a literal.
    pub fn bytes(&self, bytes: &[u8]) -> String {
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        match self {
            Self::Sqlite(_) => format!("x'{hex}'"),
            Self::Postgres(_) => format!("'\\x{hex}'::bytea"),
        }
    }

    /// An id as a literal.
    pub fn id(&self, id: Uuid) -> String {
        match self {
            Self::Sqlite(_) => self.bytes(id.as_bytes()),
            Self::Postgres(_) => format!("'{id}'::uuid"),
        }
    }
}

/// Start of the URL and its query, between which the database's name goes.
fn server() -> &'static (String, String) {
    static SERVER: OnceLock<(String, String)> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("LATCHKEY_TEST_POSTGRES") {
        Ok(url) => {
            let mut url = url::Url::parse(&url).unwrap();
            let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
            url.set_query(None);
            url.set_path("");
            (url.to_string().trim_end_matches('/').to_owned(), query)
        }
        Err(_) => start_cluster(),
    })
}

fn start_cluster() -> (String, String) {
    let folder = tempfile::Builder::new().prefix("latchkey-pg-").tempdir_in("/tmp").unwrap().keep();
    let root = rustix::process::geteuid().is_root();
    if root {
        let done = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
        assert!(done.success(), "chown postgres");
    }
    let bin = newest_postgres();
    // `read` ends when this process does, even by SIGKILL: its end of the pipe closes.
    let script = r#"set -e
cd "$1"
"$2/initdb" -D data -U postgres -A trust -N >init.log 2>&1
"$2/pg_ctl" -D data -l log -w -o "-k $1 -h '' -c fsync=off -c max_connections=400" start >start.log 2>&1
echo ready
trap '' INT TERM
read -r _ || true
"$2/pg_ctl" -D data -m immediate -w stop >stop.log 2>&1 || true
rm -rf "$1"/* && rmdir "$1" 2>/dev/null || true
"#;
    let mut command = if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    let mut child = command
        .args(["-c", script, "sh"])
        .arg(&folder)
        .arg(&bin)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    assert_eq!(line.trim(), "ready", "PostgreSQL did not start; see {}", folder.display());
    std::mem::forget(child);
    ("postgres://postgres@localhost".to_owned(), format!("?host={}", folder.display()))
}

fn newest_postgres() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir(Path::new("/usr/lib/postgresql"))
        .expect("PostgreSQL is not installed and LATCHKEY_TEST_POSTGRES is not set")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin")))
        })
        .collect();
    found.sort();
    found.pop().expect("no PostgreSQL version found").1
}

/// One test on each database.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => { $(
        mod $test {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                super::$test($crate::store::dbs::TestDb::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                super::$test($crate::store::dbs::TestDb::postgres().await).await;
            }
        }
    )+ };
}

pub(crate) use on_both;
