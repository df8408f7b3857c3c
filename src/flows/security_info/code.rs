//! Codes of a session: sent, sent again, compared. There is one ceremony at a time: a newer one takes an older one's
//! place. A code is worth something for its own ceremony alone (R14).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{super::reset::masked, Desk};
use crate::{
    crypto::random,
    domain::{
        account::Contact,
        code::{self, Malformed},
        error::Code,
        event::{Event, EventKind, Outcome},
        means::same_place,
        message::{Address, Envelope, Message},
        method::Method,
        numbers,
        session::CEREMONY_LIFE,
        time::Timestamp,
    },
    flows::{
        Core, StepError,
        session::{self, SessionError},
    },
    limits::{LimitError, SMS_PREFIX, Spend},
    store::{
        Tx,
        ceremonies::{Ceremony, CeremonyPurpose, NewCeremony},
        outbox::NewMessage,
        sessions::Session,
    },
};

/// The bucket of somebody who is signed in: strangers at the reset pages can not use it up (R35).
pub(in crate::flows) const SIGNED_IN: Option<&str> = Some("session");

/// What a ceremony is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "about")]
pub(super) enum Subject {
    /// A contact that is being registered.
    New {
        /// Which.
        contact: Contact,
        /// As it was typed; none when it comes from the directory.
        typed: Option<String>,
        /// It shall take the place of this one.
        replaces: Option<Uuid>,
    },
    /// A contact that the person has.
    Held {
        /// Which.
        contact: Contact,
    },
    /// A passkey's challenge.
    Passkey {
        /// For the browser.
        options: String,
        /// For the answer.
        state: String,
    },
    /// Security questions.
    Questions {
        /// Those that are asked.
        asked: Vec<String>,
    },
    /// An answer that is compared with what is registered: nothing to remember.
    Registered,
}

impl Subject {
    /// Where its code goes.
    pub(super) const fn contact(&self) -> Option<&Contact> {
        match self {
            Self::New { contact, .. } | Self::Held { contact } => Some(contact),
            _ => None,
        }
    }

    /// Whether a code that was sent for `other` is as good for this. Questions that were drawn stay until they are
    /// answered: choosing them again shows no others.
    fn is_same(&self, other: &Self) -> bool {
        if let (Self::Questions { .. }, Self::Questions { .. }) = (self, other) {
            return true;
        }
        let replaced = |subject: &Self| if let Self::New { replaces, .. } = subject { *replaces } else { None };
        let (Some(a), Some(b)) = (self.contact(), other.contact()) else { return false };
        same_place(a, b) && replaced(self) == replaced(other)
    }
}

/// Why an answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// It can not be one; costs no try.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// It is not right, and so many tries are left.
    #[error("not the right answer")]
    Wrong {
        /// With this ceremony.
        left: u32,
    },
    /// Its time or its tries are over, or it was used.
    #[error("this code no longer works")]
    Dead,
    /// Anything else.
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl From<StepError> for AnswerError {
    fn from(error: StepError) -> Self {
        Self::Session(error.into())
    }
}

impl From<crate::store::StoreError> for AnswerError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Session(error.into())
    }
}

/// What the page of a code shows.
#[derive(Debug)]
pub struct CodeView {
    /// How the code travels.
    pub method: Method,
    /// How many digits.
    pub digits: u8,
    /// When it stops working.
    pub works_until: Timestamp,
    /// From when on it may be sent again; none for what is not sent.
    pub resend_at: Option<Timestamp>,
    /// Where it went: whole for what the person just typed, else masked.
    pub to: Option<String>,
    /// What they typed.
    pub typed: Option<String>,
    /// What it shall replace.
    pub replaces: Option<Uuid>,
}

