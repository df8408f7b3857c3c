//! Bringing a database to the newest form, and refusing one that is not ours to touch.

use sqlx::migrate::MigrateError;
use subtle::ConstantTimeEq as _;

use super::{
    Tx,
    db::{Db, on_db, on_tx},
    error::StoreError,
};
use crate::crypto::keyring::Keyring;

/// Whether the key table is there yet.
const KEYS_SQLITE: &str = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'keys'";
const KEYS_POSTGRES: &str =
    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'keys'";

/// Refuses a keyring that is not the one the database was written with. Reads only (R125).
pub(super) async fn check_keys(db: &Db, keyring: &Keyring) -> Result<(), StoreError> {
    let tables: i64 = match db {
        Db::Sqlite { reader, .. } => sqlx::query_scalar(KEYS_SQLITE).fetch_one(reader).await?,
        Db::Postgres(pool) => sqlx::query_scalar(KEYS_POSTGRES).fetch_one(pool).await?,
    };
    if tables == 0 {
        return Ok(());
    }
    let rows: Vec<(String, Vec<u8>)> =
        on_db!(db, e => sqlx::query_as("SELECT id, proof FROM keys ORDER BY created_at, id").fetch_all(e).await)?;
    for (id, proof) in &rows {
        match keyring.proof(id) {
            None => return Err(StoreError::WrongKey(format!("key {id} is missing from it"))),
            Some(own) if !bool::from(own.as_slice().ct_eq(proof)) => {
                return Err(StoreError::WrongKey(format!("its key {id} is another one")));
            }
            Some(_) => {}
        }
    }
    // Digests are made with the first key: a new one belongs behind the others, never before them.
    match (keyring.ids().next(), rows.first()) {
        (Some(first), Some((known, _))) if first != known => Err(StoreError::WrongKey(format!(
            "its first key is {first}, but must be {known}; new keys go to the end of the file"
        ))),
        _ => Ok(()),
    }
}

/// Runs the migrations that are missing, each in a transaction, under a lock where several nodes may start.
pub(super) async fn run(db: &Db) -> Result<(), StoreError> {
    let done = match db {
        Db::Sqlite { writer, .. } => sqlx::migrate!("./migrations/sqlite").run(writer).await,
        Db::Postgres(pool) => sqlx::migrate!("./migrations/postgres").run(pool).await,
    };
    done.map_err(|error| match error {
        MigrateError::VersionMissing(version) => StoreError::Newer(version),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Setup(other.to_string()),
    })
}

/// How far a database is from this release's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// There is none yet.
    Missing,
    /// So many steps behind; the next start takes them.
    Behind(usize),
    /// As it should be.
    Current,
}

/// Looks how far a database is. Reads only.
pub(super) async fn look(db: &Db) -> Result<Schema, StoreError> {
    const DONE: &str = "SELECT version FROM _sqlx_migrations WHERE success = TRUE";
    const IN_SQLITE: &str = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'";
    const IN_POSTGRES: &str = "SELECT COUNT(*) FROM information_schema.tables \
         WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";
    let (known, tables): (Vec<i64>, i64) = match db {
        Db::Sqlite { reader, .. } => (
            sqlx::migrate!("./migrations/sqlite").iter().map(|step| step.version).collect(),
            sqlx::query_scalar(IN_SQLITE).fetch_one(reader).await?,
        ),
        Db::Postgres(pool) => (
            sqlx::migrate!("./migrations/postgres").iter().map(|step| step.version).collect(),
            sqlx::query_scalar(IN_POSTGRES).fetch_one(pool).await?,
        ),
    };
    if tables == 0 {
        return Ok(Schema::Missing);
    }
    let done: Vec<i64> = on_db!(db, e => sqlx::query_scalar(DONE).fetch_all(e).await)?;
    if let Some(newer) = done.iter().find(|version| !known.contains(version)) {
        return Err(StoreError::Newer(*newer));
    }
    match known.iter().filter(|version| !done.contains(version)).count() {
        0 => Ok(Schema::Current),
        behind => Ok(Schema::Behind(behind)),
    }
}

impl Tx {
    /// Writes down what each key makes, for the next start.
    pub(super) async fn write_key_proofs(&mut self) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO keys (id, proof, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
        let keyring = std::sync::Arc::clone(&self.keyring);
        let now = self.now().millis();
        for (place, id) in (0_i64..).zip(keyring.ids()) {
            let proof = keyring.proof(id).unwrap_or_default();
            // The order of the file is kept in the times.
            let at = now.saturating_add(place);
            on_tx!(self, e => sqlx::query(SQL).bind(id).bind(&proof).bind(at).execute(e).await.map(drop))?;
        }
        Ok(())
    }
}
