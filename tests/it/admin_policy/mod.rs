//! The policy, as administrators run it: versions, drafts, previews, the pages, the command.

mod browser;
mod command;
mod decides;
mod file;
mod pages;
mod preview;
mod stored;

use std::{collections::BTreeMap, sync::LazyLock};

use latchkey::domain::{
    account::AccountId,
    method::Method,
    policy::{Document, document::Bound, document::Scope},
    role::Role,
};
use regex::Regex;

use crate::harness::{
    app::{self, House},
    http::{Client, Page},
};

/// A house with a group Pilot, and an administrator in the console.
async fn house() -> (House, Client) {
    let mut policy = app::policy();
    policy.methods = Method::USUAL.to_vec();
    let house = House::under(policy).await;
    let pia = house.person("pia").await;
    house.person("alice").await;
    house.group("Pilot", &[pia], &[]).await;
    house.group("Excluded", &[], &[]).await;
    let client = admin(&house, "olga").await;
    (house, client)
}

async fn admin(house: &House, login: &str) -> Client {
    house.admin(login, Some(Role::PolicyAdmin)).await
}

async fn scan(house: &House) {
    let stop = tokio_util::sync::CancellationToken::new();
    let ask = latchkey::store::sync_state::SyncAsk::Now { full: true };
    house.app.sync().once(ask, &stop).await.unwrap().expect("a scan");
}

/// A fit document: everybody, two gates.
fn fit() -> Document {
    let mut document = Document::default();
    document.shared.own_mail_domains = vec!["contoso.test".into()];
    document.shared.help_desk.text = "+1 202 555 0100".into();
    document.everybody.enabled = Scope::All;
    document
}

fn bound(name: &str, group: &str) -> Bound {
    let mut bound = Bound { name: name.into(), for_groups: vec![group.into()], ..Bound::usual() };
    bound.rules.enabled = Scope::All;
    bound
}

/// What a browser without scripts sends when somebody presses a button of a page: the form that it stands in, fields
/// as they are but for `filled`; a field that is filled with `-` is not sent (an empty box).
async fn press(client: &mut Client, page: &Page, button: (&str, &str), filled: &[(&str, &str)]) -> Page {
    let (action, fields) = sent(page, button, filled);
    let address = page.url.join(&action).unwrap();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    if page.body.contains("enctype=\"multipart/form-data\"") {
        return choose(client, page, &fields, None).await;
    }
    client.post(address.as_str(), &fields).await
}

/// The same from a form that takes a file.
async fn choose(client: &mut Client, page: &Page, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().copied().filter(|(name, _)| *name != "file").collect();
    let answer = client.post_parts(page.url.path(), &fields, file).await;
    client.follow(answer).await
}

fn sent(page: &Page, button: (&str, &str), filled: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    static FORM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?is)<form\b([^>]*)>(.*?)</form>").unwrap());
    static FIELD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is)<(input|button)\b([^>]*)>|<(textarea)\b([^>]*)>\n?(.*?)</textarea>").unwrap()
    });
    for form in FORM.captures_iter(&page.body) {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut pressed = button.0.is_empty();
        for field in FIELD.captures_iter(&form[2]) {
            let area = field.get(3).is_some();
            let own = attributes(&field[if area { 4 } else { 2 }]);
            let Some(name) = own.get("name").cloned() else { continue };
            let value = if area { unescaped(&field[5]) } else { own.get("value").cloned().unwrap_or_default() };
            if field.get(1).is_some_and(|tag| tag.as_str() == "button") {
                pressed |= name == button.0 && value == button.1;
                continue;
            }
            let choice = matches!(own.get("type").map(String::as_str), Some("radio" | "checkbox"));
            if !choice || own.contains_key("checked") {
                fields.push((name, value));
            }
        }
        let fits = filled.iter().all(|(name, _)| form[2].contains(&format!("name=\"{name}\"")));
        if form[1].contains("/admin/sign-out")
            || !pressed
            || !fits
            || attributes(&form[1]).get("method").is_none_or(|method| method != "post")
        {
            continue;
        }
        fields.retain(|(name, _)| !filled.iter().any(|(other, _)| other == name));
        fields.extend(filled.iter().filter(|(_, v)| *v != "-").map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        if !button.0.is_empty() {
            fields.push((button.0.to_owned(), button.1.to_owned()));
        }
        return (attributes(&form[1])["action"].clone(), fields);
    }
    panic!("{} ({}) has no button {button:?}: {}", page.url, page.status, page.body)
}

fn attributes(text: &str) -> BTreeMap<String, String> {
    static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"([a-zA-Z-]+)(?:="([^"]*)")?"#).unwrap());
    let value = |found: &regex::Captures<'_>| found.get(2).map(|value| unescaped(value.as_str())).unwrap_or_default();
    ATTRIBUTE.captures_iter(text).map(|found| (found[1].to_owned(), value(&found))).collect()
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#x27;", "'").replace("&#39;", "'").replace("&#x2F;", "/").replace("&amp;", "&")
}

/// Somebody's place in the list of ids.
const fn id(n: u128) -> AccountId {
    AccountId(uuid::Uuid::from_u128(n))
}
