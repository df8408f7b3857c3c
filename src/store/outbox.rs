//! The outbox: messages to send. Written in the transaction that decides to send them, sent by a job; the text is
//! erased as soon as it is sent, given up or out of date.

use std::time::Duration;

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{TxInner, on_db, on_tx},
    error::StoreError,
    sealed::{count, open_json},
};
use crate::{
    crypto::{keyring::Keyring, seal::Place},
    domain::{
        account::TenantId,
        message::{Address, Envelope},
        time::Timestamp,
    },
};

/// A message about to be queued.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// Whose.
    pub tenant: TenantId,
    /// To whom, and what; sealed at rest.
    pub envelope: &'a Envelope,
    /// Of which flow.
    pub flow: Option<Uuid>,
    /// A second message with the same text is dropped, sent or not, until retention removes the first. No personal
    /// data.
    pub dedupe: Option<String>,
    /// Not before.
    pub run_at: Timestamp,
    /// Not after: a code that came too late helps nobody.
    pub expires_at: Timestamp,
}

/// A claimed message.
#[derive(Debug)]
pub struct OutboxMessage {
    /// Row id; also the idempotency key at providers that know such (R167).
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// To whom, and what.
    pub envelope: Envelope,
    /// Of which flow.
    pub flow: Option<Uuid>,
    /// How often it was claimed, this time included.
    pub attempts: u32,
    /// It was claimed before, and nobody wrote down what became of it: it may have been sent.
    pub lost: bool,
    /// When it was queued.
    pub created_at: Timestamp,
    /// Not after.
    pub expires_at: Timestamp,
}

/// How many messages are in which state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxCount {
    /// `mail` or `sms`.
    pub channel: String,
    /// `due`, `sent` or `failed`.
    pub state: String,
    /// How many.
    pub count: u64,
}

impl OutboxMessage {
    /// `mail` or `sms`.
    #[must_use]
    pub const fn channel(&self) -> &'static str {
        match self.envelope.to {
            Address::Mail(_) => "mail",
            Address::Sms(_) => "sms",
            Address::Call(_) => "call",
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    tenant: Uuid,
    payload_sealed: Option<Vec<u8>>,
    flow_id: Option<Uuid>,
    attempts: i64,
    last_error: Option<String>,
    created_at: i64,
    expires_at: i64,
}

/// What the row of a message says that was claimed and never given back: its lease ended by itself.
const LOST: &str = "lost";

fn place(row: Uuid) -> Place {
    Place { table: "outbox", column: "payload_sealed", row }
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<OutboxMessage, StoreError> {
        let sealed = self
            .payload_sealed
            .ok_or_else(|| StoreError::Corrupt("outbox.payload_sealed is gone while the message is due".to_owned()))?;
        Ok(OutboxMessage {
            id: self.id,
            tenant: TenantId(self.tenant),
            envelope: open_json(keyring, place(self.id), &sealed)?,
            flow: self.flow_id,
            attempts: count("outbox.attempts", self.attempts)?,
            lost: self.last_error.as_deref() == Some(LOST),
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
        })
    }
}

/// See the claim of jobs for why the databases differ.
macro_rules! claim {
    ($open:literal, $close:literal) => {
        concat!(
            "UPDATE outbox SET leased_until = $2, attempts = attempts + 1, \
             last_error = CASE WHEN leased_until > 0 THEN 'lost' ELSE last_error END WHERE id ",
            $open,
            "SELECT id FROM outbox WHERE state = 'due' AND run_at <= $1 AND leased_until <= $1 AND expires_at > $1 \
             ORDER BY run_at, id LIMIT $3",
            $close,
            " RETURNING id, tenant, payload_sealed, flow_id, attempts, last_error, created_at, expires_at"
        )
    };
}

impl Tx {
    /// Queues a message; `None` when one with the same `dedupe` was queued before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn send(&mut self, message: NewMessage<'_>) -> Result<Option<Uuid>, StoreError> {
        const SQL: &str = "INSERT INTO outbox (id, tenant, channel, payload_sealed, flow_id, dedupe, expires_at, \
             run_at, attempts, leased_until, state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 'due', $9) \
             ON CONFLICT (dedupe) DO NOTHING";
        let id = self.new_id();
        let sealed = self.seal_json(place(id), message.envelope)?;
        let channel = match message.envelope.to {
            Address::Mail(_) => "mail",
            Address::Sms(_) => "sms",
            Address::Call(_) => "call",
        };
        let now = self.now().millis();
        let rows = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(message.tenant.0).bind(channel).bind(&sealed)
            .bind(message.flow).bind(&message.dedupe).bind(message.expires_at.millis())
            .bind(message.run_at.millis()).bind(now).execute(e).await.map(|d| d.rows_affected()))?;
        Ok((rows == 1).then_some(id))
    }

    /// Marks a message as sent and erases its text; true for exactly one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn message_sent(&mut self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE outbox SET state = 'sent', sent_at = $2, payload_sealed = NULL, last_error = NULL \
             WHERE id = $1 AND state = 'due'";
        let rows = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now.millis()).execute(e).await
            .map(|d| d.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Gives a message up and erases its text; true for exactly one caller. `error` holds no personal data.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fail_message(&mut self, id: Uuid, error: &str) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE outbox SET state = 'failed', payload_sealed = NULL, last_error = $2 \
             WHERE id = $1 AND state = 'due'";
        let rows =
            on_tx!(self, e => sqlx::query(SQL).bind(id).bind(error).execute(e).await.map(|d| d.rows_affected()))?;
        Ok(rows == 1)
    }
}

