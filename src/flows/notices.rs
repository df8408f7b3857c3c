//! "Your password was changed", and every other notice, to every contact of the account (R133), in the person's own
//! language, with the link to say "this wasn't me" (R135).

use std::{collections::BTreeSet, net::IpAddr};

use uuid::Uuid;

use super::{Core, StepError, change, disavow, reset::Journey};
use crate::{
    domain::{
        account::{Account, AccountId, Contact},
        client::Client,
        flow::End,
        locale::Locale,
        message::{Address, Envelope, Message, Notice},
        numbers,
    },
    store::{Tx, outbox::NewMessage},
};

/// How long a notice is worth delivering: a mail server may be down over a weekend.
const WORTH: std::time::Duration = std::time::Duration::from_secs(3 * 24 * 3600);

/// Posts the notice of a write to every contact the flow knew and every one there is now, each once (R155).
pub async fn tell(
    core: &Core,
    tx: &mut Tx,
    journey: &Journey,
    account: Option<&Account>,
    writeback: Uuid,
    end: End,
) -> Result<(), StepError> {
    let Some(id) = journey.row.account else { return Ok(()) };
    let message = |notice| message(journey, end, notice);
    let mut notice = notice(core, Some(&journey.row.client), &journey.row.support_id);
    notice.disavow = disavow::link(core, tx, id, message(notice.clone()).name(), &journey.row.support_id).await?;
    let known = journey.row.contacts.iter().flatten();
    let post = Post {
        account: id,
        directory: known.chain(account.iter().flat_map(|account| &account.contacts)).cloned().collect(),
        flow: Some(journey.row.id),
        locale: &journey.row.locale,
        name: account.map_or("", |account| &account.display_name),
        message: message(notice),
        dedupe: writeback,
    };
    post_to_all(core, tx, &post).await
}

/// What a write is told as.
fn message(journey: &Journey, end: End, notice: Notice) -> Message {
    match end {
        End::Unlocked => Message::AccountUnlocked(notice),
        _ if journey.row.kind == change::KIND => Message::PasswordChanged(notice),
        _ => Message::PasswordReset(notice),
    }
}

/// Tells the help desk that an administrator used self-service (6.11). Where it has no mailbox nobody is told.
pub async fn tell_help_desk(
    core: &Core,
    tx: &mut Tx,
    journey: &Journey,
    account: Option<&Account>,
    end: End,
) -> Result<(), StepError> {
    let Some(mailbox) = core.common().help_desk.mailbox.clone() else { return Ok(()) };
    let (at, support_id) = (core.now(), journey.row.support_id.clone());
    let about = message(journey, end, notice(core, None, &support_id)).name().to_owned();
    let login = account.map_or_else(|| journey.row.login.clone(), |account| account.login.clone());
    let envelope = Envelope {
        to: Address::Mail(mailbox),
        locale: core.locales.first().cloned().unwrap_or_else(|| journey.row.locale.clone()),
        name: String::new(),
        message: Message::AdminReset { login, about, at, support_id },
    };
    let message = NewMessage {
        tenant: core.tenant,
        flow: Some(journey.row.id),
        envelope: &envelope,
        dedupe: None,
        expires_at: at.after(WORTH),
        run_at: at,
    };
    tx.send(message).await?;
    Ok(())
}

/// When, and roughly where; without a link yet.
#[must_use]
pub fn notice(core: &Core, client: Option<&Client>, support_id: &str) -> Notice {
    Notice {
        at: core.now(),
        device: client.map(|client| device(&client.agent)).unwrap_or_default(),
        network: client.map(|client| network(client.address)).unwrap_or_default(),
        support_id: support_id.to_owned(),
        disavow: String::new(),
    }
}

/// A notice to everybody who is to be told.
pub struct Post<'a> {
    /// Whose account.
    pub account: AccountId,
    /// The contacts that the directory holds.
    pub directory: Vec<Contact>,
    /// In which flow.
    pub flow: Option<Uuid>,
    /// In which language.
    pub locale: &'a Locale,
    /// How to address the person; may be empty.
    pub name: &'a str,
    /// What to say.
    pub message: Message,
    /// The same notice, posted twice, goes out once.
    pub dedupe: Uuid,
}

/// Posts a notice to every contact that is registered, that the directory holds, or that was removed a short while ago,
/// each once (R133). A desk phone can not be told.
///
/// # Errors
/// [`StepError`].
pub async fn post_to_all(core: &Core, tx: &mut Tx, post: &Post<'_>) -> Result<(), StepError> {
    let since = core.now().before(numbers::TELL_REMOVED);
    let registered = tx.methods_to_tell(core.tenant, post.account, since).await?;
    let registered = registered.iter().filter_map(|item| item.detail.contact());
    let mut told = BTreeSet::new();
    for contact in registered.chain(post.directory.iter().cloned()) {
        let digest = core.contact_digest(&contact).to_hex();
        let to = match contact {
            Contact::Mail(mailbox) => Address::Mail(mailbox),
            Contact::Mobile(phone) => Address::Sms(phone),
            Contact::Office(_) => continue,
        };
        if !told.insert(digest.clone()) {
            continue;
        }
        let (locale, name) = (post.locale.clone(), post.name.to_owned());
        let envelope = Envelope { to, locale, name, message: post.message.clone() };
        tx.send(NewMessage {
            tenant: core.tenant,
            flow: post.flow,
            envelope: &envelope,
            dedupe: Some(format!("notice:{}:{digest}", post.dedupe)),
            expires_at: core.now().after(WORTH),
            run_at: core.now(),
        })
        .await?;
    }
    Ok(())
}

/// The address cut to its network: rough enough to be no tracking, near enough to be recognised (R134).
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// Browser and system in two words. Only words of ours get into a message, never the browser's own text.
pub fn device(agent: &str) -> String {
    let find = |table: &[(&str, &'static str)]| table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, n)| *n);
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r134_roughly_where_and_which_browser() {
        assert_eq!(network("203.0.113.77".parse().unwrap()), "203.0.113.0/24");
        assert_eq!(network("::ffff:203.0.113.77".parse().unwrap()), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2::3".parse().unwrap()), "2001:db8:1::/48");
        let phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36";
        assert_eq!(device(phone), "Chrome, Android");
        assert_eq!(device("<script>curl"), "");
    }
}
