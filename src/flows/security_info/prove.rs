//! A fresh proof with something registered (R131): chosen, asked for, checked. The same check lets people try a method.

use super::{
    super::{
        announce::Happened,
        factors::{self, Answer, Right},
        questions,
        reset::masked,
    },
    Desk,
    code::{self, AnswerError, Opening, SIGNED_IN, Subject},
    imported, tell,
};
use crate::{
    crypto::random::Token,
    domain::{
        account::Contact,
        error::Code,
        event::{EventKind, Outcome},
        method::Method,
        numbers,
        security_info::{Kind, Registered},
    },
    flows::{
        Core, StepError,
        session::{self, SessionError},
    },
    limits::{LimitError, Spend},
    store::{
        Tx,
        ceremonies::{Ceremony, CeremonyPurpose},
        sessions::Session,
    },
};

/// One way to give the proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What the form says: the method's name, and which contact where there are several.
    pub value: String,
    /// The method.
    pub method: Method,
    /// The masked contact.
    pub hint: Option<String>,
}

/// The ways that this person has, their default first, then strongest first.
#[must_use]
pub fn ways(core: &Core, desk: &Desk) -> Vec<Way> {
    let mut methods = session::provers(&core.policy_in(&desk.session), &desk.means, core.now());
    methods.sort_by_key(|method| (Some(*method) != desk.person.default_method, *method));
    let mut ways = Vec::new();
    for method in methods {
        if !method.sends_code() {
            ways.push(Way { value: method.as_str().to_owned(), method, hint: None });
        }
        for contact in destinations(core, desk, method) {
            let place: String = core.contact_digest(&contact).to_hex().chars().take(16).collect();
            let value = format!("{}.{place}", method.as_str());
            ways.push(Way { value, method, hint: Some(masked(&contact)) });
        }
    }
    ways
}

fn destinations(core: &Core, desk: &Desk, method: Method) -> Vec<Contact> {
    desk.means.destinations(&core.policy_in(&desk.session), method, core.now())
}

/// Begins the proof in the way that the form names; `next` is where it leads back to.
///
/// # Errors
/// [`StepError::OutOfOrder`] for a way that the person does not have.
pub async fn begin(core: &Core, desk: &Desk, value: &str, next: Option<String>) -> Result<(), SessionError> {
    let chosen = ways(core, desk).into_iter().find(|way| way.value == value || way.method.as_str() == value);
    let Some(way) = chosen else { return Err(StepError::OutOfOrder.into()) };
    let method = way.method;
    let subject = if method.sends_code() {
        let wanted = |contact: &Contact| way.hint.as_deref() == Some(&masked(contact)) && is_at(core, contact, &way);
        let contact = destinations(core, desk, method).into_iter().find(wanted);
        Subject::Held { contact: contact.ok_or(StepError::OutOfOrder)? }
    } else {
        subject_of(core, desk, method)?
    };
    let opening = Opening { purpose: CeremonyPurpose::Prove, method, subject, next };
    code::open(core, &desk.session, opening).await
}

fn is_at(core: &Core, contact: &Contact, way: &Way) -> bool {
    let place = way.value.rsplit_once('.').map_or("", |(_, place)| place);
    core.contact_digest(contact).to_hex().starts_with(place)
}

/// What a proof with `method`, which sends no code, is about.
fn subject_of(core: &Core, desk: &Desk, method: Method) -> Result<Subject, SessionError> {
    match method {
        Method::Passkey => {
            let refused = |_| session::problem(&desk.session, Code::PasskeyRefused);
            let passkeys = core.passkeys.as_ref().ok_or(StepError::OutOfOrder)?;
            let begun = passkeys.challenge().map_err(refused)?;
            Ok(Subject::Passkey { options: begun.options, state: begun.state })
        }
        Method::Questions => Ok(Subject::Questions { asked: draw(core, desk) }),
        _ => Ok(Subject::Registered),
    }
}

/// As many of the registered questions as the policy asks for, in random order.
fn draw(core: &Core, desk: &Desk) -> Vec<String> {
    let item = desk.means.registered.iter().find(|item| item.kind() == Kind::Questions);
    item.map(|item| questions::draw(core, &core.policy_in(&desk.session), item)).unwrap_or_default()
}

/// What the page of a proof asks for.
#[derive(Debug)]
pub enum Asked {
    /// A code of digits.
    Digits(code::CodeView),
    /// A passkey: the options for the browser.
    Passkey(String),
    /// A recovery code.
    RecoveryCode,
    /// Answers to these questions.
    Questions(Vec<String>),
}

/// What is asked for in this session, if a proof is under way.
///
/// # Errors
/// [`SessionError`].
pub async fn asked(core: &Core, desk: &Desk, purpose: CeremonyPurpose) -> Result<Option<Asked>, SessionError> {
    if let Some(view) = code::view(core, desk, purpose).await? {
        return Ok(Some(Asked::Digits(view)));
    }
    let Some(ceremony) = code::of(core, &desk.session, purpose).await? else { return Ok(None) };
    Ok(match (ceremony.method, ceremony.subject(&core.keyring)?) {
        (Method::Passkey, Subject::Passkey { options, .. }) => Some(Asked::Passkey(options)),
        (Method::Questions, Subject::Questions { asked }) => Some(Asked::Questions(asked)),
        (Method::RecoveryCode, _) => Some(Asked::RecoveryCode),
        _ => None,
    })
}

