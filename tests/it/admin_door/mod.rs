//! The way into the console.

mod active_directory;
mod door;
mod ldap;
mod listener;
mod matrix;
mod outage;
mod outage_ldap;
mod parts;
mod parts_ldap;
mod parts_store;
mod passkey;
mod roles;
mod setup;
mod walk;

use latchkey::{
    crypto::{random::SystemRng, totp},
    domain::{
        account::{AccountId, TenantId},
        method::Method,
        policy::Policy,
        security_info::{Detail, Registered, Seed},
        time::Clock as _,
    },
};

use crate::harness::{
    app::{self, House},
    http::{Client, Page},
};

/// The usual policy with every method that needs no call.
fn policy() -> Policy {
    Policy { methods: Method::USUAL.to_vec(), ..app::policy() }
}

async fn house() -> House {
    House::under(policy()).await
}

/// Registers an app past the pages; it has rested.
async fn give_app(house: &House, account: AccountId) -> Seed {
    let (core, now, seed) = (&house.app.core, house.clock.now(), totp::seed(&SystemRng));
    let detail = Detail::App { seed: seed.clone(), drift: 0 };
    let (name, used_at) = (String::new(), None);
    let item = Registered {
        id: core.new_id(),
        account,
        detail,
        name,
        created_at: now,
        usable_from: now,
        confirmed_at: now,
        used_at,
        imported: None,
    };
    let mut tx = core.store.begin().await.unwrap();
    tx.insert_method(TenantId::DEFAULT, &item, None).await.unwrap();
    tx.commit().await.unwrap();
    seed
}

/// What the app shows now.
fn code(house: &House, seed: &Seed) -> String {
    totp::shown(seed, house.clock.now()).unwrap()
}

/// A code that the app does not show.
fn wrong_code(house: &House, seed: &Seed) -> String {
    let right: u32 = code(house, seed).parse().unwrap();
    format!("{:06}", (right + 7) % 1_000_000)
}

/// Types name and password at the console's door.
async fn sign_in(client: &mut Client, login: &str, password: &str) -> Page {
    let page = client.get("/admin/sign-in").await;
    client.submit(&page, &[("login", login), ("password", password)]).await
}
