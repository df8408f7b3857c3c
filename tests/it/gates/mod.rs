//! Every method as a gate of a reset, what wears out, what is told, who may object, what the help desk can do.

mod first_and_second;
mod help_desk;
mod model;
mod object;
mod passkey;
mod rules;
mod seen;
mod strangers;
mod worn;

use std::time::Duration;

use latchkey::{
    crypto::{
        random::{SystemRng, grouped},
        totp,
    },
    domain::{
        account::{AccountId, Contact},
        contact::Phone,
        method::Method,
        policy::Policy,
        questions,
        security_info::{Detail, Registered, Seed},
        time::{Clock as _, Timestamp},
    },
    flows::{
        helpdesk::{self, Case},
        security_info::place_of,
    },
    notify::recorder::{Channel, Recorded},
};
use uuid::Uuid;

use crate::{
    devices::oathtool,
    harness::{app::House, walk::Walk},
};

pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3600);
pub const DAY: Duration = Duration::from_secs(24 * 3600);

/// Every method.
pub fn policy() -> Policy {
    Policy { methods: Method::ALL.to_vec(), ..crate::harness::app::policy() }
}

/// The house's time.
pub fn now(house: &House) -> Timestamp {
    house.clock.now()
}

/// A house where every method but the passkey works; that needs a host name.
pub async fn house() -> House {
    House::under(policy()).await
}

/// What one person has, in clear.
pub struct Kit {
    pub id: AccountId,
    pub login: String,
    pub seed: Seed,
    pub codes: Vec<String>,
    pub pass: String,
}

/// Registers something past the pages, usable from `usable_from` on.
pub async fn register(house: &House, id: AccountId, detail: Detail, usable_from: Timestamp) -> Uuid {
    let core = &house.app.core;
    let now = core.now();
    let item = Registered {
        id: core.new_id(),
        account: id,
        detail,
        name: String::new(),
        created_at: now,
        usable_from,
        confirmed_at: now,
        used_at: None,
        imported: None,
    };
    let mut tx = core.store.begin().await.unwrap();
    tx.insert_method(core.tenant, &item, place_of(core, &item.detail).as_ref()).await.unwrap();
    tx.commit().await.unwrap();
    item.id
}

/// An app; its seed.
pub async fn app(house: &House, id: AccountId) -> Seed {
    let seed = totp::seed(&SystemRng);
    register(house, id, Detail::App { seed: seed.clone(), drift: 0 }, house.clock.now()).await;
    seed
}

/// Ten recovery codes.
pub async fn recovery(house: &House, id: AccountId) -> Vec<String> {
    let codes: Vec<_> = (0..10).map(|_| grouped(&SystemRng, 4)).collect();
    let hashes = house.app.core.hasher.hash_set(codes.clone()).await.unwrap();
    let item = register(house, id, Detail::RecoveryCodes, house.clock.now()).await;
    let mut tx = house.app.core.store.begin().await.unwrap();
    tx.insert_recovery_codes(item, &hashes).await.unwrap();
    tx.commit().await.unwrap();
    codes.iter().map(|code| code.to_string()).collect()
}

/// Answers to `n` questions of the organisation: to "Question 3?" the answer is "Answer 3".
pub async fn answers(house: &House, id: AccountId, n: usize) {
    let mut all = std::collections::BTreeMap::new();
    for n in 0..n {
        let hash = house.app.core.hasher.hash(questions::normalised(&format!("Answer {n}")).as_bytes()).await.unwrap();
        all.insert(format!("own:en:Question {n}?"), hash);
    }
    register(house, id, Detail::Questions { answers: all }, house.clock.now()).await;
}

/// A pass of the help desk.
pub async fn pass(house: &House, login: &str) -> String {
    let case = Case { login, by: "agent" };
    let issued = helpdesk::issue_pass(&house.app.core, house.app.directory.as_ref(), case, None).await.unwrap();
    issued.pass.to_string()
}

/// Somebody with everything but a passkey.
pub async fn everything(house: &House, login: &str) -> Kit {
    let mut account = house.someone(login);
    account.contacts.push(Contact::Office(Phone::parse("+12125550123", None).unwrap()));
    let id = house.add(account).await;
    let seed = app(house, id).await;
    let codes = recovery(house, id).await;
    answers(house, id, 5).await;
    let pass = pass(house, login).await;
    house.drain().await;
    Kit { id, login: login.to_owned(), seed, codes, pass }
}

impl Kit {
    /// The code that the app shows now.
    pub fn app_code(&self, house: &House) -> String {
        oathtool(&totp::spelled(&self.seed).replace(' ', ""), house.clock.now())
    }
}

/// The newest code that was sent by `method` after the first `before` messages.
pub fn sent_code(house: &House, method: &str, before: usize) -> Option<String> {
    codes_among(house.messages().get(before..)?, method).pop()
}

/// The codes that were sent by `method` after the message `last`, oldest first. A house remembers 200 messages: in a
/// long test their number says nothing.
pub fn codes_after(house: &House, method: &str, last: Option<Uuid>) -> Vec<String> {
    let messages = house.messages();
    let from = messages.iter().rposition(|message| Some(message.id) == last).map_or(0, |place| place + 1);
    codes_among(&messages[from..], method)
}

fn codes_among(messages: &[Recorded], method: &str) -> Vec<String> {
    let channel = match method {
        "sms" => Channel::Sms,
        "email" => Channel::Mail,
        _ => Channel::Call,
    };
    let read = |message: &Recorded| match channel {
        Channel::Call => spoken(&message.text),
        _ => crate::harness::walk::code_in(&message.text),
    };
    messages.iter().filter(|message| message.channel == channel).filter_map(read).collect()
}

/// The digits that a call reads out one by one.
fn spoken(text: &str) -> Option<String> {
    let said = text.split(": ").nth(1)?.split('.').next()?;
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 6).then_some(digits)
}

/// Passes the next gate by `method`.
pub async fn through<'a>(house: &House, kit: &Kit, walk: Walk<'a>, method: &str) -> Walk<'a> {
    let before = house.messages().len();
    let mut walk = walk.choose(method).await;
    assert_eq!(walk.path(), "/reset/code", "{method}: {}", walk.text());
    let code = match method {
        "app" => kit.app_code(house),
        "recovery-code" => kit.codes[0].to_lowercase().replace('-', " "),
        "pass" => kit.pass.clone(),
        "questions" => {
            let page = walk.client.get("/reset/code").await;
            let filled = right_answers(&page.text());
            let fields: Vec<(&str, &str)> = filled.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            walk.page = Some(walk.client.submit(&page, &fields).await);
            return walk;
        }
        sent => sent_code(house, sent, before).unwrap_or_else(|| panic!("no code by {sent}")),
    };
    walk.code(&code).await
}

/// What to type into the page of questions, in the order in which they are asked.
pub fn right_answers(text: &str) -> Vec<(String, String)> {
    let asked = text.split("Question ").skip(1).map(|rest| rest.split('?').next().unwrap().to_owned());
    asked.enumerate().map(|(place, n)| (format!("answer-{}", place + 1), format!("Answer {n}"))).collect()
}
