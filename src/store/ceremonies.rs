//! Ceremonies: a proof or a registration under way in a session. Tries are counted before anything is compared, in
//! one statement with the limit (R17).

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::{count, digest, open_json, open_text, time},
};
use crate::{
    crypto::{
        digest::{Digest, Purpose},
        keyring::Keyring,
        seal::Place,
    },
    domain::{account::TenantId, method::Method, time::Timestamp},
};

/// What a ceremony is for. A code or challenge of one purpose is worth nothing for another (R14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CeremonyPurpose {
    /// To register something new.
    Register,
    /// To prove with something registered that it is the person (R131).
    Prove,
    /// To try a registered method: "send me a code now".
    Try,
}

impl CeremonyPurpose {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Prove => "prove",
            Self::Try => "try",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Register, Self::Prove, Self::Try].into_iter().find(|p| p.as_str() == name)
    }
}

/// A ceremony about to begin.
pub struct NewCeremony<'a, T> {
    /// Row id.
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// In which session.
    pub session: Uuid,
    /// What for.
    pub purpose: CeremonyPurpose,
    /// By which method it is proved.
    pub method: Method,
    /// What it is about: the new contact, the seed, the WebAuthn state, the id of the method. Sealed.
    pub subject: &'a T,
    /// The code that is sent, for methods that send one.
    pub code: Option<&'a Zeroizing<String>>,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

/// A ceremony as it stands.
pub struct Ceremony {
    /// Row id.
    pub id: Uuid,
    /// In which session.
    pub session: Uuid,
    /// What for.
    pub purpose: CeremonyPurpose,
    /// By which method it is proved.
    pub method: Method,
    /// Digest of id and code.
    pub code_digest: Option<Digest>,
    /// The code, while it may still be sent again.
    pub code: Option<Zeroizing<String>>,
    /// Tries so far.
    pub tries: u32,
    /// Sends so far.
    pub sends: u32,
    /// When it began.
    pub created_at: Timestamp,
    /// When the code was last sent.
    pub sent_at: Option<Timestamp>,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// When it was done with, one way or another.
    pub ended_at: Option<Timestamp>,
    subject: Vec<u8>,
}

impl std::fmt::Debug for Ceremony {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ceremony").field("id", &self.id).field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

impl Ceremony {
    /// What it is about.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is about something else.
    pub fn subject<T: DeserializeOwned>(&self, keyring: &Keyring) -> Result<T, StoreError> {
        open_json(keyring, place(self.id, "subject_sealed"), &self.subject)
    }

    /// Whether it can still be answered.
    #[must_use]
    pub fn is_live(&self, now: Timestamp, most_tries: u32) -> bool {
        self.ended_at.is_none() && now < self.expires_at && self.tries < most_tries
    }

