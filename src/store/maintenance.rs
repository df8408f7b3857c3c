//! Housekeeping: what is over is erased (R22, R128, R129), and counted.

use std::time::Duration;

use sqlx::AssertSqlSafe;

use super::{
    Store, Tx,
    db::{Db, on_db, on_tx},
    error::StoreError,
};
use crate::domain::{account::TenantId, time::Timestamp};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a flow's row stays after its end, so that a late "back" still finds "this reset is finished" (R66).
/// With a purge every hour it is gone within the 24 hours of R128.
const KEEP_FLOWS: Duration = Duration::from_secs(22 * 60 * 60);
/// How long settled writebacks and sent or failed messages and jobs stay for the admin; they hold no secret.
const KEEP_DONE: Duration = DAY.saturating_mul(30);

/// What a purge removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// Flows, with their challenges.
    pub flows: u64,
    /// Codes of expired challenges.
    pub codes: u64,
    /// Texts of messages that expired unsent.
    pub messages_expired: u64,
    /// Rows of messages.
    pub messages: u64,
    /// Rows of failed jobs.
    pub jobs: u64,
    /// Limits that no hit counts against any more.
    pub limits: u64,
    /// Rows of settled writebacks.
    pub writebacks: u64,
    /// Devices.
    pub devices: u64,
    /// Reminders of passwords that have ended since.
    pub reminders: u64,
    /// Sessions, with what was under way in them.
    pub sessions: u64,
    /// Proofs and registrations that nobody finished (R51).
    pub ceremonies: u64,
    /// Temporary passes.
    pub passes: u64,
    /// Links to say "this wasn't me".
    pub disavowals: u64,
    /// Methods that were removed.
    pub methods: u64,
}

impl Tx {
    async fn purge_step(&mut self, sql: &'static str, before: Timestamp) -> Result<u64, StoreError> {
        Ok(on_tx!(self, e => sqlx::query(sql).bind(before.millis()).execute(e).await.map(|d| d.rows_affected()))?)
    }

    /// Erases the codes of challenges that are over (R22); cheap, for every minute.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_expired_codes(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE challenges SET code_sealed = NULL WHERE code_sealed IS NOT NULL AND expires_at <= $1";
        self.purge_step(SQL, now).await
    }

    /// Removes proofs and registrations whose time is over, seeds and codes and all (R51); cheap, for every minute.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_expired_ceremonies(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        self.purge_step("DELETE FROM ceremonies WHERE expires_at <= $1", now).await
    }

    /// Gives up the messages that nobody needs any more, and erases their texts; cheap, for every minute.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn expire_messages(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE outbox SET state = 'failed', payload_sealed = NULL, last_error = 'expired' \
             WHERE state = 'due' AND expires_at <= $1";
        self.purge_step(SQL, now).await
    }
}

