//! Sign-in to the security info, its list and wizard, sessions, and what other applications ask.

mod directories;
mod doors;
mod lists;
mod looks;
mod machines;
mod nginx;
mod passes;
mod sessions;

use std::time::Duration;

use latchkey::{
    domain::{
        account::{AccountId, Contact, TenantId},
        contact::{Mailbox, Phone},
        method::Method,
        policy::Policy,
        security_info::{Detail, Kind, Registered},
        time::Clock as _,
    },
    store::passes::NewPass,
};
use uuid::Uuid;

use crate::{
    harness::{
        app::{self, House},
        http::{Client, Page},
    },
    reset::canonical,
};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The usual policy with every method that needs no call.
fn policy() -> Policy {
    Policy { methods: Method::USUAL.to_vec(), ..app::policy() }
}

/// Types name and password in a browser; stays at the answer.
async fn sign_in_once(client: &mut Client, login: &str, password: &str) -> Page {
    let page = client.get("/sign-in").await;
    client.submit_once(&page, &[("login", login), ("password", password)]).await
}

/// Signs somebody in who has [`app::OLD`]; gives the page behind.
async fn sign_in(client: &mut Client, login: &str) -> Page {
    let page = client.get("/sign-in").await;
    let page = client.submit(&page, &[("login", login), ("password", app::OLD)]).await;
    assert_eq!(page.url.path(), "/security-info", "{}", page.text());
    page
}

/// Registers something past the pages, `ago`; it has rested.
async fn register(house: &House, account: AccountId, detail: Detail) -> Uuid {
    let core = &house.app.core;
    let now = house.clock.now();
    let item = Registered {
        id: core.new_id(),
        account,
        detail,
        name: String::new(),
        created_at: now,
        usable_from: now,
        confirmed_at: now,
        used_at: None,
        imported: None,
    };
    let mut tx = core.store.begin().await.unwrap();
    tx.insert_method(TenantId::DEFAULT, &item, None).await.unwrap();
    if item.kind() == Kind::RecoveryCodes {
        tx.insert_recovery_codes(item.id, &["no hash".to_owned(), "no hash either".to_owned()]).await.unwrap();
    }
    tx.commit().await.unwrap();
    item.id
}

/// Enough for the usual policy: a phone, a mailbox, a set of codes; and everything confirmed now.
async fn register_enough(house: &House, account: AccountId) {
    let number = Phone::parse("+12025550177", None).unwrap();
    register(house, account, Detail::Phone { number }).await;
    register(house, account, Detail::Mailbox { address: Mailbox::parse("own@elsewhere.test").unwrap() }).await;
    register(house, account, Detail::RecoveryCodes).await;
    with_person(house, account, |person| {
        (person.registered_at, person.confirmed_at) = (Some(house.clock.now()), Some(house.clock.now()));
    })
    .await;
}

/// Changes what is known of a person.
async fn with_person(
    house: &House,
    account: AccountId,
    change: impl FnOnce(&mut latchkey::domain::security_info::Person),
) {
    let mut tx = house.app.core.store.begin().await.unwrap();
    let mut person = tx.person(TenantId::DEFAULT, account).await.unwrap();
    change(&mut person);
    tx.save_person(TenantId::DEFAULT, &person).await.unwrap();
    tx.commit().await.unwrap();
}

/// A temporary pass of the help desk, as it is read out.
const PASS: &str = "7F3K-22QD-0ABC";

/// Issues [`PASS`] for an hour.
async fn issue_pass(house: &House, account: AccountId) {
    let core = &house.app.core;
    let hash = core.hasher.hash(PASS.as_bytes()).await.unwrap();
    let mut tx = core.store.begin().await.unwrap();
    tx.issue_pass(&NewPass {
        id: core.new_id(),
        tenant: TenantId::DEFAULT,
        account,
        hash: &hash,
        issuer: "a test",
        expires_at: house.clock.now().after(60 * MINUTE),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// Somebody without any contact.
async fn bare_person(house: &House, login: &str) -> AccountId {
    let mut account = house.someone(login);
    account.contacts = Vec::<Contact>::new();
    house.add(account).await
}

/// A page as a stranger compares it, whatever name was typed into it.
fn alike(page: &Page, login: &str) -> String {
    let whole = canonical(page).replace(&format!("value=\"{login}\""), "value=\"-\"");
    // Its length is that of the name, which whoever typed it knows.
    whole.lines().filter(|line| !line.starts_with("content-length:")).collect::<Vec<_>>().join("\n")
}
