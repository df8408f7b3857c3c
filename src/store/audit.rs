//! The audit log: written in the transaction of what it tells about, so that neither is there without the other
//! (R152). See [`super::audit_chain`] for how events hang together.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::{
    Store, Tx,
    audit_chain::{
        CHECKPOINT_MILLIS, CHECKPOINT_RECORDS, GENESIS, Head, Record, checkpoint_mac, event_mac, head_mac, sealed_hash,
    },
    db::{on_db, on_tx},
    error::StoreError,
    personal_keys::Subject,
};
use crate::{
    crypto::{
        digest::{Digest, Purpose},
        keyring::Keyring,
        personal::PersonalKey,
        seal::Place,
    },
    domain::{
        account::{AccountId, TenantId},
        event::{Event, EventKind, Personal},
        identifier::LoginName,
        time::Timestamp,
    },
};

/// What finds the events of a login name, however it was typed; as the table of flows knows it.
pub(super) fn login_digest(keyring: &Keyring, login: &str) -> Option<Digest> {
    LoginName::parse(login).map(|name| keyring.digest(Purpose::Login, &[name.folded().as_bytes()]))
}

pub(super) fn place(row: Uuid) -> Place {
    Place { table: "audit_events", column: "sealed", row }
}

/// A chain's head, held.
#[derive(sqlx::FromRow)]
struct Taken {
    #[sqlx(flatten)]
    head: Head,
    key_epoch: i64,
}

impl Tx {
    /// Appends an event to the tenant's chain. Best last in its transaction: from here to the commit the chain is
    /// held.
    ///
    /// # Errors
    /// [`StoreError`]: then what it tells about must not happen (R152).
    pub async fn audit(&mut self, tenant: &TenantId, event: &Event) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO audit_events (tenant, seq, id, at, kind, outcome, account_id, flow_id, \
             support_id, code, detail, sealed, sealed_hash, prev_hash, hash, mac, login_digest) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
        let tenant = tenant.0;
        let Taken { mut head, key_epoch } = self.take_head(tenant).await?;
        let id = self.new_id();
        let at = self.now().millis();
        let detail = serde_json::to_string(&event.detail).map_err(|e| StoreError::Corrupt(e.to_string()))?;
        let login = event.personal.as_ref().and_then(|p| p.login.as_deref());
        let login = login.and_then(|login| login_digest(&self.keyring, login));
        let whose = Subject::of(event.account, login.as_ref());
        let sealed = match &event.personal {
            Some(personal) => Some(self.seal_personal((tenant, key_epoch), whose, id, personal).await?),
            None => None,
        };
        let sealed_hash = sealed.as_deref().map(sealed_hash);
        let code = event.code.map(|c| i64::from(c.number()));
        let record = Record {
            tenant,
            seq: head.seq,
            id,
            at,
            kind: event.kind.as_str(),
            outcome: event.outcome.as_str(),
            account: event.account.map(|a| a.0),
            flow: event.flow,
            support_id: event.support_id.as_deref(),
            code,
            detail: &detail,
            sealed_hash: sealed_hash.as_ref().map(<[u8; 32]>::as_slice),
        };
        let hash = record.hash(&head.hash);
        let mac = event_mac(&self.keyring, tenant, &hash);
        let login = login.as_ref().map(|digest| digest.as_bytes().as_slice());
        on_tx!(self, e => sqlx::query(INSERT)
            .bind(tenant).bind(record.seq).bind(id).bind(at).bind(record.kind).bind(record.outcome)
            .bind(record.account).bind(record.flow).bind(record.support_id).bind(code).bind(&detail)
            .bind(&sealed).bind(record.sealed_hash).bind(&head.hash).bind(hash.as_slice())
            .bind(mac.as_bytes().as_slice()).bind(login).execute(e).await.map(drop))?;
        head.hash = hash.to_vec();
        if head.seq % CHECKPOINT_RECORDS == 0 || at.saturating_sub(head.checkpoint_at) >= CHECKPOINT_MILLIS {
            self.checkpoint(tenant, &mut head, at).await?;
        }
        self.put_head(tenant, &head).await
    }

    /// Takes the chain for this transaction and counts it up; other nodes wait.
    async fn take_head(&mut self, tenant: Uuid) -> Result<Taken, StoreError> {
        const TAKE: &str = "UPDATE audit_heads SET seq = seq + 1 WHERE tenant = $1 \
             RETURNING seq, hash, checkpoint_seq, checkpoint_at, mac, key_epoch";
        const MAKE: &str = "INSERT INTO audit_heads (tenant, seq, hash, checkpoint_seq, checkpoint_at, mac) \
             VALUES ($1, 0, $2, 0, $3, $2) ON CONFLICT (tenant) DO NOTHING";
        let taken: Option<Taken> = on_tx!(self, e => sqlx::query_as(TAKE).bind(tenant).fetch_optional(e).await)?;
        if let Some(taken) = taken {
            return Ok(taken);
        }
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(MAKE).bind(tenant).bind(GENESIS.as_slice()).bind(now).execute(e).await.map(drop))?;
        Ok(on_tx!(self, e => sqlx::query_as(TAKE).bind(tenant).fetch_one(e).await)?)
    }

    async fn put_head(&mut self, tenant: Uuid, head: &Head) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE audit_heads SET hash = $2, checkpoint_seq = $3, checkpoint_at = $4, mac = $5 \
             WHERE tenant = $1";
        let mac = head_mac(&self.keyring, tenant, head);
        on_tx!(self, e => sqlx::query(SQL).bind(tenant).bind(&head.hash).bind(head.checkpoint_seq)
            .bind(head.checkpoint_at).bind(mac.as_bytes().as_slice()).execute(e).await.map(drop))?;
        Ok(())
    }

    async fn checkpoint(&mut self, tenant: Uuid, head: &mut Head, at: i64) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO audit_checkpoints (tenant, seq, at, hash, mac) VALUES ($1, $2, $3, $4, $5)";
        let mac = checkpoint_mac(&self.keyring, tenant, head.seq, at, &head.hash);
        on_tx!(self, e => sqlx::query(SQL).bind(tenant).bind(head.seq).bind(at).bind(&head.hash)
            .bind(mac.as_bytes().as_slice()).execute(e).await.map(drop))?;
        head.checkpoint_seq = head.seq;
        head.checkpoint_at = at;
        Ok(())
    }
}

