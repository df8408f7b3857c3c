//! The audit log, alarms and the scan of the directory in the console.

mod alarms;
mod chain;
mod directory;
mod export;
mod forget;
mod log;
mod retention;
mod seen;

use std::{sync::Arc, time::Duration};

use latchkey::{
    directory::watch::{ServerNow, ServerWatch, Trouble},
    domain::{
        account::{AccountId, TenantId},
        client::Client,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        time::Clock as _,
    },
    jobs,
};
use uuid::Uuid;

use crate::harness::{
    app::House,
    clock::TestClock,
    http::{Client as Browser, Page},
};

const TENANT: TenantId = TenantId::DEFAULT;

/// A journey of `login` that ends in a reset, or in a wrong code: four events.
fn journey(n: u128, login: &str, well: bool) -> Vec<Event> {
    let kinds = [
        (EventKind::ResetStarted, Outcome::Success),
        (EventKind::CodeSent, Outcome::Success),
        if well { (EventKind::GatePassed, Outcome::Success) } else { (EventKind::GateFailed, Outcome::Failure) },
        if well { (EventKind::PasswordReset, Outcome::Success) } else { (EventKind::Blocked, Outcome::Failure) },
    ];
    let event = |(step, (kind, outcome)): (usize, (EventKind, Outcome))| {
        let mut event = Event::new(kind, outcome).with("method", "sms");
        event.flow = Some(Uuid::from_u128(0xf000 + n));
        event.account = (step > 0).then(|| account(n));
        event.support_id = Some(format!("SUPP-{n:04}"));
        event.code = (outcome == Outcome::Failure).then_some(Code::WrongCode);
        event.personal = Some(Personal {
            login: Some(login.to_owned()),
            client: Some(Client { address: "203.0.113.77".parse().unwrap(), agent: "Canary/1.0".to_owned() }),
            contact: Some("•••• 34".to_owned()),
            ..Personal::default()
        });
        event
    };
    kinds.into_iter().enumerate().map(event).collect()
}

/// Servers as a test wants them.
struct Servers(Vec<ServerNow>);

#[async_trait::async_trait]
impl ServerWatch for Servers {
    async fn servers(&self) -> Vec<ServerNow> {
        self.0.clone()
    }
}

/// Three servers: one that is well, one whose certificate ends soon, one that hangs.
fn servers() -> Arc<dyn ServerWatch> {
    let at = TestClock::default().now();
    let days = |days: u32| at.after(Duration::from_secs(24 * 3600) * days);
    let server = |name: &str, answer, end| ServerNow {
        server: format!("ldaps://{name}.corp.contoso.test"),
        asked_at: at,
        answer,
        certificate_ends: end,
        used_at: Some(at),
    };
    let hangs = Err((Trouble::Silent, "no TLS: no answer in time".to_owned()));
    let mut third = server("dc3.branch", hangs, None);
    third.used_at = None;
    Arc::new(Servers(vec![
        server("dc1", Ok(Duration::from_micros(1_840)), Some(days(200))),
        server("dc2", Ok(Duration::from_micros(9_210)), Some(days(9))),
        third,
    ]))
}

/// The account of [`journey`].
fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(0xa000 + n))
}

/// Writes events, each in its own transaction.
async fn write(house: &House, events: impl IntoIterator<Item = Event>) {
    for event in events {
        let mut tx = house.app.core.store.begin().await.unwrap();
        tx.audit(&TENANT, &event).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// The look through the log that somebody asked for, or that is due.
async fn check_the_log(house: &House) {
    let every = house.app.config.audit.verify_every();
    jobs::verify::once(&house.app.core, every).await.unwrap().expect("it is due, or asked for");
}

/// The addresses of the links of a page that hold `part`.
fn links(page: &Page, part: &str) -> Vec<String> {
    let link = regex::Regex::new("href=\"([^\"]+)\"").unwrap();
    let all = link.captures_iter(&page.body).map(|found| found[1].replace("&amp;", "&").replace("&#x2F;", "/"));
    all.filter(|link| link.contains(part)).collect()
}

/// How often `part` is in a page's source.
fn count(page: &Page, part: &str) -> usize {
    page.body.matches(part).count()
}

/// Presses a button of `page` whose form posts to `path`, with these fields, and follows.
async fn press(browser: &mut Browser, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
    let form = page.forms().into_iter().find(|form| form.method == "post" && form.action == path);
    let form = form.unwrap_or_else(|| panic!("no form posts to {path}: {}", page.text()));
    let token = form.fields.iter().find(|(name, _)| name == "csrf").expect("a form token").1.clone();
    let mut all = vec![("csrf", token.as_str())];
    all.extend_from_slice(fields);
    browser.post(path, &all).await
}