impl Store {
    /// Erases codes of challenges, seeds of unfinished registrations and messages whose time is over (R22, R51). For
    /// every minute.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_expired(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.erase_expired_codes(now).await?;
        tx.erase_expired_ceremonies(now).await?;
        tx.expire_messages(now).await?;
        tx.commit().await
    }

    /// Erases what is over. For every hour.
    ///
    /// # Errors
    /// [`StoreError`]; what was removed before it stays removed.
    pub async fn purge(&self, now: Timestamp) -> Result<Purged, StoreError> {
        // What a lost answer was is told to the person in the end: their flow stays until then.
        const FLOWS: &str = "DELETE FROM flows WHERE expires_at < $1 AND NOT EXISTS \
             (SELECT 1 FROM writebacks w WHERE w.flow_id = flows.id AND w.settled_at IS NULL)";
        const MESSAGES: &str = "DELETE FROM outbox WHERE state <> 'due' AND created_at < $1";
        const JOBS: &str = "DELETE FROM jobs WHERE failed_at < $1";
        const LIMITS: &str = "DELETE FROM limit_hits WHERE expires_at < $1";
        const WRITEBACKS: &str = "DELETE FROM writebacks WHERE settled_at < $1";
        const DEVICES: &str = "DELETE FROM known_devices WHERE expires_at < $1";
        const REMINDERS: &str = "DELETE FROM reminders WHERE expires_at < $1";
        const SESSIONS: &str = "DELETE FROM sessions WHERE expires_at < $1";
        const PASSES: &str = "DELETE FROM passes WHERE expires_at < $1";
        const DISAVOWALS: &str = "DELETE FROM disavowals WHERE expires_at < $1";
        const METHODS: &str = "DELETE FROM methods WHERE removed_at < $1";
        const ALARMS: &str = "DELETE FROM alarms WHERE cleared_at < $1";
        let mut tx = self.begin().await?;
        let purged = Purged {
            codes: tx.erase_expired_codes(now).await?,
            messages_expired: tx.expire_messages(now).await?,
            flows: tx.purge_step(FLOWS, now.before(KEEP_FLOWS)).await?,
            messages: tx.purge_step(MESSAGES, now.before(KEEP_DONE)).await?,
            jobs: tx.purge_step(JOBS, now.before(KEEP_DONE)).await?,
            limits: tx.purge_step(LIMITS, now).await?,
            writebacks: tx.purge_step(WRITEBACKS, now.before(KEEP_DONE)).await?,
            devices: tx.purge_step(DEVICES, now).await?,
            reminders: tx.purge_step(REMINDERS, now.before(KEEP_DONE)).await?,
            ceremonies: tx.erase_expired_ceremonies(now).await?,
            sessions: tx.purge_step(SESSIONS, now.before(KEEP_FLOWS)).await?,
            passes: tx.purge_step(PASSES, now.before(KEEP_DONE)).await?,
            disavowals: tx.purge_step(DISAVOWALS, now).await?,
            methods: tx.purge_step(METHODS, now.before(KEEP_DONE)).await?,
        };
        tx.purge_step(ALARMS, now.before(KEEP_DONE)).await?;
        tx.commit().await?;
        if let Db::Sqlite { writer, .. } = &self.db {
            // Freed pages go back to the disk, and what was erased leaves the log as well.
            sqlx::query("PRAGMA incremental_vacuum").execute(writer).await?;
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Ok(purged)
    }

    /// Erases the personal part of a tenant's audit events from before `until` (N29). The chain holds its digest, so
    /// that it still verifies. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn shred_audit(&self, tenant: TenantId, until: Timestamp) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE audit_events SET sealed = NULL, login_digest = NULL \
             WHERE tenant = $1 AND at < $2 AND sealed IS NOT NULL";
        let mut tx = self.begin().await?;
        let (tenant, until) = (tenant.0, until.millis());
        let done = on_tx!(&mut tx, e => {
            sqlx::query(SQL).bind(tenant).bind(until).execute(e).await.map(|d| d.rows_affected())
        })?;
        tx.commit().await?;
        Ok(done)
    }

    /// How many rows each table holds, by name. The tables are those of the schema, whatever they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn row_counts(&self) -> Result<Vec<(String, i64)>, StoreError> {
        const SQLITE: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' \
             AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 5) <> '_sqlx' ORDER BY name";
        const POSTGRES: &str = "SELECT tablename::text FROM pg_catalog.pg_tables \
             WHERE schemaname = current_schema() AND substr(tablename, 1, 5) <> '_sqlx' ORDER BY 1";
        let tables: Vec<String> = match &self.db {
            Db::Sqlite { reader, .. } => sqlx::query_scalar(SQLITE).fetch_all(reader).await?,
            Db::Postgres(pool) => sqlx::query_scalar(POSTGRES).fetch_all(pool).await?,
        };
        let mut counts = Vec::with_capacity(tables.len());
        for table in tables {
            // The name comes from the database's own catalogue.
            let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{}\"", table.replace('"', "\"\"")));
            let count: i64 = on_db!(&self.db, e => sqlx::query_scalar(sql).fetch_one(e).await)?;
            counts.push((table, count));
        }
        Ok(counts)
    }
}