/// The ceremony of a session for `purpose` that is answered with digits, as its page shows it.
///
/// # Errors
/// [`SessionError`].
pub async fn view(core: &Core, desk: &Desk, purpose: CeremonyPurpose) -> Result<Option<CodeView>, SessionError> {
    let Some(ceremony) = of(core, &desk.session, purpose).await? else { return Ok(None) };
    let digits = digits(core, ceremony.method);
    if digits == 0 {
        return Ok(None);
    }
    let subject: Subject = ceremony.subject(&core.keyring)?;
    let (typed, replaces) = match &subject {
        Subject::New { typed, replaces, .. } => (typed.clone(), *replaces),
        _ => (None, None),
    };
    let to = subject.contact().map(|contact| match (&typed, contact) {
        (None, contact) => masked(contact),
        (Some(_), Contact::Mail(mailbox)) => mailbox.as_str().to_owned(),
        (Some(_), Contact::Mobile(phone) | Contact::Office(phone)) => phone.international(),
    });
    let resend_at = ceremony.method.sends_code().then(|| asked_at(&ceremony).after(numbers::RESEND_WAIT));
    let (method, works_until) = (ceremony.method, ceremony.expires_at);
    Ok(Some(CodeView { method, digits, works_until, resend_at, to, typed, replaces }))
}

/// The ceremony of a session that is under way, if it is one of ours for `purpose`.
pub(super) async fn of(
    core: &Core,
    session: &Session,
    purpose: CeremonyPurpose,
) -> Result<Option<Ceremony>, SessionError> {
    Ok(core.store.ceremony(session.id).await?.filter(|ceremony| is_ours(ceremony, purpose)))
}

/// Registrations of what is no contact are other modules'.
fn is_ours(ceremony: &Ceremony, purpose: CeremonyPurpose) -> bool {
    ceremony.purpose == purpose && (purpose != CeremonyPurpose::Register || ceremony.method.sends_code())
}

pub(super) fn digits(core: &Core, method: Method) -> u8 {
    core.numbers.digits(method, core.policies.current().least_gates().count())
}

fn asked_at(ceremony: &Ceremony) -> Timestamp {
    ceremony.sent_at.unwrap_or(ceremony.created_at)
}

/// A ceremony to open.
pub(super) struct Opening {
    pub(super) purpose: CeremonyPurpose,
    pub(super) method: Method,
    pub(super) subject: Subject,
    /// Where a proof leads back to.
    pub(super) next: Option<String>,
}

/// Opens a ceremony, and sends its code where it has one. With a living code to the same place for the same purpose
/// nothing new is made or sent.
pub(super) async fn open(core: &Core, session: &Session, opening: Opening) -> Result<(), SessionError> {
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, session).await?;
    row.state.next = opening.next.clone();
    if let Some(ceremony) = tx.ceremony(row.id).await?
        && is_ours(&ceremony, opening.purpose)
        && ceremony.method == opening.method
        && ceremony.is_live(core.now(), core.numbers.tries_per_challenge)
        && ceremony.subject::<Subject>(&core.keyring)?.is_same(&opening.subject)
    {
        tx.save_session(&row).await?;
        return Ok(tx.commit().await?);
    }
    let opened = begin(core, &mut tx, &row, &opening).await?;
    tx.save_session(&row).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(opened?)
}

/// The outer error leaves nothing behind; the inner one, a limit, is written down.
async fn begin(
    core: &Core,
    tx: &mut Tx,
    row: &Session,
    opening: &Opening,
) -> Result<Result<(), StepError>, SessionError> {
    let Opening { purpose, method, subject, .. } = opening;
    let id = core.new_id();
    let contact = subject.contact();
    if let Some(contact) = contact
        && let Err(refused) = spend(core, tx, row, *purpose, *method, contact, true).await?
    {
        return Ok(Err(refused));
    }
    let code = contact.map(|_| random::digits(core.rng.as_ref(), digits(core, *method)).into());
    let life = if contact.is_some() { core.numbers.code_life(*method) } else { CEREMONY_LIFE };
    let expires_at = core.now().after(life);
    tx.begin_ceremony(&NewCeremony {
        id,
        tenant: core.tenant,
        session: row.id,
        purpose: *purpose,
        method: *method,
        subject,
        code: code.as_ref(),
        expires_at,
    })
    .await?;
    if let (Some(contact), Some(code)) = (contact, &code) {
        post(core, tx, row, &Post { id, purpose: *purpose, method: *method, contact, code, expires_at }).await?;
    }
    Ok(Ok(()))
}

