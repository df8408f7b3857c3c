//! Databases to test on: SQLite in a folder of its own, PostgreSQL in the bed's cluster.

use std::{path::PathBuf, sync::Arc};

use latchkey::{
    crypto::{keyring::Keyring, random::SystemRng},
    domain::time::Clock,
    store::{Store, StoreError},
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::harness::{bed, clock::TestClock};

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

impl TestDb {
    pub fn sqlite() -> Self {
        // In the bed: what a connection that is still closing leaves behind goes with it.
        let folder = tempfile::tempdir_in(&bed().dir).unwrap();
        let file = folder.path().join("data/latchkey.db");
        let url = format!("sqlite:{}", file.display());
        Self { url, file: Some(file), clock: Arc::default(), _folder: Some(folder) }
    }

    pub fn postgres() -> Self {
        Self { url: bed().postgres().database(), file: None, clock: Arc::default(), _folder: None }
    }

    /// A database that another process made; it stays when this is dropped.
    pub fn at(url: String) -> Self {
        let file = url.strip_prefix("sqlite:").map(PathBuf::from);
        Self { url, file, clock: Arc::default(), _folder: None }
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
            let options: sqlx::postgres::PgConnectOptions = self.url.parse().unwrap();
            let options = options.options([("synchronous_commit", "off")]);
            let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
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

    /// SQLite finds no damage in its file; PostgreSQL has no such question.
    pub async fn assert_sound(&self) {
        if let Self::Sqlite(pool) = self {
            let ok: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(pool).await.unwrap();
            assert_eq!(ok, "ok");
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

/// One test on each database.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => { $(
        mod $test {
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                super::$test($crate::store::dbs::TestDb::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                super::$test($crate::store::dbs::TestDb::postgres()).await;
            }
        }
    )+ };
}

pub(crate) use on_both;
