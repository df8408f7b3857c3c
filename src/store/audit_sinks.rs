//! How far each audit sink is. The queue is the audit table itself: a sink has a position in it, one node at a time
//! holds the right to send, and the position moves when the receiver has what was sent. So a record is sent at least
//! once, in order, and nothing is lost while a receiver is down.

use std::time::Duration;

use uuid::Uuid;

use super::{
    Store,
    db::{on_db, on_tx},
    error::StoreError,
};
use crate::domain::{
    account::TenantId,
    event::Personal,
    export::{Exported, ExportedCheckpoint, ExportedEvent, activity_of, moment},
    time::Timestamp,
};

/// A sink's position, held by one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The last record that the sink has.
    pub seq: i64,
    /// The chain's hash there, for who asked to keep it.
    pub hash: Option<Vec<u8>>,
    /// Failures in a row.
    pub attempts: u32,
}

/// How a sink is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkState {
    /// Its name.
    pub name: String,
    /// The last record that it has.
    pub seq: i64,
    /// Records that it does not have yet.
    pub lag: u64,
    /// Why the last try failed; none when it did not.
    pub error: Option<String>,
    /// When the last try went well.
    pub updated_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    seq: i64,
    id: Uuid,
    at: i64,
    kind: String,
    outcome: String,
    account_id: Option<Uuid>,
    flow_id: Option<Uuid>,
    support_id: Option<String>,
    code: Option<i64>,
    detail: String,
    sealed: Option<Vec<u8>>,
    hash: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct PointRow {
    seq: i64,
    at: i64,
    hash: Vec<u8>,
    mac: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct StateRow {
    name: String,
    seq: i64,
    head: i64,
    error: Option<String>,
    updated_at: i64,
}

impl Store {
    /// Whether this node could send something to a sink now. Reads only: an idle node costs the database nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sink_is_due(&self, tenant: TenantId, name: &str, owner: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT h.seq, COALESCE(s.seq, 0) FROM audit_heads h \
             LEFT JOIN audit_sinks s ON s.tenant = h.tenant AND s.name = $2 \
             WHERE h.tenant = $1 AND (s.name IS NULL OR (s.run_at <= $3 AND (s.leased_until <= $3 OR s.owner = $4)))";
        let now = self.now().millis();
        let row: Option<(i64, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(name).bind(now)
            .bind(owner).fetch_optional(e).await)?;
        Ok(row.is_some_and(|(head, seq)| head > seq))
    }

    /// Where a sink is, without taking it; `None` when it never was anywhere.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sink_position(&self, tenant: TenantId, name: &str) -> Result<Option<Position>, StoreError> {
        const SQL: &str = "SELECT seq, hash, attempts FROM audit_sinks WHERE tenant = $1 AND name = $2";
        let row: Option<(i64, Option<Vec<u8>>, i64)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(name).fetch_optional(e).await)?;
        Ok(row.map(|(seq, hash, attempts)| Position { seq, hash, attempts: u32::try_from(attempts).unwrap_or(0) }))
    }

    /// Takes the right to send to a sink for `lease`; `None` when another node has it, or it is not time to try
    /// again. A new sink begins at the first record there is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_sink(
        &self,
        tenant: TenantId,
        name: &str,
        owner: Uuid,
        lease: Duration,
    ) -> Result<Option<Position>, StoreError> {
        const MAKE: &str = "INSERT INTO audit_sinks (tenant, name, seq, leased_until, run_at, attempts, updated_at) \
             VALUES ($1, $2, 0, 0, 0, 0, $3) ON CONFLICT (tenant, name) DO NOTHING";
        const TAKE: &str = "UPDATE audit_sinks SET owner = $3, leased_until = $4 WHERE tenant = $1 AND name = $2 \
             AND run_at <= $5 AND (leased_until <= $5 OR owner = $3) RETURNING seq, hash, attempts";
        let (now, until) = (self.now().millis(), self.now().after(lease).millis());
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(MAKE).bind(tenant.0).bind(name).bind(now).execute(e).await.map(drop))?;
        let row: Option<(i64, Option<Vec<u8>>, i64)> = on_tx!(tx, e => sqlx::query_as(TAKE).bind(tenant.0).bind(name)
            .bind(owner).bind(until).bind(now).fetch_optional(e).await)?;
        tx.commit().await?;
        Ok(row.map(|(seq, hash, attempts)| Position { seq, hash, attempts: u32::try_from(attempts).unwrap_or(0) }))
    }

    /// Moves a sink on from `from` to `to`, and gives the right to send back. False when another node took it over
    /// meanwhile: then the same records are sent again, by that node.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sink_advanced(
        &self,
        (tenant, name, owner): (TenantId, &str, Uuid),
        from: i64,
        to: i64,
        hash: Option<&[u8]>,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE audit_sinks SET seq = $5, hash = $6, error = NULL, attempts = 0, updated_at = $7, \
             leased_until = 0 WHERE tenant = $1 AND name = $2 AND owner = $3 AND seq = $4";
        let now = self.now().millis();
        let mut tx = self.begin().await?;
        let moved = on_tx!(tx, e => sqlx::query(SQL).bind(tenant.0).bind(name).bind(owner).bind(from).bind(to)
            .bind(hash).bind(now).execute(e).await.map(|d| d.rows_affected()))?;
        tx.commit().await?;
        Ok(moved == 1)
    }

    /// Writes down why a sink could not be sent to, and when to try again. `error` holds no personal data.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sink_failed(
        &self,
        (tenant, name, owner): (TenantId, &str, Uuid),
        error: &str,
        run_at: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE audit_sinks SET error = $4, attempts = attempts + 1, run_at = $5, leased_until = 0 \
             WHERE tenant = $1 AND name = $2 AND owner = $3";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(SQL).bind(tenant.0).bind(name).bind(owner).bind(error).bind(run_at.millis())
            .execute(e).await.map(drop))?;
        tx.commit().await
    }

    /// How the sinks of a tenant are doing, by name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sink_states(&self, tenant: TenantId) -> Result<Vec<SinkState>, StoreError> {
        const SQL: &str = "SELECT s.name, s.seq, COALESCE(h.seq, 0) AS head, s.error, s.updated_at FROM audit_sinks s \
             LEFT JOIN audit_heads h ON h.tenant = s.tenant WHERE s.tenant = $1 ORDER BY s.name";
        let rows: Vec<StateRow> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_all(e).await)?;
        Ok(rows
            .into_iter()
            .map(|row| SinkState {
                lag: u64::try_from(row.head.saturating_sub(row.seq)).unwrap_or(0),
                name: row.name,
                seq: row.seq,
                error: row.error,
                updated_at: Timestamp(row.updated_at),
            })
            .collect())
    }

    /// Up to `limit` events behind `after`, in order, each with the checkpoint that was made at it. The personal part
    /// only with `personal`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn export_after(
        &self,
        tenant: TenantId,
        after: i64,
        limit: u32,
        personal: bool,
    ) -> Result<Vec<Exported>, StoreError> {
        const EVENTS: &str = "SELECT seq, id, at, kind, outcome, account_id, flow_id, support_id, code, detail, sealed, \
             hash FROM audit_events WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        const POINTS: &str = "SELECT seq, at, hash, mac FROM audit_checkpoints \
             WHERE tenant = $1 AND seq > $2 AND seq <= $3 ORDER BY seq";
        let limit = i64::from(limit);
        let rows: Vec<EventRow> = on_db!(&self.db, e => sqlx::query_as(EVENTS).bind(tenant.0).bind(after).bind(limit)
            .fetch_all(e).await)?;
        let Some(last) = rows.last().map(|row| row.seq) else { return Ok(Vec::new()) };
        let points: Vec<PointRow> = on_db!(&self.db, e => sqlx::query_as(POINTS).bind(tenant.0).bind(after).bind(last)
            .fetch_all(e).await)?;
        let mut points = points.into_iter().peekable();
        let sealed = rows.iter().filter(|_| personal).filter_map(|row| row.sealed.as_deref());
        let keys = self.keys_of(tenant, sealed).await?;
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let seq = row.seq;
            let sealed = row.sealed.as_deref().filter(|_| personal);
            let personal = sealed.map(|sealed| self.open_personal(&keys, row.id, sealed)).transpose()?.flatten();
            out.push(Exported::Event(Box::new(export_event(tenant, row, personal)?)));
            while let Some(point) = points.next_if(|point| point.seq <= seq) {
                out.push(Exported::Checkpoint(ExportedCheckpoint {
                    id: format!("checkpoint-{}-{}", tenant.0, point.seq),
                    tenant: tenant.0,
                    seq: point.seq,
                    at: moment(Timestamp(point.at)),
                    hash: hex(&point.hash),
                    mac: hex(&point.mac),
                }));
            }
        }
        Ok(out)
    }
}

fn export_event(tenant: TenantId, row: EventRow, personal: Option<Personal>) -> Result<ExportedEvent, StoreError> {
    Ok(ExportedEvent {
        personal,
        id: row.id,
        tenant: tenant.0,
        seq: row.seq,
        at: moment(Timestamp(row.at)),
        activity: activity_of(&row.kind),
        kind: row.kind,
        outcome: row.outcome,
        code: row.code.map(|code| format!("LK-{code:04}")),
        account: row.account_id,
        flow: row.flow_id,
        support_id: row.support_id,
        detail: serde_json::from_str(&row.detail)
            .map_err(|_| StoreError::Corrupt("audit_events.detail is no JSON".to_owned()))?,
        hash: hex(&row.hash),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
