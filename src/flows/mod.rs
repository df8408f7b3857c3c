//! Floor 5: the product. One folder per journey; each step is one function that takes the narrow context it
//! needs and returns a typed outcome. Nothing here knows of HTTP, HTML or SQL.

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    crypto::{
        digest::{Digest, Purpose},
        hasher::Hasher,
        keyring::Keyring,
        passkey::Passkeys,
        random::{self, Rng, Token},
    },
    domain::{
        account::{AccountId, Contact, TenantId},
        contact::{Mailbox, Phone},
        error::Code,
        locale::Locale,
        means::Means,
        numbers::{self, Numbers},
        time::{Clock, Timestamp},
    },
    limits::Limits,
    notify::sms::Destinations,
    store::{Store, StoreError, Tx},
};

pub mod admin;
pub mod announce;
pub mod audit_export;
pub mod change;
pub mod disavow;
pub mod factors;
pub mod help;
pub mod helpdesk;
pub mod import;
pub mod notices;
pub mod password;
pub mod policies;
pub mod questions;
pub mod reminders;
pub mod reset;
pub mod security_info;
pub mod session;
pub mod writeback;

/// What every step needs: the database, the limits, the policy, the keys, the time and randomness. No directory:
/// a step that talks to one is handed the trait that it needs.
#[derive(Clone)]
pub struct Core {
    /// Whose rows these are.
    pub tenant: TenantId,
    /// The database.
    pub store: Store,
    /// Durable limits.
    pub limits: Arc<Limits>,
    /// Keys for digests.
    pub keyring: Arc<Keyring>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Who may do what, as it is now.
    pub policies: policies::Policies,
    /// Numbers that the configuration may move.
    pub numbers: Numbers,
    /// Languages with a complete catalogue; the first is the default.
    pub locales: Arc<[Locale]>,
    /// ISO 3166-1 code of the country of phone numbers that name none.
    pub region: Option<Arc<str>>,
    /// Which numbers may get text messages and calls.
    pub phones: Arc<Destinations>,
    /// What is asked of new passwords.
    pub judge: Arc<password::Judge>,
    /// Rouses the job runner after a commit that left it something to do.
    pub wake: Arc<Notify>,
    /// Slow hashes of recovery codes, passes and answers.
    pub hasher: Hasher,
    /// Passkeys, where the public URL can carry them.
    pub passkeys: Option<Arc<Passkeys>>,
}

impl std::fmt::Debug for Core {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Core(..)")
    }
}

impl Core {
    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new row id.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        random::uuid_v7(self.now(), self.rng.as_ref())
    }

    /// What the database knows of a cookie.
    #[must_use]
    pub fn cookie_digest(&self, cookie: &Token) -> Digest {
        self.keyring.digest(Purpose::Cookie, &[cookie.expose().as_bytes()])
    }

    /// What the database knows of a contact: the same for every spelling of it.
    #[must_use]
    pub fn contact_digest(&self, contact: &Contact) -> Digest {
        let (kind, text) = match contact {
            Contact::Mail(mailbox) => ("mail", mailbox.as_str().to_lowercase()),
            Contact::Mobile(phone) | Contact::Office(phone) => ("phone", phone.as_str().to_owned()),
        };
        self.keyring.digest(Purpose::Destination, &[kind.as_bytes(), text.as_bytes()])
    }

    /// The digest of a contact that a person typed; one that no contact has when it can not be read.
    #[must_use]
    pub fn typed_contact_digest(&self, typed: &str) -> Digest {
        if let Ok(mailbox) = Mailbox::parse(typed) {
            return self.contact_digest(&Contact::Mail(mailbox));
        }
        match Phone::parse(typed, self.region.as_deref()) {
            Ok(phone) => self.contact_digest(&Contact::Mobile(phone)),
            Err(_) => self.keyring.digest(Purpose::Destination, &[b"unreadable", typed.as_bytes()]),
        }
    }

    /// By what means a person can prove who they are: what the directory holds of them (`directory`) and what they
    /// registered. `known_device` tells whose wrong tries count (R35).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn means(
        &self,
        account: AccountId,
        directory: &[Contact],
        known_device: bool,
    ) -> Result<Means, StoreError> {
        let registered = self.store.methods(self.tenant, account).await?;
        let worn = self.store.worn_out(self.tenant, account, known_device, numbers::WRONG_IN_A_ROW).await?;
        let pass = self.store.has_pass(self.tenant, account).await?;
        Ok(Means { directory: directory.to_vec(), registered, pass, disabled: worn.into_iter().collect() })
    }

    /// The same within a transaction: who holds one never waits for a second connection, since all of them may be held
    /// by others that wait for what this one has locked.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn means_in(
        &self,
        tx: &mut Tx,
        account: AccountId,
        directory: &[Contact],
        known_device: bool,
    ) -> Result<Means, StoreError> {
        let registered = tx.methods(self.tenant, account).await?;
        let worn = tx.worn_out(self.tenant, account, known_device, numbers::WRONG_IN_A_ROW).await?;
        let pass = tx.has_pass(self.tenant, account).await?;
        Ok(Means { directory: directory.to_vec(), registered, pass, disabled: worn.into_iter().collect() })
    }

    /// Whether self-service is frozen for an account: somebody pressed "this wasn't me" (R135).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_frozen(&self, account: AccountId) -> Result<bool, StoreError> {
        Ok(self.store.person(self.tenant, account).await?.is_some_and(|person| person.frozen_at.is_some()))
    }

    /// The language to write to a person in: their own where there is a catalogue, else that of the browser that
    /// asked (U70).
    #[must_use]
    pub fn language_for(&self, preferred: Option<&str>, asked: &Locale) -> Locale {
        let wanted = preferred.map(|tag| tag.split([',', ';']).next().unwrap_or_default().trim().to_lowercase());
        let primary = wanted.as_deref().and_then(|tag| tag.split(['-', '_']).next());
        let exact = |locale: &&Locale| wanted.as_deref() == Some(&locale.as_str().to_lowercase());
        let close = |locale: &&Locale| primary.is_some() && primary == locale.as_str().to_lowercase().split('-').next();
        self.locales
            .iter()
            .find(exact)
            .or_else(|| self.locales.iter().find(close))
            .cloned()
            .unwrap_or_else(|| asked.clone())
    }
}

/// A step could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The cookie belongs to no living flow: start again.
    #[error("no living flow")]
    Over,
    /// It is not the next step: the page sends the person to the one that is.
    #[error("not the next step")]
    OutOfOrder,
    /// A limit was reached; whole minutes (D10).
    #[error("a limit was reached")]
    Throttled {
        /// When it is worth trying again.
        retry_after: Duration,
    },
    /// It can not be done, for a reason that has a code.
    #[error("{code}")]
    Problem {
        /// Which.
        code: Code,
        /// What to quote to the help desk.
        support_id: String,
    },
    /// The database can not be used: nothing was done.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::limits::LimitError> for StepError {
    fn from(error: crate::limits::LimitError) -> Self {
        match error {
            crate::limits::LimitError::Blocked(blocked) => Self::Throttled { retry_after: blocked.retry_after },
            crate::limits::LimitError::Store(error) => Self::Store(error),
        }
    }
}

impl From<crate::domain::flow::OutOfOrder> for StepError {
    fn from(_: crate::domain::flow::OutOfOrder) -> Self {
        Self::OutOfOrder
    }
}
