//! "Contact your administrator": the queue of what people asked. Names and texts are sealed.

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::{open_text, time},
};
use crate::{
    crypto::{keyring::Keyring, seal::Place},
    domain::{account::TenantId, locale::Locale, time::Timestamp},
};

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Nobody answered.
    Open,
    /// Somebody did.
    Answered,
    /// Done with.
    Closed,
}

impl RequestState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Closed];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A request about to be written.
#[derive(Debug)]
pub struct NewHelpRequest<'a> {
    /// Row id.
    pub id: Uuid,
    /// Whose rows.
    pub tenant: TenantId,
    /// What the person quotes.
    pub support_id: &'a str,
    /// The login name, as typed.
    pub login: &'a str,
    /// What the person wrote; may be empty.
    pub note: &'a str,
    /// The language of the page.
    pub locale: &'a Locale,
}

/// A request.
#[derive(Debug, Clone)]
pub struct HelpRequest {
    /// Row id.
    pub id: Uuid,
    /// How it stands.
    pub state: RequestState,
    /// What the person quotes.
    pub support_id: String,
    /// The login name, as typed; untrusted.
    pub login: String,
    /// What the person wrote; untrusted, may be empty.
    pub note: String,
    /// The language of the page.
    pub locale: Locale,
    /// What was answered.
    pub answer: Option<String>,
    /// Who answered or closed it last.
    pub agent: Option<String>,
    /// When it came.
    pub created_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// Where a list goes on: behind this one.
pub type RequestAfter = (Timestamp, Uuid);

fn place(row: Uuid, column: &'static str) -> Place {
    Place { table: "help_requests", column, row }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    state: String,
    support_id: String,
    login_sealed: Vec<u8>,
    note_sealed: Vec<u8>,
    locale: String,
    answer_sealed: Option<Vec<u8>>,
    agent_sealed: Option<Vec<u8>>,
    created_at: i64,
    answered_at: Option<i64>,
    closed_at: Option<i64>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, state, support_id, login_sealed, note_sealed, locale, answer_sealed, agent_sealed, created_at, \
             answered_at, closed_at FROM help_requests WHERE ",
            $rest
        )
    };
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<HelpRequest, StoreError> {
        let id = self.id;
        let text =
            |column, sealed: &[u8]| Ok::<_, StoreError>(open_text(keyring, place(id, column), sealed)?.to_string());
        let optional = |column, sealed: Option<Vec<u8>>| sealed.map(|sealed| text(column, &sealed)).transpose();
        Ok(HelpRequest {
            id,
            state: RequestState::parse(&self.state)
                .ok_or_else(|| StoreError::Corrupt(format!("help_requests.state is {:?}", self.state)))?,
            support_id: self.support_id,
            login: text("login_sealed", &self.login_sealed)?,
            note: text("note_sealed", &self.note_sealed)?,
            locale: Locale(self.locale),
            answer: optional("answer_sealed", self.answer_sealed)?,
            agent: optional("agent_sealed", self.agent_sealed)?,
            created_at: Timestamp(self.created_at),
            answered_at: time(self.answered_at),
            closed_at: time(self.closed_at),
        })
    }
}

impl Tx {
    /// Writes a new request.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_help_request(&mut self, new: &NewHelpRequest<'_>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO help_requests (id, tenant, state, support_id, login_sealed, note_sealed, \
             locale, created_at) VALUES ($1, $2, 'open', $3, $4, $5, $6, $7)";
        let login = self.seal(place(new.id, "login_sealed"), new.login.as_bytes())?;
        let note = self.seal(place(new.id, "note_sealed"), new.note.as_bytes())?;
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(new.id).bind(new.tenant.0).bind(new.support_id).bind(&login)
            .bind(&note).bind(new.locale.as_str()).bind(now).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Writes an answer down; true for exactly one caller, while the request is open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn answer_help_request(&mut self, id: Uuid, answer: &str, agent: &str) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE help_requests SET state = 'answered', answer_sealed = $2, agent_sealed = $3, \
             answered_at = $4 WHERE id = $1 AND state = 'open'";
        let answer = self.seal(place(id, "answer_sealed"), answer.as_bytes())?;
        let agent = self.seal(place(id, "agent_sealed"), agent.as_bytes())?;
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).bind(&answer).bind(&agent).bind(now).execute(e).await
            .map(|d| d.rows_affected() == 1))?)
    }

    /// Closes a request; true for exactly one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn close_help_request(&mut self, id: Uuid, agent: &str) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE help_requests SET state = 'closed', agent_sealed = $2, closed_at = $3 \
             WHERE id = $1 AND state <> 'closed'";
        let agent = self.seal(place(id, "agent_sealed"), agent.as_bytes())?;
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).bind(&agent).bind(now).execute(e).await
            .map(|d| d.rows_affected() == 1))?)
    }
}

impl Store {
    /// The request with this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn help_request(&self, tenant: TenantId, id: Uuid) -> Result<Option<HelpRequest>, StoreError> {
        const SQL: &str = select!("tenant = $1 AND id = $2");
        let row: Option<Row> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(id).fetch_optional(e).await)?;
        row.map(|row| row.open(&self.keyring)).transpose()
    }

    /// One page of requests. Open ones oldest first: who waits longest is first; the others newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn help_requests(
        &self,
        tenant: TenantId,
        state: RequestState,
        after: Option<RequestAfter>,
        limit: u32,
    ) -> Result<Vec<HelpRequest>, StoreError> {
        const OLDEST: &str =
            select!("tenant = $1 AND state = $2 AND (created_at, id) > ($3, $4) ORDER BY created_at, id LIMIT $5");
        const NEWEST: &str = select!(
            "tenant = $1 AND state = $2 AND (created_at, id) < ($3, $4) ORDER BY created_at DESC, id DESC LIMIT $5"
        );
        let (sql, first) = match state {
            RequestState::Open => (OLDEST, (Timestamp(i64::MIN), Uuid::nil())),
            _ => (NEWEST, (Timestamp(i64::MAX), Uuid::max())),
        };
        let (at, id) = after.unwrap_or(first);
        let rows: Vec<Row> = on_db!(&self.db, e => sqlx::query_as(sql).bind(tenant.0).bind(state.as_str())
            .bind(at.millis()).bind(id).bind(i64::from(limit)).fetch_all(e).await)?;
        rows.into_iter().map(|row| row.open(&self.keyring)).collect()
    }

    /// How many requests wait for an answer, and since when the first of them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting_help_requests(&self, tenant: TenantId) -> Result<(u64, Option<Timestamp>), StoreError> {
        const SQL: &str = "SELECT COUNT(*), MIN(created_at) FROM help_requests WHERE tenant = $1 AND state = 'open'";
        let (count, first): (i64, Option<i64>) =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_one(e).await)?;
        Ok((u64::try_from(count).unwrap_or(0), time(first)))
    }

    /// How many requests stand so.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_help_requests(&self, tenant: TenantId, state: RequestState) -> Result<u64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM help_requests WHERE tenant = $1 AND state = $2";
        let count: i64 = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(state.as_str())
            .fetch_one(e).await)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}
