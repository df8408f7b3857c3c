//! People in the console: search, why somebody can reset or not, the help desk, requests for help.

mod answers;
mod caller;
mod explain;
mod help_desk;
mod person;
mod requests;
mod search;
mod seen;
mod statements;

use latchkey::{
    domain::{account::AccountId, method::Method, policy::Policy, role::Role},
    store::audit::StoredEvent,
};

use crate::harness::{
    app::{self, House, Options},
    http::{Client, Page},
};

/// The usual policy, with passes.
fn policy() -> Policy {
    Policy { methods: vec![Method::Sms, Method::Email, Method::RecoveryCode, Method::Pass], ..app::policy() }
}

/// A house under it.
async fn house() -> House {
    House::under(policy()).await
}

/// One on PostgreSQL.
async fn on_postgres() -> House {
    House::with(Options { policy: policy(), postgres: true, ..Options::default() }).await
}

/// An agent of the help desk in the console.
async fn agent(house: &House) -> Client {
    house.admin("olga", Some(Role::HelpDesk)).await
}

fn page_of(id: AccountId) -> String {
    format!("/admin/people/{}", id.0)
}

/// Posts a form of the console with the token of the page at `from`.
async fn post(client: &mut Client, from: &str, to: &str, fields: &[(&str, &str)]) -> Page {
    let page = client.get(from).await;
    let csrf = page.field("csrf").unwrap_or_else(|| panic!("{from} ({}): {}", page.status, page.text()));
    let all: Vec<(&str, &str)> = [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
    client.post(to, &all).await
}

/// The newest event of a kind.
async fn last(house: &House, kind: &str) -> StoredEvent {
    let found = house.events().await.into_iter().rev().find(|event| event.kind == kind);
    found.unwrap_or_else(|| panic!("no event {kind}"))
}

/// That an agent is named in an event, and whose account it is about.
fn is_by(event: &StoredEvent, agent: &str, account: AccountId) {
    assert_eq!(event.account, Some(account), "{event:?}");
    let personal = event.personal.as_ref().expect("names");
    assert_eq!(personal.actor.as_deref(), Some(agent), "{event:?}");
    assert!(
        event.detail.get("agent").is_some()
            || event.kind.starts_with("account.")
            || event.kind.starts_with("pass.")
            || event.kind.starts_with("security-info."),
        "{event:?}"
    );
}
