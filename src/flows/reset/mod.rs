//! Reset and unlock: who are you, prove it (once or twice), choose, new password.
//!
//! | step | in the foreground | behind it (a job) |
//! |---|---|---|
//! | [`start()`] | a flow row, a job; looks nobody up (R1-R3) | [`lookup`] finds the account and decides |
//! | [`choose`] | a challenge row with a code, a job | [`deliver`] sends the code, if there is where to |
//! | [`prove`] | counts, then compares (R17): a code that was sent here, anything else in [`answer`] | |
//! | [`act`] | reset or unlock | |
//! | [`apply`] | intent, LDAP, outcome (R155) | `writeback` finds out what a lost answer was |
//!
//! The cookie changes at every gate and at the end (R56); the database holds its digest only (R59).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Core, StepError};
use crate::{
    crypto::random::{self, Token},
    domain::{
        account::{AccountId, Contact},
        code,
        contact::{Mailbox, Phone},
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        flow::{End, Reset, Step},
        means::Means,
    },
    store::{Tx, flows::Flow},
};

pub mod act;
pub mod answer;
pub mod apply;
pub mod choose;
pub mod deliver;
pub mod lookup;
pub mod prove;
mod questions;
pub mod start;
mod ungated;
pub mod view;

pub use ungated::Ungated;

/// The kind of these flows in the `flows` table.
pub const KIND: &str = "reset";
/// The queue of look-ups.
pub const LOOKUP: &str = "reset.lookup";
/// The queue of codes to send.
pub const DELIVER: &str = "reset.deliver";
/// The verdict of a look-up that found nothing against the account.
pub const ELIGIBLE: &str = "eligible";

/// A flow row with its state read.
#[derive(Debug)]
pub struct Journey {
    /// The row.
    pub row: Flow,
    /// Where it stands.
    pub state: Reset,
}

impl Journey {
    /// Reads a row's state.
    ///
    /// # Errors
    /// [`StepError::Problem`] when the row is not one of ours: a fault, or a newer version's.
    pub fn read(row: Flow) -> Result<Self, StepError> {
        match serde_json::from_str(&row.state) {
            Ok(state) => Ok(Self { row, state }),
            Err(_) => Err(StepError::Problem { code: Code::Internal, support_id: row.support_id }),
        }
    }

    /// The living journey of a cookie.
    ///
    /// # Errors
    /// [`StepError::Over`] when there is none, or its time is over.
    pub async fn of(core: &Core, cookie: &Token) -> Result<Self, StepError> {
        Self::of_kind(core, cookie, KIND).await
    }

    /// The living journey of a cookie, of another kind than a reset.
    ///
    /// # Errors
    /// [`StepError::Over`].
    pub async fn of_kind(core: &Core, cookie: &Token, kind: &str) -> Result<Self, StepError> {
        let row = core.store.flow_by_cookie(&core.cookie_digest(cookie)).await?.ok_or(StepError::Over)?;
        let journey = Self::read(row)?;
        if journey.row.kind != kind || (journey.is_late(core) && !journey.is_settled()) {
            Err(StepError::Over)
        } else {
            Ok(journey)
        }
    }

    /// The same journey as it is now, locked by `tx`, if this cookie is still its cookie: steps decide on it again
    /// and save it, so that a job that wrote to it meanwhile is no error.
    ///
    /// # Errors
    /// [`StepError::Over`] when another request was faster and changed the cookie, or another flow of the account
    /// succeeded and ended this one.
    pub async fn lock(&self, tx: &mut Tx) -> Result<Self, StepError> {
        let row = tx.flow(self.row.id).await?.ok_or(StepError::Over)?;
        let alive = row.cookie == self.row.cookie && row.ended_at.is_none();
        if alive { Self::read(row) } else { Err(StepError::Over) }
    }

    /// Whether its time is over (N9).
    #[must_use]
    pub fn is_late(&self, core: &Core) -> bool {
        core.now() >= self.row.expires_at || self.row.ended_at.is_some() && !self.is_settled()
    }

