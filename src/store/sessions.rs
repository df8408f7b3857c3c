//! Sessions: one row each, found by the digest of their cookie (R59).

use std::time::Duration;

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
        account::{AccountId, TenantId},
        client::Client,
        locale::Locale,
        session::SessionState,
        time::Timestamp,
    },
};

/// A session as it stands, opened.
#[derive(Clone)]
pub struct Session {
    /// Row id.
    pub id: Uuid,
    /// Whose rows.
    pub tenant: TenantId,
    /// Who signed in.
    pub account: AccountId,
    /// Digest of its cookie; changes at every step of privilege (R56).
    pub cookie: Digest,
    /// The login name as typed.
    pub login: String,
    /// Where from.
    pub client: Client,
    /// What it remembers.
    pub state: SessionState,
    /// The language of its pages and messages.
    pub locale: Locale,
    /// What the person may quote.
    pub support_id: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends whatever happens (N10).
    pub expires_at: Timestamp,
    /// When the person last proved themselves with a registered method (R131).
    pub proved_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Session {
    /// Whether it can be used: not ended, not idle for `idle`, not over. A clock that went back shortens no limit and
    /// lengthens none (R60).
    #[must_use]
    pub fn is_alive(&self, now: Timestamp, idle: Duration) -> bool {
        self.ended_at.is_none() && now < self.expires_at && now < self.seen_at.after(idle) && now >= self.created_at
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, tenant, account_id, cookie_digest, login_sealed, client_sealed, state, locale, support_id, \
             created_at, seen_at, expires_at, proved_at, ended_at FROM sessions WHERE ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    tenant: Uuid,
    account_id: Uuid,
    cookie_digest: Vec<u8>,
    login_sealed: Vec<u8>,
    client_sealed: Vec<u8>,
    state: String,
    locale: String,
    support_id: String,
    created_at: i64,
    seen_at: i64,
    expires_at: i64,
    proved_at: Option<i64>,
    ended_at: Option<i64>,
}

fn place(row: Uuid, column: &'static str) -> Place {
    Place { table: "sessions", column, row }
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<Session, StoreError> {
        let id = self.id;
        Ok(Session {
            id,
            tenant: TenantId(self.tenant),
            account: AccountId(self.account_id),
            cookie: digest("sessions.cookie_digest", &self.cookie_digest)?,
            login: open_text(keyring, place(id, "login_sealed"), &self.login_sealed)?.to_string(),
            client: open_json(keyring, place(id, "client_sealed"), &self.client_sealed)?,
            state: serde_json::from_str(&self.state)
                .map_err(|e| StoreError::Corrupt(format!("sessions.state: {e}")))?,
            locale: Locale(self.locale),
            support_id: self.support_id,
            created_at: Timestamp(self.created_at),
            seen_at: Timestamp(self.seen_at),
            expires_at: Timestamp(self.expires_at),
            proved_at: time(self.proved_at),
            ended_at: time(self.ended_at),
        })
    }
}

fn state_text(session: &Session) -> Result<String, StoreError> {
    serde_json::to_string(&session.state).map_err(|e| StoreError::Corrupt(e.to_string()))
}

impl Tx {
    /// Writes a new session.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when id or cookie exist.
    pub async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO sessions (id, tenant, account_id, cookie_digest, login_sealed, client_sealed, \
             state, locale, support_id, created_at, seen_at, expires_at, proved_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let login = self.seal(place(session.id, "login_sealed"), session.login.as_bytes())?;
        let client = self.seal_json(place(session.id, "client_sealed"), &session.client)?;
        let state = state_text(session)?;
        on_tx!(self, e => sqlx::query(SQL).bind(session.id).bind(session.tenant.0).bind(session.account.0)
            .bind(session.cookie.as_bytes().as_slice()).bind(&login).bind(&client).bind(&state)
            .bind(session.locale.as_str()).bind(&session.support_id).bind(session.created_at.millis())
            .bind(session.seen_at.millis()).bind(session.expires_at.millis())
            .bind(session.proved_at.map(Timestamp::millis)).execute(e).await.map(drop))?;
        Ok(())
    }

    /// The session with this id, locked until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session(&mut self, id: Uuid) -> Result<Option<Session>, StoreError> {
        const SQLITE: &str = select!("id = $1");
        const POSTGRES: &str = select!("id = $1 FOR UPDATE");
        let row: Option<Row> = match &mut self.inner {
            TxInner::Sqlite(t) => sqlx::query_as(SQLITE).bind(id).fetch_optional(&mut **t).await?,
            TxInner::Postgres(t) => sqlx::query_as(POSTGRES).bind(id).fetch_optional(&mut **t).await?,
        };
        row.map(|r| r.open(&self.keyring)).transpose()
    }

    /// Writes cookie, state, language, last use, proof and end. Hold its row with [`Tx::session`] first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn save_session(&mut self, session: &Session) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE sessions SET cookie_digest = $2, state = $3, locale = $4, seen_at = $5, \
             proved_at = $6, ended_at = $7 WHERE id = $1";
        let state = state_text(session)?;
        on_tx!(self, e => sqlx::query(SQL).bind(session.id).bind(session.cookie.as_bytes().as_slice()).bind(&state)
            .bind(session.locale.as_str()).bind(session.seen_at.millis())
            .bind(session.proved_at.map(Timestamp::millis)).bind(session.ended_at.map(Timestamp::millis))
            .execute(e).await.map(drop))?;
        Ok(())
    }

    /// Ends the sessions of an account, all but one; says how many (R68).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_sessions(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        except: Option<Uuid>,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE sessions SET ended_at = $4 \
             WHERE tenant = $1 AND account_id = $2 AND id <> $3 AND ended_at IS NULL";
        let now = self.now().millis();
        // No row has the nil id.
        let except = except.unwrap_or(Uuid::nil());
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(account.0).bind(except).bind(now)
            .execute(e).await.map(|d| d.rows_affected()))?)
    }
}

impl Store {
    /// The session whose cookie has this digest, whether or not it is over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session_by_cookie(&self, cookie: &Digest) -> Result<Option<Session>, StoreError> {
        const SQL: &str = select!("cookie_digest = $1");
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(cookie.as_bytes().as_slice())
            .fetch_optional(e).await)?;
        row.map(|r| r.open(&self.keyring)).transpose()
    }

    /// The open sessions of an account, newest first (R70). Some may be over by their time: ask
    /// [`Session::is_alive`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sessions(&self, tenant: TenantId, account: AccountId) -> Result<Vec<Session>, StoreError> {
        const SQL: &str =
            select!("tenant = $1 AND account_id = $2 AND ended_at IS NULL ORDER BY created_at DESC, id DESC");
        let rows: Vec<Row> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(account.0).fetch_all(e).await)?;
        rows.into_iter().map(|row| row.open(&self.keyring)).collect()
    }
}
