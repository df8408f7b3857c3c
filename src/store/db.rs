//! The two databases behind one type: native drivers, one SQL text.
//!
//! Portability: times are BIGINT milliseconds, ids native UUIDs (BLOB in SQLite), JSON is TEXT; no `GREATEST`, no
//! arrays. Only the claim statements differ, by `FOR UPDATE SKIP LOCKED`.

use std::{
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
    time::Duration,
};

use sqlx::{
    Connection as _, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::error::StoreError;

/// How long to wait for a connection, or for another writer, before saying that the database is not available.
const PATIENCE: Duration = Duration::from_secs(5);
/// Readers beside SQLite's one writer.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL, per node.
pub(super) const POSTGRES_CONNECTIONS: u32 = 10;

/// A database.
#[derive(Debug, Clone)]
pub enum Db {
    /// One file. SQLite takes one writer at a time: a pool of one queues them fairly instead of having them poll.
    Sqlite {
        /// The one connection that writes.
        writer: SqlitePool,
        /// Connections that can not write.
        reader: SqlitePool,
    },
    /// PostgreSQL, or what speaks its protocol.
    Postgres(PgPool),
}

/// An open transaction.
pub(super) enum TxInner {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

/// Runs `$body` with `$e` as the pool to read from.
macro_rules! on_db {
    ($db:expr, $e:ident => $body:expr) => {
        match $db {
            $crate::store::db::Db::Sqlite { reader: $e, .. } => $body,
            $crate::store::db::Db::Postgres($e) => $body,
        }
    };
}

/// Runs `$body` with `$e` as the connection of a transaction.
macro_rules! on_tx {
    ($tx:expr, $e:ident => $body:expr) => {
        match &mut $tx.inner {
            $crate::store::db::TxInner::Sqlite(t) => {
                let $e = &mut **t;
                $body
            }
            $crate::store::db::TxInner::Postgres(t) => {
                let $e = &mut **t;
                $body
            }
        }
    };
}

pub(super) use {on_db, on_tx};

impl Db {
    /// Opens the database at `url`: `sqlite:path` or `postgres://user@host/name?sslmode=verify-full`. Makes a
    /// SQLite file that is missing, for its owner only (R129).
    ///
    /// # Errors
    /// [`StoreError::Setup`] for another kind of URL, [`StoreError::Unavailable`] when it does not answer.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_with(url, POSTGRES_CONNECTIONS).await
    }

    /// [`Db::open`] with at most `connections` to PostgreSQL.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_with(url: &str, connections: u32) -> Result<Self, StoreError> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options: PgConnectOptions = url.parse().map_err(|_| bad_url("not a PostgreSQL URL"))?;
            let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE);
            return Ok(Self::Postgres(pool.connect_with(options.application_name("latchkey")).await?));
        }
        let options = sqlite_options(url)?;
        make_private(options.get_filename())?;
        Self::open_sqlite(options).await
    }

    /// Opens a database for reading: a copy whose audit log is to be verified (R150). Nothing is made or migrated.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_read_only(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres") {
            return Self::open(url).await;
        }
        Self::open_sqlite_read_only(sqlite_options(url)?).await
    }

    /// The SQLite file at `url` as it is, if there is one with something in it. Reading it changes not a byte: a
    /// connection that may write would fold the log into the file when it closes.
    pub(super) async fn peek(url: &str) -> Result<Option<Self>, StoreError> {
        if url.starts_with("postgres") {
            return Ok(None);
        }
        let options = sqlite_options(url)?;
        match std::fs::metadata(options.get_filename()) {
            Ok(file) if file.len() > 0 => Ok(Some(Self::open_sqlite_read_only(options).await?)),
            _ => Ok(None),
        }
    }

    async fn open_sqlite_read_only(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let options = options.create_if_missing(false).read_only(true);
        let reader =
            SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_with(options).await?;
        Ok(Self::Sqlite { writer: reader.clone(), reader })
    }

    async fn open_sqlite(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        // auto_vacuum works only when it is set before the first table is made.
        let writing = options
            .clone()
            .auto_vacuum(SqliteAutoVacuum::Incremental)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON");
        // The file does not go away between two statements: no need to ask before each.
        let writer = SqlitePoolOptions::new()
            .test_before_acquire(false)
            // A commit that failed (a full disk) is rolled back by SQLite itself; the driver goes on counting it as
            // open, and that connection could never begin again (R159).
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
            .max_connections(1)
            .min_connections(1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(writing)
            .await?;
        let reader = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_with(options.foreign_keys(true).pragma("query_only", "ON"))
            .await?;
        Ok(Self::Sqlite { writer, reader })
    }

    pub(super) async fn begin(&self) -> Result<TxInner, StoreError> {
        Ok(match self {
            // A deferred transaction that reads first and writes later fails at once when another one wrote.
            Self::Sqlite { writer, .. } => TxInner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => TxInner::Postgres(pool.begin().await?),
        })
    }

    /// Closes all connections; SQLite folds its log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn bad_url(what: &str) -> StoreError {
    // The URL itself may hold a password.
    StoreError::Setup(format!(
        "database.url: {what}; write `sqlite:/var/lib/latchkey/latchkey.db` or `postgres://user@host/name`"
    ))
}

fn sqlite_options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    if !url.starts_with("sqlite:") || url.contains(":memory:") {
        return Err(bad_url("neither a SQLite file nor a PostgreSQL URL"));
    }
    let options: SqliteConnectOptions = url.parse().map_err(|_| bad_url("not a SQLite URL"))?;
    Ok(options.busy_timeout(PATIENCE))
}

/// Whether the SQLite file at `url` could be made by this user.
pub(super) fn can_be_made(url: &str) -> Result<(), StoreError> {
    let options = sqlite_options(url)?;
    let file = options.get_filename();
    let folder = file.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or_else(|| Path::new("."));
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).map_err(|error| {
        StoreError::Setup(format!("{}: it can not be made in {}: {error}", file.display(), folder.display()))
    })
}

/// Makes folder and file for their owner only; SQLite gives its log files the mode of the database (R129).
fn make_private(file: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::Setup(format!("{}: {error}", file.display()));
    if let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) {
        if !folder.exists() {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
        }
        let mode = std::fs::metadata(folder).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            // Not ours to change: it may be anybody's folder.
            tracing::warn!(folder = %folder.display(), "others may list the database's folder; run `chmod 700` on it");
        }
    }
    let made = std::fs::OpenOptions::new().append(true).create(true).mode(0o600).open(file).map_err(failed)?;
    made.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(failed)
}