    /// Whether a write is under way or the end is reached: the person may still look, whatever the time.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self.state.step, Step::Applying { .. } | Step::Over { .. })
    }

    /// Whether the look-up found an account and nothing against it.
    #[must_use]
    pub fn is_eligible(&self) -> bool {
        self.row.account.is_some() && self.row.verdict.as_deref() == Some(ELIGIBLE)
    }

    /// By what means the person can prove who they are now; nothing before the look-up found somebody.
    ///
    /// # Errors
    /// [`StepError`].
    pub async fn means(&self, core: &Core) -> Result<Means, StepError> {
        let contacts = self.row.contacts.as_deref().unwrap_or_default();
        Ok(core.means(self.account_or_nobody(), contacts, self.state.device_known).await?)
    }

    /// The account, or the nil id that nobody has: where the database is asked for a person, it is asked as often when
    /// there is none (R2).
    #[must_use]
    pub fn account_or_nobody(&self) -> AccountId {
        self.row.account.unwrap_or(AccountId(Uuid::nil()))
    }

    /// Puts the state back into the row, ready to be saved.
    pub fn write_state(&mut self) -> Result<(), StepError> {
        self.row.state = serde_json::to_string(&self.state)
            .map_err(|_| StepError::Problem { code: Code::Internal, support_id: self.row.support_id.clone() })?;
        self.row.step = self.state.step.as_str().to_owned();
        Ok(())
    }

    /// Gives the journey a new cookie; the old one is dead when the row is saved (R56).
    pub fn rotate(&mut self, core: &Core) -> Token {
        let cookie = random::token(core.rng.as_ref());
        self.row.cookie = core.cookie_digest(&cookie);
        cookie
    }

    /// An audit event of this journey.
    #[must_use]
    pub fn event(&self, kind: EventKind, outcome: Outcome) -> Event {
        let mut event = Event::new(kind, outcome);
        event.account = self.row.account;
        event.flow = Some(self.row.id);
        event.support_id = Some(self.row.support_id.clone());
        event.personal = Some(Personal {
            login: Some(self.row.login.clone()),
            client: Some(self.row.client.clone()),
            ..Personal::default()
        });
        event
    }

    /// How it ended, if it did.
    #[must_use]
    pub const fn end(&self) -> Option<End> {
        match self.state.step {
            Step::Over { end } => Some(end),
            _ => None,
        }
    }
}

/// What the [`DELIVER`] queue holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeliverJob {
    /// The flow.
    pub flow: Uuid,
    /// The challenge whose code is to be sent.
    pub challenge: Uuid,
}

/// What may be shown of a contact after the first gate (R6).
#[must_use]
pub fn masked(contact: &Contact) -> String {
    match contact {
        Contact::Mail(mailbox) => Mailbox::masked(mailbox),
        Contact::Mobile(phone) | Contact::Office(phone) => Phone::masked(phone),
    }
}

/// Why a code was not taken. All but [`CodeError::Step`] are told on the same page, alike for everybody.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// It can not be a code; costs no try.
    #[error(transparent)]
    Malformed(#[from] code::Malformed),
    /// Not right (or nobody has one).
    #[error("not the right code")]
    Wrong {
        /// Tries left on this code.
        left: u32,
    },
    /// The code's time or its tries are over; both look the same (R18).
    #[error("the code works no more")]
    Dead,
    /// The browser has no answer of a passkey to give, or what it gave is none; costs a try.
    #[error("the passkey was not taken")]
    PasskeyRefused {
        /// Tries left.
        left: u32,
    },
    /// One of the answers to the questions is wrong; others are asked now.
    #[error("not all answers are right")]
    AnswersWrong {
        /// Tries left.
        left: u32,
    },
    /// The right code, but its destination proved the first gate already.
    #[error("the same destination twice")]
    SameDestination,
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}