/// What a person answered.
#[derive(Debug, Default)]
pub struct Given {
    /// What was typed as a code.
    pub code: Option<String>,
    /// The browser's answer to a passkey challenge.
    pub credential: Option<String>,
    /// Answers to questions, in the order in which they were asked.
    pub answers: Vec<String>,
}

/// A right answer.
#[derive(Debug)]
pub struct Proved {
    /// The session's new cookie, after a proof (R56).
    pub cookie: Option<Token>,
    /// Where the person wanted to go.
    pub next: Option<String>,
    /// By which method.
    pub method: Method,
    /// It confirmed what an administrator had brought in (R139).
    pub confirmed: bool,
}

/// Checks an answer: counts first, compares after, accepts once (R15-R18).
///
/// # Errors
/// [`AnswerError`].
pub async fn answer(core: &Core, desk: &Desk, purpose: CeremonyPurpose, given: &Given) -> Result<Proved, AnswerError> {
    let Some(ceremony) = code::of(core, &desk.session, purpose).await? else {
        return Err(StepError::OutOfOrder.into());
    };
    let subject: Subject = ceremony.subject(&core.keyring)?;
    let typed = match (code::digits(core, ceremony.method), &given.code) {
        (0, code) => code.clone().unwrap_or_default(),
        (_, code) => code::read(core, ceremony.method, code.as_deref().unwrap_or_default())?,
    };
    if ceremony.method == Method::RecoveryCode {
        crate::domain::code::read_grouped(&typed, numbers::RECOVERY_CODE_GROUPS)?;
    }
    if let (Subject::Questions { .. }, true) = (&subject, given.answers.iter().any(|a| a.trim().is_empty())) {
        return Err(crate::domain::code::Malformed::Empty.into());
    }
    if !may_prove(core, desk, &ceremony, &subject) {
        return Err(AnswerError::Dead);
    }
    let mut tx = core.store.begin().await?;
    let row = session::lock(core, &mut tx, &desk.session).await?;
    let counted = count(core, &mut tx, &row, &ceremony).await?;
    let tries = match counted {
        Ok(tries) => tries,
        Err(error) => {
            tx.save_session(&row).await?;
            tx.commit().await?;
            return Err(error);
        }
    };
    let left = core.numbers.tries_per_challenge.saturating_sub(tries);
    if ceremony.method.sends_code() {
        let right = ceremony.matches(&core.keyring, &typed);
        return end(core, tx, desk, row, Ending { ceremony, right, factor: None, left }).await;
    }
    // What is slow is done without a lock; the try is counted, whatever comes.
    tx.save_session(&row).await?;
    tx.commit().await?;
    let factor = examine(core, desk, &ceremony, &subject, &typed, given).await?;
    let mut tx = core.store.begin().await?;
    let row = session::lock(core, &mut tx, &desk.session).await?;
    end(core, tx, desk, row, Ending { right: factor.is_some(), ceremony, factor, left }).await
}

/// Whether the method still proves something: it may have been removed, or switched off, in the meantime. To try a
/// method it need not have rested.
fn may_prove(core: &Core, desk: &Desk, ceremony: &Ceremony, subject: &Subject) -> bool {
    if ceremony.purpose == CeremonyPurpose::Try {
        let held = |contact: &Contact| desk.means.contacts().contains(contact);
        return !desk.means.disabled.contains(&ceremony.method) && subject.contact().is_none_or(held);
    }
    let has = session::provers(&core.policy_in(&desk.session), &desk.means, core.now()).contains(&ceremony.method);
    has && subject.contact().is_none_or(|contact| destinations(core, desk, ceremony.method).contains(contact))
}

/// The inner error is an outcome, and written down.
async fn count(
    core: &Core,
    tx: &mut Tx,
    row: &Session,
    ceremony: &Ceremony,
) -> Result<Result<u32, AnswerError>, SessionError> {
    let Some(tries) = tx.count_ceremony_try(ceremony.id, core.numbers.tries_per_challenge).await? else {
        code::refuse(core, tx, row, ceremony, Code::ExpiredCode).await?;
        return Ok(Err(AnswerError::Dead));
    };
    let budget = Spend::TryCode { account: row.account, method: ceremony.method, device: SIGNED_IN };
    match core.limits.spend_in(tx, &[budget]).await {
        Ok(()) => Ok(Ok(tries)),
        Err(LimitError::Store(error)) => Err(error.into()),
        Err(LimitError::Blocked(blocked)) => {
            code::refuse(core, tx, row, ceremony, Code::TooManyTries).await?;
            Ok(Err(StepError::Throttled { retry_after: blocked.retry_after }.into()))
        }
    }
}

