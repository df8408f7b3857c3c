//! Sessions: someone signed in to see and change their security info. The cookie is the one that flows use too; it
//! changes at every step of privilege (R56). A session alone changes nothing: a change needs a fresh proof (R131).

pub mod activity;
pub mod enforce;
pub mod sign_in;

use crate::{
    crypto::random::{self, Token},
    domain::{
        account::{Account, Contact},
        client::Client,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        locale::Locale,
        means::Means,
        method::Method,
        policy::{Applied, Policy},
        security_info::{Person, Registered},
        session::{ABSOLUTE, ADMIN_ABSOLUTE, Due, Entry, FRESH, IDLE, SessionState, due},
        time::Timestamp,
    },
    flows::{Core, StepError},
    store::{StoreError, Tx, sessions::Session},
};

/// A session could not be used.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// There is none, or it is over: sign in again.
    #[error("no living session")]
    Over,
    /// A change needs a proof with something registered first; the page leads there and back.
    #[error("a fresh proof is needed")]
    ProofNeeded,
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<StoreError> for SessionError {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

/// Who begins a session, and how.
#[derive(Debug)]
pub struct Begin<'a> {
    /// The account, as the directory has it now.
    pub account: &'a Account,
    /// The login name as typed.
    pub login: &'a str,
    /// With the password, or a pass.
    pub entry: Entry,
    /// Which policy applies to it.
    pub applied: Applied,
    /// Where from.
    pub client: &'a Client,
    /// The language of the page.
    pub locale: &'a Locale,
    /// Where the person wants to go back to: taken only if it is allowed (R81).
    pub return_to: Option<&'a str>,
}

/// Writes a new session and says what its cookie is and what is due. Audits it.
///
/// # Errors
/// [`StepError`].
pub async fn begin(core: &Core, tx: &mut Tx, input: Begin<'_>) -> Result<(Token, Due), StepError> {
    let now = core.now();
    let person = tx.person(core.tenant, input.account.id).await?;
    let means = core.means_in(tx, input.account.id, &input.account.contacts, false).await?;
    let policy = core.policy(Some(&input.applied));
    let due = due(&policy, &person, means.kinds(&policy).len(), now);
    let token = random::token(core.rng.as_ref());
    let mut state = SessionState::new(input.entry);
    state.applied = Some(input.applied);
    let console = state.entry == Entry::Admin;
    state.interrupt = due != Due::Nothing && !console;
    state.first = is_first(&person, &means);
    state.return_to = input.return_to.filter(|to| is_allowed(core, to)).map(str::to_owned);
    let session = Session {
        id: core.new_id(),
        tenant: core.tenant,
        account: input.account.id,
        cookie: core.cookie_digest(&token),
        login: input.login.to_owned(),
        client: input.client.clone(),
        state,
        locale: core.language_for(input.account.language.as_deref(), input.locale),
        support_id: random::support_id(core.rng.as_ref()),
        created_at: now,
        seen_at: now,
        expires_at: now.after(if console { ADMIN_ABSOLUTE } else { ABSOLUTE }),
        proved_at: None,
        ended_at: None,
    };
    tx.insert_session(&session).await?;
    let how = match session.state.entry {
        Entry::Password => "password",
        Entry::Pass { .. } => "pass",
        Entry::Admin => "console",
    };
    tx.audit(&core.tenant, &event(&session, EventKind::SignedIn, Outcome::Success).with("how", how)).await?;
    Ok((token, due))
}

/// The living session of a cookie; one of the console opens nothing here.
///
/// # Errors
/// [`SessionError::Over`].
pub async fn of(core: &Core, cookie: &Token) -> Result<Session, SessionError> {
    let session = core.store.session_by_cookie(&core.cookie_digest(cookie)).await?.ok_or(SessionError::Over)?;
    let ours = session.state.entry != Entry::Admin;
    if ours && session.is_alive(core.now(), IDLE) { Ok(session) } else { Err(SessionError::Over) }
}

/// The same session as it is now, locked by `tx`, its last use now. Save it before the commit.
///
/// # Errors
/// [`SessionError::Over`] when another request was faster and ended it or changed its cookie.
pub async fn lock(core: &Core, tx: &mut Tx, session: &Session) -> Result<Session, SessionError> {
    let mut row = tx.session(session.id).await?.ok_or(SessionError::Over)?;
    if row.cookie != session.cookie || !row.is_alive(core.now(), IDLE) {
        return Err(SessionError::Over);
    }
    row.seen_at = core.now();
    Ok(row)
}

