//! Writebacks: what is about to be written to a directory, durable before it is written, and what became of it
//! (R155). No password is ever in here.

use std::time::Duration;

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{TxInner, on_db, on_tx},
    error::StoreError,
    sealed::time,
};
use crate::domain::{
    account::{AccountId, TenantId},
    time::Timestamp,
};

macro_rules! names {
    ($(#[doc = $doc:literal] $type:ident { $( $(#[doc = $variant_doc:literal])+ $variant:ident = $name:literal, )+ })+) => { $(
        #[doc = $doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $type { $( $(#[doc = $variant_doc])+ $variant, )+ }

        impl $type {
            /// The stable name, as the database holds it.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$variant => $name, )+ } }

            fn read(name: &str) -> Result<Self, StoreError> {
                match name {
                    $( $name => Ok(Self::$variant), )+
                    _ => Err(StoreError::Corrupt(format!("writebacks holds {name:?}"))),
                }
            }
        }
    )+ };
}

names! {
    #[doc = "What is written."]
    WritebackKind {
        /// A password, without the old one.
        Reset = "reset",
        /// The end of a lockout.
        Unlock = "unlock",
        /// A password, with the old one.
        Change = "change",
    }
    #[doc = "What became of it."]
    WritebackState {
        /// Not known yet.
        Intended = "intended",
        /// The directory has it.
        Done = "done",
        /// The directory said no.
        Refused = "refused",
        /// It never got there.
        NotDone = "not-done",
        /// It can not be found out.
        Unknown = "unknown",
    }
}

/// A write about to happen.
#[derive(Debug)]
pub struct NewWriteback<'a> {
    /// Row id, of [`Store::new_id`].
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// Of which flow.
    pub flow: Uuid,
    /// To which account.
    pub account: AccountId,
    /// What.
    pub kind: WritebackKind,
    /// To which server.
    pub server: &'a str,
    /// The directory's stamp before, in JSON.
    pub before: &'a str,
    /// When to start asking what became of it: after the write's own deadline.
    pub settle_after: Timestamp,
}

/// A write and what became of it.
#[derive(Debug, Clone)]
pub struct Writeback {
    /// Row id.
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// Of which flow.
    pub flow: Uuid,
    /// To which account.
    pub account: AccountId,
    /// What.
    pub kind: WritebackKind,
    /// To which server.
    pub server: String,
    /// The directory's stamp before, in JSON.
    pub before: String,
    /// What became of it.
    pub state: WritebackState,
    /// Why, for the admin.
    pub detail: Option<String>,
    /// When it was intended.
    pub created_at: Timestamp,
    /// When to ask (again) what became of it.
    pub settle_after: Timestamp,
    /// When that was known.
    pub settled_at: Option<Timestamp>,
    /// When its owner was told.
    pub told_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    tenant: Uuid,
    flow_id: Uuid,
    account_id: Uuid,
    kind: String,
    server: String,
    stamp: String,
    state: String,
    detail: Option<String>,
    created_at: i64,
    settle_after: i64,
    settled_at: Option<i64>,
    told_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Writeback, StoreError> {
        Ok(Writeback {
            id: self.id,
            tenant: TenantId(self.tenant),
            flow: self.flow_id,
            account: AccountId(self.account_id),
            kind: WritebackKind::read(&self.kind)?,
            server: self.server,
            before: self.stamp,
            state: WritebackState::read(&self.state)?,
            detail: self.detail,
            created_at: Timestamp(self.created_at),
            settle_after: Timestamp(self.settle_after),
            settled_at: time(self.settled_at),
            told_at: time(self.told_at),
        })
    }
}

macro_rules! columns {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "id, tenant, flow_id, account_id, kind, server, stamp, state, detail, created_at, settle_after, \
             settled_at, told_at",
            $after
        )
    };
}

const NEWEST: &str =
    columns!("SELECT ", " FROM writebacks WHERE flow_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1");

