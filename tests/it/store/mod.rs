//! The store, each test on both databases.

mod audit;
pub mod dbs;
mod durability;
mod flows;
mod personal_keys;
mod processes;
mod queues;
mod sealing;

use latchkey::{
    crypto::{
        digest::{Digest, Purpose},
        random::token,
    },
    domain::{account::TenantId, client::Client, locale::Locale, method::Method, numbers::Numbers},
    store::{Store, challenges::NewChallenge, flows::Flow},
};
use uuid::Uuid;
use zeroize::Zeroizing;

pub const TENANT: TenantId = TenantId::DEFAULT;

/// A flow of `login`, written.
pub async fn a_flow(store: &Store, login: &str) -> (Uuid, Digest) {
    let id = store.new_id();
    let cookie = store.keyring().digest(Purpose::Cookie, &[token(store.rng()).expose().as_bytes()]);
    let mut tx = store.begin().await.unwrap();
    tx.insert_flow(&new_flow(store, id, cookie, login)).await.unwrap();
    tx.commit().await.unwrap();
    (id, cookie)
}

/// A flow of `login`, not written.
pub fn new_flow(store: &Store, id: Uuid, cookie: Digest, login: &str) -> Flow {
    Flow {
        id,
        tenant: TENANT,
        kind: "reset".to_owned(),
        cookie,
        support_id: "7F3K-22QD".to_owned(),
        step: "methods".to_owned(),
        state: "{}".to_owned(),
        login_digest: store.keyring().digest(Purpose::Login, &[login.as_bytes()]),
        login: login.to_owned(),
        locale: Locale::english(),
        client: Client { address: "203.0.113.7".parse().unwrap(), agent: "Canary Browser".to_owned() },
        created_at: store.now(),
        expires_at: store.now().after(Numbers::default().reset_life),
        account: None,
        verdict: None,
        contacts: None,
        version: 1,
        ended_at: None,
    }
}

/// A challenge with this code, deliverable, written.
pub async fn a_challenge(store: &Store, flow: Uuid, code: &str) -> Uuid {
    let id = store.new_id();
    let mut tx = store.begin().await.unwrap();
    tx.insert_challenge(&NewChallenge {
        id,
        tenant: TENANT,
        flow,
        gate: 1,
        method: Method::Sms,
        code: Zeroizing::new(code.to_owned()),
        created_at: store.now(),
        expires_at: store.now().after(Numbers::default().sms_code_life),
    })
    .await
    .unwrap();
    let to = store.keyring().digest(Purpose::Destination, &[b"+15555550100"]);
    assert!(tx.set_delivery(id, &to, "••••••00", store.now()).await.unwrap());
    tx.commit().await.unwrap();
    id
}
