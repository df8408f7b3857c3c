//! Somebody who is signed in, with a browser of their own.

use latchkey::{
    app::App,
    domain::{
        account::AccountId,
        client,
        contact::{Mailbox, Phone},
        locale::Locale,
        method::Method,
        policy::{Policy, Registration},
        security_info::{Detail, Registered},
        session::Entry,
    },
    flows::{security_info::place_of, session},
    notify::recorder::Channel,
};

use crate::harness::{
    app::{self, House},
    http::{Client, Page},
    sms::spoken_code,
    walk::code_in,
};

/// Everything that is a contact, an app and recovery codes; the directory's contacts count for nothing.
pub fn policy() -> Policy {
    Policy {
        methods: vec![
            Method::App,
            Method::Sms,
            Method::Voice,
            Method::Office,
            Method::Email,
            Method::RecoveryCode,
            Method::Questions,
        ],
        registration: Registration { directory_contacts: false, ..Registration::default() },
        ..app::policy()
    }
}

/// A person at a browser.
pub struct Visitor<'a> {
    pub house: &'a House,
    pub client: Client,
    pub id: AccountId,
    pub login: String,
}

/// Signs somebody in past the sign-in page, and says what the cookie is.
pub async fn begin_session(app: &App, id: AccountId, login: &str, entry: Entry, locale: &str) -> String {
    let account = app.directory.get(id).await.expect("an answer").expect("an account");
    let client = client::Client { address: "198.51.100.7".parse().expect("an address"), agent: "Firefox".into() };
    let locale = Locale(locale.to_owned());
    let applied = app.core.policies.current().applied(&account, &Default::default());
    let begin =
        session::Begin { account: &account, login, entry, applied, client: &client, locale: &locale, return_to: None };
    let mut tx = app.core.store.begin().await.expect("a transaction");
    let (token, _) = session::begin(&app.core, &mut tx, begin).await.expect("a session");
    tx.commit().await.expect("committed");
    token.expose().to_owned()
}

impl<'a> Visitor<'a> {
    /// A new person with a phone and a private mailbox in the directory, signed in with the password.
    pub async fn new(house: &'a House, login: &str) -> Self {
        let id = house.person(login).await;
        Self::of(house, id, login, Entry::Password).await
    }

    /// Signs somebody in.
    pub async fn of(house: &'a House, id: AccountId, login: &str, entry: Entry) -> Self {
        let mut client = house.client();
        let cookie = begin_session(&house.app, id, login, entry, "en").await;
        client.cookies.insert("rs".into(), cookie);
        Self { house, client, id, login: login.to_owned() }
    }

    /// The same person at another browser.
    pub async fn elsewhere(&self) -> Self {
        Self::of(self.house, self.id, &self.login, Entry::Password).await
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Page {
        self.client.get(path).await
    }

    /// Opens a page, fills its form, stays at the answer; jobs run.
    pub async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.client.get(path).await;
        let answer = self.client.submit_once(&page, fields).await;
        self.house.drain().await;
        answer
    }

    /// Posts fields with a good form token, without a page; jobs run.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.token().await;
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        let answer = self.client.post_once(path, &all).await;
        self.house.drain().await;
        answer
    }

    /// A form token of this session.
    pub async fn token(&mut self) -> String {
        for path in ["/security-info/prove", "/security-info/add/mailbox", "/security-info"] {
            let page = self.client.send(reqwest::Method::GET, path, None, "none").await;
            if let Some(csrf) = page.field("csrf") {
                return csrf;
            }
        }
        panic!("no page with a form");
    }

    /// The newest code that went to `to`.
    pub fn code(&self, to: &str) -> String {
        let message = self.house.messages_to(to).pop().unwrap_or_else(|| panic!("nothing to {to}"));
        let code = if message.channel == Channel::Call { spoken_code(&message.text) } else { code_in(&message.text) };
        code.unwrap_or_else(|| panic!("no code in {}", message.text))
    }

    /// Registers a phone by text message.
    pub async fn add_phone(&mut self, number: &str) {
        let answer = self.fill("/security-info/add/phone", &[("phone", number), ("by", "sms")]).await;
        assert_eq!(answer.header("location"), "/security-info/add/code", "{}", answer.text());
        self.house.clock.advance(std::time::Duration::from_secs(1));
        let code = self.code(number);
        let answer = self.fill("/security-info/add/code", &[("code", &code)]).await;
        assert_eq!(answer.header("location"), "/security-info", "{}", answer.text());
    }

    /// Registers a mailbox.
    pub async fn add_mailbox(&mut self, address: &str) {
        let answer = self.fill("/security-info/add/mailbox", &[("mailbox", address)]).await;
        assert_eq!(answer.header("location"), "/security-info/add/code", "{}", answer.text());
        self.house.clock.advance(std::time::Duration::from_secs(1));
        let code = self.code(address);
        let answer = self.fill("/security-info/add/code", &[("code", &code)]).await;
        assert_eq!(answer.header("location"), "/security-info", "{}", answer.text());
    }

    /// What is registered.
    pub async fn kept(&self) -> Vec<Registered> {
        let core = &self.house.app.core;
        core.store.methods(core.tenant, self.id).await.expect("methods")
    }

    /// Registered contacts, as text.
    pub async fn contacts(&self) -> Vec<String> {
        let text = |item: &Registered| match &item.detail {
            Detail::Phone { number } | Detail::Office { number } => number.as_str().to_owned(),
            Detail::Mailbox { address } => address.as_str().to_owned(),
            other => other.kind().as_str().to_owned(),
        };
        self.kept().await.iter().map(text).collect()
    }

    /// Puts something into the database as registered long ago.
    pub async fn had(&self, detail: Detail) -> Registered {
        let core = &self.house.app.core;
        let now = core.now();
        let item = Registered {
            id: core.new_id(),
            account: self.id,
            detail,
            name: String::new(),
            created_at: now,
            usable_from: now,
            confirmed_at: now,
            used_at: None,
            imported: None,
        };
        let mut tx = core.store.begin().await.expect("a transaction");
        let place = place_of(core, &item.detail);
        tx.insert_method(core.tenant, &item, place.as_ref()).await.expect("written");
        let mut person = tx.person(core.tenant, self.id).await.expect("a person");
        person.registered_at = Some(now);
        person.confirmed_at = Some(now);
        tx.save_person(core.tenant, &person).await.expect("written");
        tx.commit().await.expect("committed");
        // So that what comes later is later.
        self.house.clock.advance(std::time::Duration::from_secs(1));
        item
    }

    /// A phone that was registered long ago.
    pub async fn had_phone(&self, number: &str) -> Registered {
        self.had(Detail::Phone { number: Phone::parse(number, None).expect("a number") }).await
    }

    /// A mailbox that was registered long ago.
    pub async fn had_mailbox(&self, address: &str) -> Registered {
        self.had(Detail::Mailbox { address: Mailbox::parse(address).expect("an address") }).await
    }

    /// Proves with a code by `method` to `to`, and stays at the answer.
    pub async fn prove(&mut self, method: &str, to: &str, next: &str) -> Page {
        let answer = self.post("/security-info/prove", &[("method", method), ("next", next)]).await;
        assert_eq!(answer.header("location"), "/security-info/prove/answer", "{}", answer.text());
        let code = self.code(to);
        self.fill("/security-info/prove/answer", &[("code", &code)]).await
    }
}

/// Where an answer leads.
pub fn to(page: &Page) -> &str {
    assert!(page.status.is_redirection(), "{} {}", page.status, page.text());
    page.header("location")
}