impl Tx {
    /// Writes down a write that is about to happen. Commit before the directory is written to.
    ///
    /// # Errors
    /// [`StoreError`]: then the directory must not be written to (R152).
    pub async fn intend(&mut self, new: &NewWriteback<'_>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO writebacks (id, tenant, flow_id, account_id, kind, server, stamp, state, \
             created_at, settle_after, leased_until) VALUES ($1, $2, $3, $4, $5, $6, $7, 'intended', $8, $9, 0)";
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(new.id).bind(new.tenant.0).bind(new.flow).bind(new.account.0)
            .bind(new.kind.as_str()).bind(new.server).bind(new.before).bind(now).bind(new.settle_after.millis())
            .execute(e).await.map(drop))?;
        Ok(())
    }

    /// Writes down what became of it; true for exactly one caller, who then tells the account's owner in the same
    /// transaction. [`WritebackState::Intended`] settles nothing and is false.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn settle_writeback(
        &mut self,
        id: Uuid,
        state: WritebackState,
        detail: Option<&str>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str =
            "UPDATE writebacks SET state = $2, detail = $3, settled_at = $4 WHERE id = $1 AND settled_at IS NULL";
        if state == WritebackState::Intended {
            return Ok(false);
        }
        let rows = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(state.as_str()).bind(detail).bind(now.millis())
            .execute(e).await.map(|d| d.rows_affected()))?;
        Ok(rows == 1)
    }

    /// Writes down that the owner was told; true for exactly one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn writeback_told(&mut self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE writebacks SET told_at = $2 WHERE id = $1 AND told_at IS NULL";
        let rows = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now.millis()).execute(e).await
            .map(|d| d.rows_affected()))?;
        Ok(rows == 1)
    }

    /// The newest writeback of a flow.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn writeback_of(&mut self, flow: Uuid) -> Result<Option<Writeback>, StoreError> {
        let row: Option<Row> = on_tx!(self, e => sqlx::query_as(NEWEST).bind(flow).fetch_optional(e).await)?;
        row.map(Row::read).transpose()
    }
}

/// See the claim of jobs for why the databases differ.
macro_rules! claim {
    ($open:literal, $close:literal) => {
        concat!(
            "UPDATE writebacks SET leased_until = $2 WHERE id ",
            $open,
            "SELECT id FROM writebacks WHERE settled_at IS NULL AND settle_after <= $1 AND leased_until <= $1 \
             ORDER BY settle_after, id LIMIT $3",
            $close,
            columns!(" RETURNING ", "")
        )
    };
}

impl Store {
    /// The newest writeback of a flow.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn writeback_of(&self, flow: Uuid) -> Result<Option<Writeback>, StoreError> {
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(NEWEST).bind(flow).fetch_optional(e).await)?;
        row.map(Row::read).transpose()
    }

    /// The newest writebacks of an account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn writebacks_to(
        &self,
        tenant: TenantId,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<Writeback>, StoreError> {
        const SQL: &str = columns!(
            "SELECT ",
            " FROM writebacks WHERE tenant = $1 AND account_id = $2 ORDER BY created_at DESC, id DESC LIMIT $3"
        );
        let rows: Vec<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(account.0)
            .bind(i64::from(limit)).fetch_all(e).await)?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Takes up to `limit` writes whose outcome is not known and is due to be asked for; each goes to one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_open_writebacks(
        &self,
        now: Timestamp,
        limit: u32,
        lease: Duration,
    ) -> Result<Vec<Writeback>, StoreError> {
        const SQLITE: &str = claim!("IN (", ")");
        const POSTGRES: &str = claim!("= ANY(ARRAY(", " FOR UPDATE SKIP LOCKED))");
        let (until, now, limit) = (now.after(lease).millis(), now.millis(), i64::from(limit));
        let mut tx = self.begin().await?;
        let mut rows: Vec<Row> = match &mut tx.inner {
            TxInner::Sqlite(t) => sqlx::query_as(SQLITE).bind(now).bind(until).bind(limit).fetch_all(&mut **t).await?,
            TxInner::Postgres(t) => {
                sqlx::query_as(POSTGRES).bind(now).bind(until).bind(limit).fetch_all(&mut **t).await?
            }
        };
        tx.commit().await?;
        rows.sort_by_key(|r| (r.settle_after, r.id));
        rows.into_iter().map(Row::read).collect()
    }

    /// Gives a claimed writeback back: the server could not say; ask again at `settle_after`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn postpone_writeback(&self, id: Uuid, settle_after: Timestamp) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE writebacks SET settle_after = $2, leased_until = 0 WHERE id = $1 AND settled_at IS NULL";
        let mut tx = self.begin().await?;
        on_tx!(tx, e => sqlx::query(SQL).bind(id).bind(settle_after.millis()).execute(e).await.map(drop))?;
        tx.commit().await
    }
}
