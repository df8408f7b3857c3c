//! "Your password was changed", to every contact of the account (R133), in the person's own language.

use std::{collections::BTreeSet, net::IpAddr};

use uuid::Uuid;

use super::{Core, StepError, reset::Journey};
use crate::{
    domain::{
        account::{Account, Contact},
        flow::End,
        message::{Address, Envelope, Message, Notice},
    },
    store::{Tx, outbox::NewMessage},
};

/// How long a notice is worth delivering: a mail server may be down over a weekend.
const WORTH: std::time::Duration = std::time::Duration::from_secs(3 * 24 * 3600);

/// Posts the notice to every contact the flow knew and every one the directory has now, each once (R155).
pub async fn tell(
    core: &Core,
    tx: &mut Tx,
    journey: &Journey,
    account: Option<&Account>,
    writeback: Uuid,
    end: End,
) -> Result<(), StepError> {
    let notice = Notice {
        at: core.now(),
        device: device(&journey.row.client.agent),
        network: network(journey.row.client.address),
        support_id: journey.row.support_id.clone(),
    };
    let message = if end == End::Unlocked { Message::AccountUnlocked(notice) } else { Message::PasswordReset(notice) };
    let known = journey.row.contacts.iter().flatten();
    let mut told = BTreeSet::new();
    for contact in known.chain(account.iter().flat_map(|account| &account.contacts)) {
        let digest = core.contact_digest(contact).to_hex();
        let to = match contact {
            Contact::Mail(mailbox) => Address::Mail(mailbox.clone()),
            Contact::Mobile(phone) => Address::Sms(phone.clone()),
            Contact::Office(_) => continue,
        };
        if !told.insert(digest.clone()) {
            continue;
        }
        let envelope = Envelope {
            to,
            locale: journey.row.locale.clone(),
            name: account.map(|account| account.display_name.clone()).unwrap_or_default(),
            message: message.clone(),
        };
        let dedupe = format!("notice:{writeback}:{digest}");
        tx.send(NewMessage {
            tenant: core.tenant,
            flow: Some(journey.row.id),
            envelope: &envelope,
            dedupe: Some(dedupe),
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