    /// Whether `typed` is its code; in constant time (R126). Count the try first.
    #[must_use]
    pub fn matches(&self, keyring: &Keyring, typed: &str) -> bool {
        self.code_digest == Some(code_digest(keyring, self.id, typed))
    }
}

fn code_digest(keyring: &Keyring, id: Uuid, code: &str) -> Digest {
    keyring.digest(Purpose::Code, &[id.as_bytes(), code.as_bytes()])
}

fn place(row: Uuid, column: &'static str) -> Place {
    Place { table: "ceremonies", column, row }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    session_id: Uuid,
    purpose: String,
    method: String,
    subject_sealed: Vec<u8>,
    code_digest: Option<Vec<u8>>,
    code_sealed: Option<Vec<u8>>,
    tries: i64,
    sends: i64,
    created_at: i64,
    sent_at: Option<i64>,
    expires_at: i64,
    ended_at: Option<i64>,
}

/// The newest ceremony of a session: a newer one takes an older one's place.
const NEWEST: &str = "SELECT id, session_id, purpose, method, subject_sealed, code_digest, code_sealed, tries, sends, \
     created_at, sent_at, expires_at, ended_at FROM ceremonies WHERE session_id = $1 AND ended_at IS NULL \
     ORDER BY created_at DESC, id DESC LIMIT 1";

impl Row {
    fn open(self, keyring: &Keyring) -> Result<Ceremony, StoreError> {
        let id = self.id;
        let corrupt = |column: &str| StoreError::Corrupt(format!("ceremonies.{column}"));
        Ok(Ceremony {
            id,
            session: self.session_id,
            purpose: CeremonyPurpose::from_name(&self.purpose).ok_or_else(|| corrupt("purpose"))?,
            method: Method::from_name(&self.method).ok_or_else(|| corrupt("method"))?,
            code_digest: self.code_digest.map(|d| digest("ceremonies.code_digest", &d)).transpose()?,
            code: self.code_sealed.map(|s| open_text(keyring, place(id, "code_sealed"), &s)).transpose()?,
            tries: count("ceremonies.tries", self.tries)?,
            sends: count("ceremonies.sends", self.sends)?,
            created_at: Timestamp(self.created_at),
            sent_at: time(self.sent_at),
            expires_at: Timestamp(self.expires_at),
            ended_at: time(self.ended_at),
            subject: self.subject_sealed,
        })
    }
}

impl Tx {
    /// Begins a ceremony, and ends every other one of the session.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_ceremony<T: Serialize>(&mut self, new: &NewCeremony<'_, T>) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO ceremonies (id, tenant, session_id, purpose, method, subject_sealed, \
             code_digest, code_sealed, tries, sends, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, $10)";
        self.end_ceremonies(new.session).await?;
        let subject = self.seal_json(place(new.id, "subject_sealed"), new.subject)?;
        let sealed = match new.code {
            Some(code) => Some(self.seal(place(new.id, "code_sealed"), code.as_bytes())?),
            None => None,
        };
        let digest = new.code.map(|code| code_digest(&self.keyring, new.id, code).as_bytes().to_vec());
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(new.id).bind(new.tenant.0).bind(new.session)
            .bind(new.purpose.as_str()).bind(new.method.as_str()).bind(&subject).bind(&digest).bind(&sealed)
            .bind(now).bind(new.expires_at.millis()).execute(e).await.map(drop))?;
        Ok(())
    }

    /// The ceremony of a session that is under way.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ceremony(&mut self, session: Uuid) -> Result<Option<Ceremony>, StoreError> {
        let row: Option<Row> = on_tx!(self, e => sqlx::query_as(NEWEST).bind(session).fetch_optional(e).await)?;
        row.map(|r| r.open(&self.keyring)).transpose()
    }

    /// Counts a try and says which one it is, from 1; `None` when there is none left, or its time is over: then
    /// nothing may be compared.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_ceremony_try(&mut self, id: Uuid, max: u32) -> Result<Option<u32>, StoreError> {
        const SQL: &str = "UPDATE ceremonies SET tries = tries + 1 WHERE id = $1 AND tries < $2 \
             AND ended_at IS NULL AND expires_at > $3 RETURNING tries";
        let now = self.now().millis();
        let tries: Option<i64> = on_tx!(self, e => sqlx::query_scalar(SQL).bind(id).bind(i64::from(max)).bind(now)
            .fetch_optional(e).await)?;
        tries.map(|t| count("ceremonies.tries", t)).transpose()
    }

    /// Counts a send and says which one it is, from 1; `None` when it is over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_ceremony_send(&mut self, id: Uuid) -> Result<Option<u32>, StoreError> {
        const SQL: &str = "UPDATE ceremonies SET sends = sends + 1, sent_at = $2 WHERE id = $1 \
             AND ended_at IS NULL AND expires_at > $2 RETURNING sends";
        let now = self.now().millis();
        let sends: Option<i64> = on_tx!(self, e => sqlx::query_scalar(SQL).bind(id).bind(now).fetch_optional(e).await)?;
        sends.map(|s| count("ceremonies.sends", s)).transpose()
    }

    /// Says anew what a ceremony under way is about; its tries and its time stay as they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn renew_ceremony<T: Serialize>(&mut self, id: Uuid, subject: &T) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE ceremonies SET subject_sealed = $2 WHERE id = $1 AND ended_at IS NULL";
        let sealed = self.seal_json(place(id, "subject_sealed"), subject)?;
        on_tx!(self, e => sqlx::query(SQL).bind(id).bind(&sealed).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Ends a ceremony as done: true for exactly one caller (R15, R16). What it was about is erased.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_ceremony(&mut self, id: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE ceremonies SET ended_at = $2, code_sealed = NULL, subject_sealed = $3 \
             WHERE id = $1 AND ended_at IS NULL AND expires_at > $2";
        let now = self.now().millis();
        Ok(
            on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now).bind(Vec::<u8>::new()).execute(e).await.map(|d| d.rows_affected() == 1))?,
        )
    }

    /// Ends every ceremony of a session. What they were about is erased.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_ceremonies(&mut self, session: Uuid) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE ceremonies SET ended_at = $2, code_sealed = NULL, subject_sealed = $3 \
             WHERE session_id = $1 AND ended_at IS NULL";
        let (now, nothing) = (self.now().millis(), Vec::<u8>::new());
        on_tx!(self, e => sqlx::query(SQL).bind(session).bind(now).bind(&nothing).execute(e).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// The ceremony of a session that is under way.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ceremony(&self, session: Uuid) -> Result<Option<Ceremony>, StoreError> {
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(NEWEST).bind(session).fetch_optional(e).await)?;
        row.map(|r| r.open(&self.keyring)).transpose()
    }
}
