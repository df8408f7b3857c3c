//! "Contact your administrator": a person asks for help; the help desk gets a mail with what it needs to find the
//! case, and nothing that was not typed by a stranger is believed.

use super::{Core, StepError};
use crate::{
    domain::{
        client::Client,
        event::{Event, EventKind, Outcome, Personal},
        identifier::LoginName,
        locale::Locale,
        message::{Address, Envelope, Message},
    },
    limits::Spend,
    store::outbox::NewMessage,
};

/// Asks the help desk to help `login`. The answer is the same whether the name exists or not.
///
/// # Errors
/// [`StepError::Throttled`] by source.
pub async fn ask(
    core: &Core,
    login: &str,
    support_id: &str,
    locale: &Locale,
    client: &Client,
) -> Result<(), StepError> {
    core.limits.spend(&[Spend::AskForHelp { source: client.address }]).await?;
    let login: String =
        LoginName::parse(login).map(|name| name.as_str().chars().take(100).collect()).unwrap_or_default();
    let plausible = support_id.len() <= 16 && support_id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let support_id = if plausible { support_id.to_owned() } else { String::new() };
    let mut event = Event::new(EventKind::HelpRequested, Outcome::Success);
    event.support_id = Some(support_id.clone()).filter(|id| !id.is_empty());
    event.personal = Some(Personal { login: Some(login.clone()), client: Some(client.clone()), ..Personal::default() });
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    if let Some(mailbox) = &core.common().help_desk.mailbox {
        let envelope = Envelope {
            to: Address::Mail(mailbox.clone()),
            locale: core.locales.first().cloned().unwrap_or_else(|| locale.clone()),
            name: String::new(),
            message: Message::HelpWanted { login, support_id, at: core.now() },
        };
        tx.send(NewMessage {
            tenant: core.tenant,
            flow: None,
            envelope: &envelope,
            dedupe: None,
            expires_at: core.now().after(std::time::Duration::from_secs(24 * 3600)),
            run_at: core.now(),
        })
        .await?;
    }
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}