/// How a wish for another message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resent {
    /// The same code goes out again (R20), or a new one when the old one's time or tries are over.
    Sent,
    /// Too soon: wait until the time that the page shows.
    TooSoon,
}

/// Sends the code of the ceremony for `purpose` again.
///
/// # Errors
/// [`SessionError`]; [`StepError::OutOfOrder`] when there is none.
pub async fn resend(core: &Core, desk: &Desk, purpose: CeremonyPurpose) -> Result<Resent, SessionError> {
    let mut tx = core.store.begin().await?;
    let row = session::lock(core, &mut tx, &desk.session).await?;
    let ceremony = tx.ceremony(row.id).await?.filter(|c| is_ours(c, purpose) && c.method.sends_code());
    let Some(ceremony) = ceremony else { return Err(StepError::OutOfOrder.into()) };
    let now = core.now();
    if now < asked_at(&ceremony).after(numbers::RESEND_WAIT) {
        return Ok(Resent::TooSoon);
    }
    let (method, subject) = (ceremony.method, ceremony.subject::<Subject>(&core.keyring)?);
    let Some(contact) = subject.contact().cloned() else { return Err(StepError::OutOfOrder.into()) };
    let live = ceremony.is_live(now, core.numbers.tries_per_challenge);
    let sent = match (live, ceremony.code) {
        (true, Some(code)) => match spend(core, &mut tx, &row, purpose, method, &contact, false).await? {
            Ok(()) => {
                let (id, expires_at) = (ceremony.id, ceremony.expires_at);
                let post = Post { id, purpose, method, contact: &contact, code: &code, expires_at };
                self::post(core, &mut tx, &row, &post).await?;
                Ok(())
            }
            Err(refused) => Err(refused),
        },
        _ => begin(core, &mut tx, &row, &Opening { purpose, method, subject, next: None }).await?,
    };
    tx.save_session(&row).await?;
    tx.commit().await?;
    core.wake.notify_one();
    sent?;
    Ok(Resent::Sent)
}

/// Counts a send (N16, N18, R39, R44). The inner error is a limit, written down in the audit log.
async fn spend(
    core: &Core,
    tx: &mut Tx,
    row: &Session,
    purpose: CeremonyPurpose,
    method: Method,
    contact: &Contact,
    begins: bool,
) -> Result<Result<(), StepError>, SessionError> {
    let (account, digest) = (row.account, core.contact_digest(contact));
    let mut spends = Vec::new();
    if purpose == CeremonyPurpose::Register {
        // Somebody else's number may be typed here: it is counted whoever types it.
        spends.push(Spend::SendToDestination { destination: &digest, device: None });
        spends.push(match contact {
            Contact::Mail(_) => Spend::RegisterMailbox { account },
            Contact::Mobile(_) | Contact::Office(_) => Spend::RegisterPhone { account },
        });
    } else {
        spends.push(Spend::SendToAccount { account, method, device: SIGNED_IN });
        spends.push(Spend::SendToDestination { destination: &digest, device: SIGNED_IN });
    }
    if let Contact::Mobile(phone) | Contact::Office(phone) = contact {
        spends.push(Spend::Sms { tenant: core.tenant, phone });
        spends.push(Spend::SmsPrefix { tenant: core.tenant, phone });
        let number = Spend::Number { account, number: &digest };
        if purpose == CeremonyPurpose::Register && begins && core.limits.is_first_in(tx, &number).await? {
            spends.push(Spend::NewNumber { account });
        }
    }
    match core.limits.spend_in(tx, &spends).await {
        Ok(()) => Ok(Ok(())),
        Err(LimitError::Store(error)) => Err(error.into()),
        Err(LimitError::Blocked(blocked)) => {
            let mut event = session::event(row, EventKind::Blocked, Outcome::Failure)
                .with("limit", blocked.limit)
                .with("method", method.as_str());
            if let (SMS_PREFIX, Contact::Mobile(phone) | Contact::Office(phone)) = (blocked.limit, contact) {
                event = event.with("prefix", phone.prefix());
            }
            event.code = Some(Code::Throttled);
            tx.audit(&core.tenant, &event).await?;
            Ok(Err(StepError::Throttled { retry_after: blocked.retry_after }))
        }
    }
}