/// Remembers that a session was used, at most twice a minute: a page that is looked at keeps it alive.
///
/// # Errors
/// [`SessionError`].
pub async fn touch(core: &Core, session: &Session) -> Result<(), SessionError> {
    if core.now().since(session.seen_at) < std::time::Duration::from_secs(30) {
        return Ok(());
    }
    let mut tx = core.store.begin().await?;
    let row = lock(core, &mut tx, session).await?;
    tx.save_session(&row).await?;
    Ok(tx.commit().await?)
}

/// Gives a session a new cookie; the old one is dead when it is saved (R56).
#[must_use]
pub fn rotate(core: &Core, session: &mut Session) -> Token {
    let token = random::token(core.rng.as_ref());
    session.cookie = core.cookie_digest(&token);
    token
}

/// Ends a session, and what is under way in it.
///
/// # Errors
/// [`SessionError`].
pub async fn end(core: &Core, session: &Session) -> Result<(), SessionError> {
    let mut tx = core.store.begin().await?;
    let mut row = lock(core, &mut tx, session).await?;
    row.ended_at = Some(core.now());
    tx.end_ceremonies(row.id).await?;
    tx.save_session(&row).await?;
    tx.audit(&core.tenant, &event(&row, EventKind::SignedOut, Outcome::Success)).await?;
    Ok(tx.commit().await?)
}

/// By what means the person of a session can prove who they are. `contacts` are the directory's, read now.
///
/// # Errors
/// [`SessionError`].
pub async fn means(core: &Core, session: &Session, contacts: &[Contact]) -> Result<Means, SessionError> {
    Ok(core.means(session.account, contacts, false).await?)
}

/// The methods that a fresh proof may be given with: what is registered and rested, and what the directory holds
/// where that counts. A pass is no such method: it is used up by signing in with it.
#[must_use]
pub fn provers(policy: &Policy, means: &Means, now: Timestamp) -> Vec<Method> {
    let mut methods = means.usable(policy, now);
    methods.retain(|method| *method != Method::Pass);
    methods
}

/// Whether a person has nothing yet that they registered or confirmed themselves, and never had enough: what they
/// register now is their first registration.
#[must_use]
pub fn is_first(person: &Person, means: &Means) -> bool {
    person.registered_at.is_none() && means.registered.iter().all(Registered::is_unverified)
}

/// Whether a change may be made now (R131): a proof is fresh; or the help desk vouched by its pass; or there is
/// nothing yet that could prove anything.
#[must_use]
pub fn may_change(core: &Core, session: &Session, means: &Means) -> bool {
    let now = core.now();
    let fresh = session.proved_at.is_some_and(|at| now >= at && now.since(at) < FRESH);
    let vouched = matches!(session.state.entry, Entry::Pass { .. });
    fresh || vouched || provers(&core.policy_in(session), means, now).is_empty()
}

/// From when on a method registered in this session can open a gate (N23): at once for a first registration, and
/// where the help desk vouches; else after the rest that the policy asks for.
#[must_use]
pub fn usable_from(core: &Core, session: &Session) -> Timestamp {
    let vouched = matches!(session.state.entry, Entry::Pass { .. });
    let rest = core.policy_in(session).registration.cooling_off;
    if session.state.first || vouched { core.now() } else { core.now().after(rest) }
}

/// Whether a page may lead to `address`: its origin is one of the policy's, compared whole (R81).
#[must_use]
pub fn is_allowed(core: &Core, address: &str) -> bool {
    let plain = address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let Ok(url) = url::Url::parse(address) else { return false };
    let bare = url.username().is_empty() && url.password().is_none();
    let origin = url.origin().ascii_serialization();
    // As text too: what browsers and libraries read differently is not led to.
    let rest = address.strip_prefix(&origin);
    let whole = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
    plain && bare && whole && core.common().registration.return_to.contains(&origin)
}

/// An audit event of this session.
#[must_use]
pub fn event(session: &Session, kind: EventKind, outcome: Outcome) -> Event {
    let mut event = Event::new(kind, outcome);
    event.account = Some(session.account);
    event.flow = Some(session.id);
    event.support_id = Some(session.support_id.clone());
    event.personal = Some(Personal {
        login: Some(session.login.clone()),
        client: Some(session.client.clone()),
        ..Personal::default()
    });
    event
}

/// A problem of this session, with the id to quote.
#[must_use]
pub fn problem(session: &Session, code: Code) -> StepError {
    StepError::Problem { code, support_id: session.support_id.clone() }
}
