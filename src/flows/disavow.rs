//! "This wasn't me": the link in every notice (R135). A look changes nothing (R24). One press freezes self-service for
//! the account, ends its sessions and flows, revokes its passes and alerts the help desk; it can do nothing else, and
//! only the help desk can undo it.

use super::{
    Core, StepError,
    notices::{self, Post},
};
use crate::{
    crypto::{
        digest::{Digest, Purpose},
        random::{self, Token},
    },
    directory::DirectoryRead,
    domain::{
        account::{Account, AccountId},
        client::Client,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        locale::Locale,
        message::{Address, Envelope, Message},
        numbers,
        time::Timestamp,
    },
    store::{Tx, disavowals::NewDisavowal, outbox::NewMessage},
};

/// How long the alert is worth delivering: over a weekend and a holiday.
const WORTH: std::time::Duration = std::time::Duration::from_secs(5 * 24 * 3600);

/// What a link tells of, and whether it was pressed.
#[derive(Debug, Clone)]
pub struct Doubt {
    /// The name of the message that the link was in.
    pub about: String,
    /// When what it tells of happened.
    pub at: Timestamp,
    /// What to quote.
    pub support_id: String,
    /// Self-service is frozen by it.
    pub frozen: bool,
}

fn digest(core: &Core, token: &Token) -> Digest {
    core.keyring.digest(Purpose::Link, &[token.expose().as_bytes()])
}

/// Makes the token of a new link; the database keeps its digest (R23).
///
/// # Errors
/// [`StepError`].
pub async fn link(
    core: &Core,
    tx: &mut Tx,
    account: AccountId,
    about: &str,
    support_id: &str,
) -> Result<String, StepError> {
    let token = random::token(core.rng.as_ref());
    tx.insert_disavowal(&NewDisavowal {
        tenant: core.tenant,
        account,
        token: &digest(core, &token),
        event: about,
        support_id,
        expires_at: core.now().after(numbers::DISAVOWAL_LIFE),
    })
    .await?;
    Ok(token.expose().to_owned())
}

/// Looks at a link; nothing is changed. `None` when it works no more: its time is over (N24), or it was pressed and the
/// help desk has lifted the stop since.
///
/// # Errors
/// [`StepError`].
pub async fn look(core: &Core, token: &Token) -> Result<Option<Doubt>, StepError> {
    let Some(found) = core.store.disavowal(&digest(core, token)).await? else { return Ok(None) };
    let frozen = core.is_frozen(found.account).await?;
    if found.used_at.is_some() && !frozen {
        return Ok(None);
    }
    let used = found.used_at.is_some();
    Ok(Some(Doubt { about: found.event, at: found.created_at, support_id: found.support_id, frozen: used }))
}

/// The button was pressed. Pressing it twice is pressing it once.
///
/// # Errors
/// [`Code::LinkOver`] for a link that works no more.
pub async fn press(
    core: &Core,
    directory: &dyn DirectoryRead,
    token: &Token,
    client: &Client,
    locale: &Locale,
) -> Result<(), StepError> {
    let over = || StepError::Problem { code: Code::LinkOver, support_id: String::new() };
    let link = core.store.disavowal(&digest(core, token)).await?.ok_or_else(over)?;
    // Whom to tell; a directory that is down must not keep anybody from stopping a thief.
    let account = directory.get(link.account).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the contacts of an account that is frozen can not be read");
        None
    });
    let mut tx = core.store.begin().await?;
    if !tx.use_disavowal(link.id).await? {
        drop(tx);
        return if core.is_frozen(link.account).await? { Ok(()) } else { Err(over()) };
    }
    let mut person = tx.person(core.tenant, link.account).await?;
    person.frozen_at = person.frozen_at.or(Some(core.now()));
    tx.save_person(core.tenant, &person).await?;
    tx.end_sessions(core.tenant, link.account, None).await?;
    tx.end_other_flows(core.tenant, link.account, None, core.now()).await?;
    tx.revoke_passes(core.tenant, link.account).await?;
    let login = account.as_ref().map(|account| account.login.clone());
    let mut event = Event::new(EventKind::AccountFrozen, Outcome::Success).with("about", link.event.as_str());
    event.account = Some(link.account);
    event.support_id = Some(link.support_id.clone());
    event.personal = Some(Personal { login: login.clone(), client: Some(client.clone()), ..Personal::default() });
    tx.audit(&core.tenant, &event).await?;
    alert(core, &mut tx, login.unwrap_or_default(), &link.event, &link.support_id, locale).await?;
    tell(core, &mut tx, link.account, account.as_ref(), client, locale, &link.support_id).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}

/// Tells the help desk.
async fn alert(
    core: &Core,
    tx: &mut Tx,
    login: String,
    about: &str,
    support_id: &str,
    locale: &Locale,
) -> Result<(), StepError> {
    let Some(mailbox) = &core.common().help_desk.mailbox else { return Ok(()) };
    let (at, about, support_id) = (core.now(), about.to_owned(), support_id.to_owned());
    let envelope = Envelope {
        to: Address::Mail(mailbox.clone()),
        locale: core.locales.first().cloned().unwrap_or_else(|| locale.clone()),
        name: String::new(),
        message: Message::FrozenAlert { login, about, at, support_id },
    };
    tx.send(NewMessage {
        tenant: core.tenant,
        flow: None,
        envelope: &envelope,
        dedupe: None,
        expires_at: core.now().after(WORTH),
        run_at: core.now(),
    })
    .await?;
    Ok(())
}

/// Tells every contact; without a link, since there is nothing more to stop.
async fn tell(
    core: &Core,
    tx: &mut Tx,
    id: AccountId,
    account: Option<&Account>,
    client: &Client,
    locale: &Locale,
    support_id: &str,
) -> Result<(), StepError> {
    let preferred = account.and_then(|account| account.language.as_deref());
    let post = Post {
        account: id,
        directory: account.map(|account| account.contacts.clone()).unwrap_or_default(),
        flow: None,
        locale: &core.language_for(preferred, locale),
        name: account.map_or("", |account| &account.display_name),
        message: Message::AccountFrozen(notices::notice(core, Some(client), support_id)),
        dedupe: core.new_id(),
    };
    notices::post_to_all(core, tx, &post).await
}
