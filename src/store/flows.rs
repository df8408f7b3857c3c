//! Flows: one row per journey. What the row's `state` and `verdict` mean is known to `domain::flow`.

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{TxInner, on_db, on_tx},
    error::StoreError,
    sealed::{digest, open_json, open_text, time},
};
use crate::{
    crypto::{digest::Digest, keyring::Keyring, seal::Place},
    domain::{
        account::{AccountId, Contact, TenantId},
        client::Client,
        locale::Locale,
        time::Timestamp,
    },
};

/// A flow as it stands, opened.
#[derive(Clone)]
pub struct Flow {
    /// Row id.
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// Which journey.
    pub kind: String,
    /// Digest of the cookie's token; changes at every step of privilege (R56).
    pub cookie: Digest,
    /// What the person may quote.
    pub support_id: String,
    /// The step it is at.
    pub step: String,
    /// The state machine, in its own JSON.
    pub state: String,
    /// Digest of the folded login name.
    pub login_digest: Digest,
    /// The login name as typed.
    pub login: String,
    /// The account, once looked up.
    pub account: Option<AccountId>,
    /// What the look-up found.
    pub verdict: Option<String>,
    /// The account's contacts, once looked up; sealed at rest.
    pub contacts: Option<Vec<Contact>>,
    /// The language of its pages and messages.
    pub locale: Locale,
    /// Who asks.
    pub client: Client,
    /// Grows with every change.
    pub version: i64,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it ended, one way or another.
    pub ended_at: Option<Timestamp>,
}

impl std::fmt::Debug for Flow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow")
            .field("id", &self.id)
            .field("step", &self.step)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, tenant, kind, cookie_digest, support_id, step, state, login_digest, login_sealed, account_id, \
             verdict, contacts_sealed, locale, client_sealed, version, created_at, expires_at, ended_at \
             FROM flows WHERE ",
            $condition
        )
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    tenant: Uuid,
    kind: String,
    cookie_digest: Vec<u8>,
    support_id: String,
    step: String,
    state: String,
    login_digest: Vec<u8>,
    login_sealed: Vec<u8>,
    account_id: Option<Uuid>,
    verdict: Option<String>,
    contacts_sealed: Option<Vec<u8>>,
    locale: String,
    client_sealed: Vec<u8>,
    version: i64,
    created_at: i64,
    expires_at: i64,
    ended_at: Option<i64>,
}

fn place(row: Uuid, column: &'static str) -> Place {
    Place { table: "flows", column, row }
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<Flow, StoreError> {
        let id = self.id;
        let contacts =
            self.contacts_sealed.map(|sealed| open_json(keyring, place(id, "contacts_sealed"), &sealed)).transpose()?;
        Ok(Flow {
            id,
            tenant: TenantId(self.tenant),
            kind: self.kind,
            cookie: digest("flows.cookie_digest", &self.cookie_digest)?,
            support_id: self.support_id,
            step: self.step,
            state: self.state,
            login_digest: digest("flows.login_digest", &self.login_digest)?,
            login: open_text(keyring, place(id, "login_sealed"), &self.login_sealed)?.to_string(),
            account: self.account_id.map(AccountId),
            verdict: self.verdict,
            contacts,
            locale: Locale(self.locale),
            client: open_json(keyring, place(id, "client_sealed"), &self.client_sealed)?,
            version: self.version,
            created_at: Timestamp(self.created_at),
            expires_at: Timestamp(self.expires_at),
            ended_at: time(self.ended_at),
        })
    }
}