async fn examine(
    core: &Core,
    desk: &Desk,
    ceremony: &Ceremony,
    subject: &Subject,
    typed: &str,
    given: &Given,
) -> Result<Option<Right>, AnswerError> {
    let pairs: Vec<(String, String)>;
    let answer = match subject {
        Subject::Passkey { state, .. } => {
            Answer::Passkey { state, answer: given.credential.as_deref().unwrap_or_default() }
        }
        Subject::Questions { asked } => {
            pairs = asked.iter().cloned().zip(given.answers.iter().cloned()).collect();
            if pairs.len() != asked.len() {
                return Ok(None);
            }
            Answer::Questions(&pairs)
        }
        _ => Answer::Typed(typed),
    };
    Ok(factors::examine(core, Some(desk.session.account), ceremony.method, &answer).await?)
}

struct Ending {
    ceremony: Ceremony,
    right: bool,
    factor: Option<Right>,
    left: u32,
}

async fn end(core: &Core, mut tx: Tx, desk: &Desk, mut row: Session, ending: Ending) -> Result<Proved, AnswerError> {
    let outcome = if ending.right {
        accept(core, &mut tx, desk, &mut row, &ending).await?
    } else {
        wrong(core, &mut tx, desk, &row, &ending).await?;
        Err(AnswerError::Wrong { left: ending.left })
    };
    tx.save_session(&row).await?;
    tx.commit().await?;
    core.wake.notify_one();
    outcome
}

async fn accept(
    core: &Core,
    tx: &mut Tx,
    desk: &Desk,
    row: &mut Session,
    ending: &Ending,
) -> Result<Result<Proved, AnswerError>, AnswerError> {
    let (ceremony, method) = (&ending.ceremony, ending.ceremony.method);
    // A code of an app, or a recovery code, that was used before is a wrong one (R15, R48).
    if let Some(factor) = &ending.factor
        && !factor.redeem(core, tx).await?
    {
        wrong(core, tx, desk, row, ending).await?;
        return Ok(Err(AnswerError::Wrong { left: ending.left }));
    }
    // One of many parallel right answers wins; the rest see a used code, and leave nothing behind (R16).
    if !tx.finish_ceremony(ceremony.id).await? {
        return Err(AnswerError::Dead);
    }
    let mut confirmed = false;
    if let Some(factor) = &ending.factor {
        if let (Method::RecoveryCode, Some(item)) = (method, factor.item) {
            let left = u8::try_from(tx.recovery_codes_left(item).await?).unwrap_or(u8::MAX);
            tell(core, tx, row, &desk.account, Happened::RecoveryCodeUsed { left }).await?;
        }
    } else if let Some(item) = used(core, desk, ceremony)? {
        imported::used_in(core, tx, row, &desk.account, item).await?;
        // To prove with it is a fresh proof; to try it takes one, since it is a change (R131).
        if ceremony.purpose == CeremonyPurpose::Prove || session::may_change(core, row, &desk.means) {
            confirmed = imported::confirm(core, tx, row, &desk.account, item).await?;
        }
    }
    tx.forget_wrong(core.tenant, row.account, method).await?;
    let event = code::event(row, ceremony, EventKind::ProofGiven, Outcome::Success);
    tx.audit(&core.tenant, &event).await?;
    if ceremony.purpose != CeremonyPurpose::Prove {
        return Ok(Ok(Proved { cookie: None, next: None, method, confirmed }));
    }
    row.proved_at = Some(core.now());
    row.state.proved_by = Some(method);
    let next = row.state.next.take();
    Ok(Ok(Proved { cookie: Some(session::rotate(core, row)), next, method, confirmed }))
}

/// The registered method behind the contact that a code was sent to.
fn used<'a>(core: &Core, desk: &'a Desk, ceremony: &Ceremony) -> Result<Option<&'a Registered>, SessionError> {
    let subject: Subject = ceremony.subject(&core.keyring)?;
    let Some(contact) = subject.contact() else { return Ok(None) };
    let mut items = desk.means.registered.iter();
    Ok(items.find(|item| item.detail.contact().as_ref() == Some(contact)))
}

/// Counts a wrong answer in a row; at the last one the method is switched off, and its owner told (N7). Questions are
/// drawn anew (2.5.5).
async fn wrong(core: &Core, tx: &mut Tx, desk: &Desk, row: &Session, ending: &Ending) -> Result<(), SessionError> {
    let method = ending.ceremony.method;
    code::refuse(core, tx, row, &ending.ceremony, Code::WrongCode).await?;
    if method == Method::Questions {
        tx.renew_ceremony(ending.ceremony.id, &Subject::Questions { asked: draw(core, desk) }).await?;
    }
    if tx.count_wrong(core.tenant, row.account, method, false).await? == numbers::WRONG_IN_A_ROW {
        let event = session::event(row, EventKind::MethodWornOut, Outcome::Success).with("method", method.as_str());
        tx.audit(&core.tenant, &event).await?;
        tell(core, tx, row, &desk.account, Happened::WornOut { method }).await?;
    }
    Ok(())
}