struct Post<'a> {
    id: Uuid,
    purpose: CeremonyPurpose,
    method: Method,
    contact: &'a Contact,
    code: &'a str,
    expires_at: Timestamp,
}

async fn post(core: &Core, tx: &mut Tx, row: &Session, post: &Post<'_>) -> Result<(), SessionError> {
    let Some(sends) = tx.count_ceremony_send(post.id).await? else { return Err(StepError::OutOfOrder.into()) };
    let to = match (post.contact, post.method) {
        (Contact::Mail(mailbox), _) => Address::Mail(mailbox.clone()),
        (Contact::Mobile(phone), Method::Sms) => Address::Sms(phone.clone()),
        (Contact::Mobile(phone) | Contact::Office(phone), _) => Address::Call(phone.clone()),
    };
    let minutes = core.numbers.code_life(post.method).as_secs() / 60;
    let message = Message::InfoCode { code: post.code.to_owned(), minutes };
    let envelope = Envelope { to, locale: row.locale.clone(), name: String::new(), message };
    tx.send(NewMessage {
        tenant: core.tenant,
        flow: Some(row.id),
        envelope: &envelope,
        dedupe: Some(format!("info-code:{}:{sends}", post.id)),
        expires_at: post.expires_at,
        run_at: core.now(),
    })
    .await?;
    let mut event = session::event(row, EventKind::CodeSent, Outcome::Success)
        .with("method", post.method.as_str())
        .with("purpose", post.purpose.as_str());
    if post.purpose == CeremonyPurpose::Register {
        // The page says nothing of it (R9).
        let other = tx.method_at(core.tenant, &core.contact_digest(post.contact)).await?;
        if other.is_some_and(|item| item.account != row.account) {
            event = event.with("shared", "true");
        }
    }
    if let Some(personal) = event.personal.as_mut() {
        personal.contact = Some(masked(post.contact));
    }
    Ok(tx.audit(&core.tenant, &event).await?)
}

/// Reads what was typed as a code of `method`.
pub(super) fn read(core: &Core, method: Method, typed: &str) -> Result<String, AnswerError> {
    Ok(code::read(typed, digits(core, method))?)
}

/// An event of a ceremony that was answered: `kind` says what the answer was for.
pub(super) fn event(row: &Session, ceremony: &Ceremony, kind: EventKind, outcome: Outcome) -> Event {
    session::event(row, kind, outcome)
        .with("method", ceremony.method.as_str())
        .with("purpose", ceremony.purpose.as_str())
}

/// Writes down an answer that was not taken.
pub(super) async fn refuse(
    core: &Core,
    tx: &mut Tx,
    row: &Session,
    ceremony: &Ceremony,
    code: Code,
) -> Result<(), SessionError> {
    let kind = match ceremony.purpose {
        CeremonyPurpose::Register => EventKind::MethodRegistered,
        CeremonyPurpose::Prove | CeremonyPurpose::Try => EventKind::ProofGiven,
    };
    let mut event = event(row, ceremony, kind, Outcome::Failure);
    event.code = Some(code);
    Ok(tx.audit(&core.tenant, &event).await?)
}