impl Tx {
    /// Writes a new flow.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when id or cookie exist.
    pub async fn insert_flow(&mut self, flow: &Flow) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO flows (id, tenant, kind, cookie_digest, support_id, step, state, login_digest, \
             login_sealed, locale, client_sealed, version, created_at, expires_at, account_id, contacts_sealed) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        let login = self.seal(place(flow.id, "login_sealed"), flow.login.as_bytes())?;
        let client = self.seal_json(place(flow.id, "client_sealed"), &flow.client)?;
        let contacts = match &flow.contacts {
            Some(contacts) => Some(self.seal_json(place(flow.id, "contacts_sealed"), contacts)?),
            None => None,
        };
        on_tx!(self, e => sqlx::query(SQL)
            .bind(flow.id).bind(flow.tenant.0).bind(&flow.kind).bind(flow.cookie.as_bytes().as_slice())
            .bind(&flow.support_id).bind(&flow.step).bind(&flow.state)
            .bind(flow.login_digest.as_bytes().as_slice()).bind(&login).bind(flow.locale.as_str()).bind(&client)
            .bind(flow.version).bind(flow.created_at.millis()).bind(flow.expires_at.millis())
            .bind(flow.account.map(|a| a.0)).bind(&contacts)
            .execute(e).await.map(drop))?;
        Ok(())
    }

    /// The flow with this id, locked until the transaction ends: what is decided on it can be saved.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn flow(&mut self, id: Uuid) -> Result<Option<Flow>, StoreError> {
        const SQLITE: &str = select!("id = $1");
        const POSTGRES: &str = select!("id = $1 FOR UPDATE");
        let row: Option<Row> = match &mut self.inner {
            // The transaction holds the one write lock.
            TxInner::Sqlite(t) => sqlx::query_as(SQLITE).bind(id).fetch_optional(&mut **t).await?,
            TxInner::Postgres(t) => sqlx::query_as(POSTGRES).bind(id).fetch_optional(&mut **t).await?,
        };
        row.map(|r| r.open(&self.keyring)).transpose()
    }

    /// Writes cookie, step, state, account, verdict, contacts, locale and end of a flow, if nobody wrote it since
    /// it was read, and counts its version up.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody did: read it again and decide anew.
    pub async fn save_flow(&mut self, flow: &mut Flow) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE flows SET cookie_digest = $3, step = $4, state = $5, account_id = $6, verdict = $7, \
             contacts_sealed = $8, locale = $9, ended_at = $10, version = version + 1 \
             WHERE id = $1 AND version = $2";
        let contacts = match &flow.contacts {
            Some(contacts) => Some(self.seal_json(place(flow.id, "contacts_sealed"), contacts)?),
            None => None,
        };
        let written = on_tx!(self, e => sqlx::query(SQL)
            .bind(flow.id).bind(flow.version).bind(flow.cookie.as_bytes().as_slice()).bind(&flow.step)
            .bind(&flow.state).bind(flow.account.map(|a| a.0)).bind(&flow.verdict).bind(&contacts)
            .bind(flow.locale.as_str()).bind(flow.ended_at.map(Timestamp::millis))
            .execute(e).await.map(|done| done.rows_affected()))?;
        if written == 0 {
            return Err(StoreError::Conflict);
        }
        flow.version = flow.version.saturating_add(1);
        Ok(())
    }

    /// Ends every open flow of an account but one, and voids their challenges; says how many flows.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_other_flows(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        except: Option<Uuid>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        const VOID: &str = "UPDATE challenges SET voided_at = $4, code_sealed = NULL WHERE voided_at IS NULL \
             AND used_at IS NULL AND flow_id IN \
             (SELECT id FROM flows WHERE tenant = $1 AND account_id = $2 AND id <> $3 AND ended_at IS NULL)";
        const END: &str = "UPDATE flows SET ended_at = $4, version = version + 1 \
             WHERE tenant = $1 AND account_id = $2 AND id <> $3 AND ended_at IS NULL";
        // No row has the nil id.
        let except = except.unwrap_or(Uuid::nil());
        on_tx!(self, e => sqlx::query(VOID).bind(tenant.0).bind(account.0).bind(except).bind(now.millis())
            .execute(e).await.map(drop))?;
        Ok(on_tx!(self, e => sqlx::query(END).bind(tenant.0).bind(account.0).bind(except).bind(now.millis())
            .execute(e).await.map(|done| done.rows_affected()))?)
    }
}

impl Store {
    /// The flow whose cookie has this digest, whether or not it is over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn flow_by_cookie(&self, cookie: &Digest) -> Result<Option<Flow>, StoreError> {
        const SQL: &str = select!("cookie_digest = $1");
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(cookie.as_bytes().as_slice())
            .fetch_optional(e).await)?;
        row.map(|r| r.open(&self.keyring)).transpose()
    }

    /// The flow with this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn flow(&self, id: Uuid) -> Result<Option<Flow>, StoreError> {
        const SQL: &str = select!("id = $1");
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(id).fetch_optional(e).await)?;
        row.map(|r| r.open(&self.keyring)).transpose()
    }
}