/// Which events to list.
#[derive(Debug, Clone, Default)]
pub enum EventsBy {
    /// All.
    #[default]
    All,
    /// Those of a flow.
    Flow(Uuid),
    /// Those with a support id.
    SupportId(String),
    /// Those of an account.
    Account(AccountId),
    /// Those of a kind.
    Kind(EventKind),
}

/// A page of events, newest first.
#[derive(Debug, Clone)]
pub struct EventFilter {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub by: EventsBy,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Only those with a smaller number: the last one of the page before.
    pub before_seq: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// An event as it is listed.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Its number in the tenant's chain.
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What happened ([`EventKind::as_str`]).
    pub kind: String,
    /// How it ended.
    pub outcome: String,
    /// Whose account.
    pub account: Option<AccountId>,
    /// In which flow.
    pub flow: Option<Uuid>,
    /// What the person may quote.
    pub support_id: Option<String>,
    /// The number of the error code.
    pub code: Option<u16>,
    /// Facts without personal data.
    pub detail: Value,
    /// Who it was, unless shredded.
    pub personal: Option<Personal>,
}

/// A row as it is listed.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
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
}

/// One text per way to look, so that each finds its index.
macro_rules! page {
    ($condition:literal) => {
        concat!(
            "SELECT seq, id, at, kind, outcome, account_id, flow_id, support_id, code, detail, sealed \
             FROM audit_events WHERE tenant = $1 AND seq < $2 AND at >= $3 AND at < $4 ",
            $condition,
            " ORDER BY seq DESC LIMIT $5"
        )
    };
}

impl Store {
    /// One page of events, newest first, with their personal part opened. For administrators.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn events(&self, filter: &EventFilter) -> Result<Vec<StoredEvent>, StoreError> {
        const ALL: &str = page!("");
        const FLOW: &str = page!("AND flow_id = $6");
        const SUPPORT: &str = page!("AND support_id = $6");
        const ACCOUNT: &str = page!("AND account_id = $6");
        const KIND: &str = page!("AND kind = $6");
        let (tenant, limit) = (filter.tenant.0, i64::from(filter.limit));
        let before = filter.before_seq.unwrap_or(i64::MAX);
        let since = filter.since.map_or(i64::MIN, Timestamp::millis);
        let until = filter.until.map_or(i64::MAX, Timestamp::millis);
        macro_rules! fetch {
            ($sql:expr $(, $value:expr)?) => {
                on_db!(&self.db, e => sqlx::query_as::<_, Row>($sql).bind(tenant).bind(before).bind(since)
                    .bind(until).bind(limit)$(.bind($value))?.fetch_all(e).await)?
            };
        }
        let rows: Vec<Row> = match &filter.by {
            EventsBy::All => fetch!(ALL),
            EventsBy::Flow(id) => fetch!(FLOW, *id),
            EventsBy::SupportId(id) => fetch!(SUPPORT, id.as_str()),
            EventsBy::Account(id) => fetch!(ACCOUNT, id.0),
            EventsBy::Kind(kind) => fetch!(KIND, kind.as_str()),
        };
        self.open_events(filter.tenant, rows).await
    }

    /// When something of this kind last happened to an account, well or not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn last_event(
        &self,
        tenant: TenantId,
        account: AccountId,
        kind: EventKind,
    ) -> Result<Option<Timestamp>, StoreError> {
        const SQL: &str = "SELECT at FROM audit_events WHERE tenant = $1 AND account_id = $2 AND kind = $3 \
             ORDER BY seq DESC LIMIT 1";
        let at: Option<i64> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(account.0)
            .bind(kind.as_str()).fetch_optional(e).await)?;
        Ok(at.map(Timestamp))
    }

    /// Opens the personal parts of rows.
    pub(super) async fn open_events(&self, tenant: TenantId, rows: Vec<Row>) -> Result<Vec<StoredEvent>, StoreError> {
        let keys = self.keys_of(tenant, rows.iter().filter_map(|row| row.sealed.as_deref())).await?;
        rows.into_iter().map(|row| self.open_event(&keys, row)).collect()
    }

    fn open_event(&self, keys: &HashMap<Uuid, PersonalKey>, row: Row) -> Result<StoredEvent, StoreError> {
        let personal = row.sealed.map(|sealed| self.open_personal(keys, row.id, &sealed)).transpose()?.flatten();
        Ok(StoredEvent {
            seq: row.seq,
            id: row.id,
            at: Timestamp(row.at),
            kind: row.kind,
            outcome: row.outcome,
            account: row.account_id.map(AccountId),
            flow: row.flow_id,
            support_id: row.support_id,
            code: row.code.and_then(|c| u16::try_from(c).ok()),
            detail: serde_json::from_str(&row.detail)
                .map_err(|_| StoreError::Corrupt("audit_events.detail is no JSON".to_owned()))?,
            personal,
        })
    }
}