impl Store {
    /// [`Tx::fail_message`] in a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fail_message(&self, id: Uuid, error: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let failed = tx.fail_message(id, error).await?;
        tx.commit().await?;
        Ok(failed)
    }

    /// Takes up to `limit` due messages for `lease`; each goes to one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_messages(&self, limit: u32, lease: Duration) -> Result<Vec<OutboxMessage>, StoreError> {
        const SQLITE: &str = claim!("IN (", ")");
        const POSTGRES: &str = claim!("= ANY(ARRAY(", " FOR UPDATE SKIP LOCKED))");
        let (until, now, limit) = (self.now().after(lease).millis(), self.now().millis(), i64::from(limit));
        let mut tx = self.begin().await?;
        let mut rows: Vec<Row> = match &mut tx.inner {
            TxInner::Sqlite(t) => sqlx::query_as(SQLITE).bind(now).bind(until).bind(limit).fetch_all(&mut **t).await?,
            TxInner::Postgres(t) => {
                sqlx::query_as(POSTGRES).bind(now).bind(until).bind(limit).fetch_all(&mut **t).await?
            }
        };
        tx.commit().await?;
        rows.sort_by_key(|r| (r.created_at, r.id));
        rows.into_iter().map(|r| r.open(&self.keyring)).collect()
    }

    /// Gives a claimed message back, to be tried at `run_at`. `error` holds no personal data.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retry_message(&self, id: Uuid, run_at: Timestamp, error: &str) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE outbox SET run_at = $2, leased_until = 0, last_error = $3 WHERE id = $1 AND state = 'due'";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(SQL).bind(id).bind(run_at.millis()).bind(error).execute(e).await.map(drop))?;
        tx.commit().await
    }

    /// [`Tx::message_sent`] in a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn message_sent(&self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sent = tx.message_sent(id, now).await?;
        tx.commit().await?;
        Ok(sent)
    }

    /// When the next message can be claimed; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn next_message_due(&self) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = "SELECT MIN(CASE WHEN leased_until > run_at THEN leased_until ELSE run_at END) FROM outbox \
             WHERE state = 'due' AND expires_at > $1";
        let now = self.now().millis();
        let at: Option<i64> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(now).fetch_one(e).await)?;
        Ok(at.map(Timestamp))
    }

    /// How many messages are in which state, for the metrics.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn outbox_counts(&self) -> Result<Vec<OutboxCount>, StoreError> {
        const SQL: &str = "SELECT channel, state, COUNT(*) FROM outbox GROUP BY channel, state ORDER BY channel, state";
        let rows: Vec<(String, String, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).fetch_all(e).await)?;
        Ok(rows
            .into_iter()
            .map(|(channel, state, n)| OutboxCount { channel, state, count: u64::try_from(n).unwrap_or(0) })
            .collect())
    }
}
