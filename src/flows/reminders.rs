//! Mail before a password expires, in the person's own language, with the link to change it. Once for each of the days
//! of the configuration; after a pause only the nearest of them.

use std::time::Duration;

use tokio::sync::mpsc;

use super::{Core, StepError};
use crate::{
    directory::{DirectoryError, DirectoryRead, Expiring},
    domain::{
        account::{Account, Contact},
        contact::Mailbox,
        message::{Address, Envelope, Message},
    },
    store::outbox::NewMessage,
};

/// People between the directory and the database.
const AHEAD: usize = 64;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// A scan did not come to its end. What was sent stays sent, and is not sent again.
#[derive(Debug, thiserror::Error)]
pub enum RemindError {
    /// The directory.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Our database.
    #[error(transparent)]
    Step(#[from] StepError),
}

/// Looks through the whole directory, and sends what is due. `days`: how many days before the end, the fewest first.
/// Returns how many messages were put into the outbox.
///
/// # Errors
/// [`RemindError`].
pub async fn remind(core: &Core, directory: &dyn DirectoryRead, days: &[u32]) -> Result<u64, RemindError> {
    let Some(most) = days.iter().max().copied().filter(|_| core.common().writeback) else { return Ok(0) };
    let until = core.now().after(DAY.saturating_mul(most));
    let (to, mut people) = mpsc::channel(AHEAD);
    let look = async move {
        let looked = directory.expiring(until, &to).await;
        drop(to);
        looked
    };
    let send = async move {
        let mut sent = 0_u64;
        while let Some(person) = people.recv().await {
            if tell(core, &person, days).await? {
                sent = sent.saturating_add(1);
            }
        }
        Ok::<_, StepError>(sent)
    };
    // The channel ends the sending when the looking is over, and the looking when the sending fails.
    let (looked, sent) = tokio::join!(look, send);
    let sent = sent?;
    looked?;
    Ok(sent)
}

async fn tell(core: &Core, person: &Expiring, days: &[u32]) -> Result<bool, StepError> {
    let left = person.at.since(core.now());
    let Some(threshold) = days.iter().copied().filter(|days| left <= DAY.saturating_mul(*days)).min() else {
        return Ok(false);
    };
    let Some(to) = mailbox(core, &person.account) else { return Ok(false) };
    let mut tx = core.store.begin().await?;
    if !tx.note_reminder(core.tenant, person.account.id, person.at, threshold).await? {
        return Ok(false);
    }
    let default = core.locales.first().cloned().unwrap_or_else(crate::domain::locale::Locale::english);
    let whole = u32::try_from(left.as_secs().div_ceil(DAY.as_secs())).unwrap_or(u32::MAX);
    let envelope = Envelope {
        to: Address::Mail(to.clone()),
        locale: core.language_for(person.account.language.as_deref(), &default),
        name: person.account.display_name.clone(),
        message: Message::PasswordExpires { at: person.at, days: whole },
    };
    tx.send(NewMessage {
        tenant: core.tenant,
        flow: None,
        envelope: &envelope,
        dedupe: Some(format!("reminder:{}:{}:{threshold}", person.account.id.0, person.at.millis())),
        run_at: core.now(),
        // When the password has ended it says nothing new.
        expires_at: person.at,
    })
    .await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(true)
}

/// The mailbox of the organisation where there is one, since it opens with this very password today; else the first.
fn mailbox<'a>(core: &Core, account: &'a Account) -> Option<&'a Mailbox> {
    let all = || {
        account.contacts.iter().filter_map(|contact| match contact {
            Contact::Mail(mailbox) => Some(mailbox),
            _ => None,
        })
    };
    all().find(|mailbox| mailbox.is_within(&core.common().own_mail_domains)).or_else(|| all().next())
}
