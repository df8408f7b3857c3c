//! Floor 3: what Latchkey keeps, in SQLite or PostgreSQL, through one SQL text. One file per group of tables.
//! Values that could hurt someone are sealed or digested before they get here (R22, R59, R121).

pub mod alarm_figures;
pub mod alarms;
pub mod answer_templates;
pub mod audit;
pub mod audit_chain;
pub mod audit_checks;
pub mod audit_forget;
pub mod audit_search;
pub mod audit_settings;
pub mod audit_sinks;
pub mod audit_verify;
pub mod caller_checks;
pub mod ceremonies;
pub mod challenges;
pub mod coverage;
pub mod coverage_facts;
pub mod coverage_state;
mod db;
pub mod departures;
pub mod devices;
pub mod directory_accounts;
pub mod disavowals;
pub mod due;
pub mod embedded;
mod error;
pub mod flows;
pub mod help_requests;
pub mod jobs;
pub mod limit_hits;
pub mod maintenance;
pub mod methods;
mod migrations;
pub mod outbox;
pub mod passes;
pub mod password_history;
pub mod people;
pub mod people_part;
pub mod people_search;
pub mod personal_keys;
pub mod policies;
pub mod policy_drafts;
pub mod policy_previews;
pub mod reminders;
pub mod report_figures;
pub mod reports;
pub mod role_bindings;
mod sealed;
pub mod sessions;
pub mod setup_tokens;
pub mod sync_runs;
pub mod sync_state;
pub mod writebacks;

use std::sync::Arc;

pub use db::Db;
pub use error::StoreError;
pub use migrations::Schema;

use crate::{
    crypto::{keyring::Keyring, random::Rng},
    domain::time::{Clock, Timestamp},
};

/// The store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) db: Db,
    keyring: Arc<Keyring>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    known: Arc<personal_keys::KnownKeys>,
}

/// A transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    inner: db::TxInner,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    known: Arc<personal_keys::KnownKeys>,
    learnt: Vec<personal_keys::Learnt>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tx(..)")
    }
}

impl Store {
    /// Opens the database at `url` (see [`Db::open`]), checks that the keys are the ones it was written with, and
    /// brings it to the newest form.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] and [`StoreError::Newer`] before anything is changed (R125), else what the
    /// database says.
    pub async fn open(
        url: &str,
        keyring: Arc<Keyring>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, StoreError> {
        Self::open_with(url, db::POSTGRES_CONNECTIONS, keyring, clock, rng).await
    }

    /// [`Store::open`] with at most `connections` to PostgreSQL.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(
        url: &str,
        connections: u32,
        keyring: Arc<Keyring>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, StoreError> {
        if let Some(file) = Db::peek(url).await? {
            let checked = migrations::check_keys(&file, &keyring).await;
            file.close().await;
            checked?;
        }
        let db = Db::open_with(url, connections).await?;
        let store = Self { db, keyring, clock, rng, known: Arc::default() };
        if let Err(error) = store.prepare().await {
            store.db.close().await;
            return Err(error);
        }
        Ok(store)
    }

    /// Opens the database at `url` to read it as it is: nothing is made, migrated or written.
    ///
    /// # Errors
    /// As [`Store::open`]; [`StoreError::Setup`] when it is not there or has an older form.
    pub async fn open_to_read(
        url: &str,
        keyring: Arc<Keyring>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, StoreError> {
        let remedy = match Self::look(url, &keyring).await? {
            Schema::Current => {
                let db = Db::open_read_only(url).await?;
                return Ok(Self { db, keyring, clock, rng, known: Arc::default() });
            }
            Schema::Missing => "there is no database yet; the first start makes it",
            Schema::Behind(_) => "the database has the form of an older release; run `latchkey migrate` first",
        };
        Err(StoreError::Setup(remedy.to_owned()))
    }

    /// Looks at a database without changing it: whether it answers, belongs to these keys and has this release's
    /// form.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn look(url: &str, keyring: &Keyring) -> Result<Schema, StoreError> {
        let db = match Db::peek(url).await? {
            Some(file) => file,
            None if url.starts_with("postgres") => Db::open_read_only(url).await?,
            None => return db::can_be_made(url).map(|()| Schema::Missing),
        };
        let seen = match migrations::check_keys(&db, keyring).await {
            Ok(()) => migrations::look(&db).await,
            Err(error) => Err(error),
        };
        db.close().await;
        seen
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        migrations::check_keys(&self.db, &self.keyring).await?;
        migrations::run(&self.db).await?;
        let mut tx = self.begin().await?;
        tx.write_key_proofs().await?;
        tx.commit().await
    }

    /// Begins a transaction that may write. On SQLite there is one at a time: keep it short, and let nothing but
    /// the store be waited for inside.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] after five seconds of waiting.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(Tx {
            inner: self.db.begin().await?,
            keyring: Arc::clone(&self.keyring),
            clock: Arc::clone(&self.clock),
            rng: Arc::clone(&self.rng),
            known: Arc::clone(&self.known),
            learnt: Vec::new(),
        })
    }

    /// Whether the database answers; for readiness.
    ///
    /// # Errors
    /// What the database says.
    pub async fn ping(&self) -> Result<(), StoreError> {
        db::on_db!(&self.db, e => sqlx::query("SELECT 1").execute(e).await.map(drop))?;
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.db.close().await;
    }

    /// The keys, for digests.
    #[must_use]
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The source of randomness.
    #[must_use]
    pub fn rng(&self) -> &dyn Rng {
        &*self.rng
    }

    /// The database below, for the audit verifier.
    #[must_use]
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Tx {
    /// Makes everything in it durable at once.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Unavailable`]: then nothing of it was kept.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.inner {
            db::TxInner::Sqlite(tx) => tx.commit().await?,
            db::TxInner::Postgres(tx) => tx.commit().await?,
        }
        self.known.learn(self.learnt);
        Ok(())
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
