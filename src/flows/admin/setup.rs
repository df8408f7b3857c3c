//! The first set-up (R141): while no group has the role of owner, a token from the console of the machine lets its bearer
//! give it to one. There is no other way in, and no account that is there by default.

use std::time::Duration;

use super::roles::{self, By, GrantError};
use crate::{
    crypto::{
        digest::{Digest, Purpose},
        random::{self, Token},
    },
    directory::DirectoryRead,
    domain::{
        client::Client,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        role::Role,
    },
    flows::{Core, StepError},
    limits::{LimitError, Spend},
    store::StoreError,
};

/// How long a token works.
pub const LIFE: Duration = Duration::from_secs(30 * 60);

/// Whether there is a set-up: no group has the role of owner yet.
///
/// # Errors
/// [`StoreError`].
pub async fn is_open(core: &Core) -> Result<bool, StoreError> {
    let bindings = core.store.role_bindings(core.tenant).await?;
    Ok(!bindings.iter().any(|binding| binding.role == Role::Owner))
}

/// A new token, for the console of the machine; `None` when there is an owner already.
///
/// # Errors
/// [`StoreError`].
pub async fn issue(core: &Core) -> Result<Option<Token>, StoreError> {
    if !is_open(core).await? {
        return Ok(None);
    }
    let token = random::token(core.rng.as_ref());
    let mut tx = core.store.begin().await?;
    tx.insert_setup_token(core.new_id(), core.tenant, &digest(core, &token), core.now().after(LIFE)).await?;
    tx.audit(&core.tenant, &Event::new(EventKind::SetUp, Outcome::Pending).with("what", "token made")).await?;
    tx.commit().await?;
    Ok(Some(token))
}

fn digest(core: &Core, token: &Token) -> Digest {
    core.keyring.digest(Purpose::Link, &[b"setup", token.expose().as_bytes()])
}

/// Takes a token that was typed: the cookie of the browser that may go on; `None` when it works no more, or never did.
///
/// # Errors
/// [`StepError`].
pub async fn open(core: &Core, client: &Client, typed: &str) -> Result<Option<Token>, StepError> {
    match core.limits.spend(&[Spend::Identify { source: client.address }]).await {
        Ok(()) => {}
        Err(LimitError::Blocked(blocked)) => {
            return Err(StepError::Throttled { retry_after: blocked.retry_after });
        }
        Err(LimitError::Store(error)) => return Err(error.into()),
    }
    let cookie = random::token(core.rng.as_ref());
    let open = is_open(core).await?;
    let mut tx = core.store.begin().await?;
    let opened = match Token::parse(typed.trim()).filter(|_| open) {
        Some(token) => tx.open_setup(core.tenant, &digest(core, &token), &core.cookie_digest(&cookie)).await?,
        None => false,
    };
    let outcome = if opened { Outcome::Success } else { Outcome::Failure };
    let event = with_client(Event::new(EventKind::SetUp, outcome).with("what", "token opened"), client, None);
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok(opened.then_some(cookie))
}

fn with_client(mut event: Event, client: &Client, login: Option<&str>) -> Event {
    event.personal =
        Some(Personal { login: login.map(str::to_owned), client: Some(client.clone()), ..Personal::default() });
    event
}

/// Whether this browser is in the set-up.
///
/// # Errors
/// [`StoreError`].
pub async fn is_in(core: &Core, cookie: &Token) -> Result<bool, StoreError> {
    Ok(is_open(core).await? && core.store.is_in_setup(core.tenant, &core.cookie_digest(cookie)).await?)
}

/// The role of owner was not given.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// The token works no more, or there is an owner now.
    #[error("there is no set-up")]
    Over,
    /// The group or the person.
    #[error(transparent)]
    Grant(#[from] GrantError),
}

impl From<StoreError> for ClaimError {
    fn from(error: StoreError) -> Self {
        Self::Grant(error.into())
    }
}

/// Gives `group` the role of owner. `login` is a member of it, so that a mistyped group locks nobody out; it is not
/// signed in by this.
///
/// # Errors
/// [`ClaimError`]: nothing was given, and the token still works.
pub async fn claim(
    core: &Core,
    directory: &dyn DirectoryRead,
    cookie: &Token,
    client: &Client,
    (group, login): (&str, &str),
) -> Result<(), ClaimError> {
    if !is_in(core, cookie).await? {
        return Err(ClaimError::Over);
    }
    let member = roles::person(directory, login).await?;
    if !roles::is_member(directory, &member, group).await? {
        return Err(GrantError::NotMember.into());
    }
    let mut tx = core.store.begin().await?;
    if !tx.use_setup(core.tenant, &core.cookie_digest(cookie)).await? {
        return Err(ClaimError::Over);
    }
    tx.bind_role(core.tenant, Role::Owner, group, None).await?;
    let granted = roles::event(EventKind::RoleGranted, Role::Owner, group, &By::SetUp);
    tx.audit(&core.tenant, &with_client(granted, client, Some(&member.login))).await?;
    let mut done = Event::new(EventKind::SetUp, Outcome::Success).with("what", "owner chosen");
    done.account = Some(member.id);
    tx.audit(&core.tenant, &with_client(done, client, Some(&member.login))).await?;
    tx.commit().await?;
    Ok(())
}

/// A directory that can not be asked, in words for a person.
#[must_use]
pub fn down(core: &Core) -> StepError {
    StepError::Problem { code: Code::DirectoryDown, support_id: random::support_id(core.rng.as_ref()) }
}
