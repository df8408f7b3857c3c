//! Two people and their browsers. The model knows what pages showed and messages said, and nothing else.

use std::collections::BTreeSet;

use latchkey::{
    crypto::{random::Token, totp},
    domain::{
        account::{AccountId, Contact},
        security_info::{Detail, Kind, Person as Known, Registered, Seed},
        session::{Entry, FRESH, IDLE},
        time::{Clock as _, Timestamp},
    },
    notify::recorder::Recorded,
    store::sessions::Session,
};
use reqwest::Method;
use uuid::Uuid;

use crate::{
    contacts::visitor::begin_session,
    gates::right_answers,
    harness::{app::House, http::Client, walk::code_in},
};

pub const INFO: &str = "/security-info";
pub const PHONE: &str = "/security-info/add/phone";
pub const MAILBOX: &str = "/security-info/add/mailbox";
pub const CODE: &str = "/security-info/add/code";
pub const RESEND: &str = "/security-info/add/code/resend";
pub const APP: &str = "/security-info/add/app";
pub const RECOVERY: &str = "/security-info/add/recovery-codes";
pub const QUESTIONS: &str = "/security-info/add/questions";
pub const PROVE: &str = "/security-info/prove";
pub const ANSWER: &str = "/security-info/prove/answer";
pub const ASK_AGAIN: &str = "/security-info/prove/resend";
pub const REMOVE: &str = "/security-info/remove";
pub const DEFAULT: &str = "/security-info/default";
pub const CONFIRM: &str = "/security-info/confirm";
pub const TRY: &str = "/security-info/try";
pub const SIGN_OUT: &str = "/security-info/sign-out";
pub const OTHERS: &str = "/security-info/sign-out-others";
pub const NOT_ME: &str = "/not-me";

/// The browser of a thief, who has cookies of before.
pub const THIEF: usize = 3;
/// Whose the browsers are: two of the first person, one of the second; the thief's.
const WHOSE: [usize; 4] = [0, 0, 1, 0];

/// What waits in a session, as far as pages and messages told.
#[derive(Debug, Clone)]
pub enum Waiting {
    /// A contact that is being registered.
    New { to: String, code: String, replaces: Option<Uuid> },
    /// An app.
    App(Seed),
    /// A set of recovery codes.
    Codes(Vec<String>),
    /// A proof: by which method, where its code went.
    Proof { method: String, to: Option<String>, code: Option<String> },
    /// A method that is tried.
    Try { code: Option<String> },
}

impl Waiting {
    /// The code that was sent.
    pub fn code(&self) -> Option<String> {
        match self {
            Self::New { code, .. } => Some(code.clone()),
            Self::Proof { code, .. } | Self::Try { code, .. } => code.clone(),
            Self::App(_) | Self::Codes(_) => None,
        }
    }
}

/// A form as it was sent.
#[derive(Debug, Clone)]
pub struct Post {
    pub cookie: String,
    pub path: String,
    pub fields: Vec<(String, String)>,
}

impl Post {
    /// What was typed, or chosen.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

pub struct Browser {
    pub client: Client,
    pub whose: usize,
    /// The session began when its person had nothing.
    pub first: bool,
    pub alive: bool,
    pub proved_at: Option<Timestamp>,
    pub waiting: Option<Waiting>,
    /// Codes that were replaced or used.
    pub old: Vec<String>,
    /// A form token, behind the cookie that it is bound to.
    token: Option<(String, String)>,
}

pub struct Person {
    pub id: AccountId,
    pub login: String,
    pub items: Vec<Registered>,
    pub known: Option<Known>,
    /// Contacts in the directory, and those that were removed here: they are told too.
    pub told_too: BTreeSet<String>,
    /// Recovery codes of the registered set that were not used.
    pub codes: Vec<String>,
    /// Codes of apps that proved something, behind the app's seed.
    pub spent: BTreeSet<(String, String)>,
    /// Which set of answers is registered, and which was before it.
    pub set: Option<usize>,
    pub old_set: Option<usize>,
}

impl Person {
    /// The answer to "Question 3?" in one of this person's sets.
    pub fn answer(&self, set: usize, question: &str) -> String {
        format!("{} {set} says {question}", self.login)
    }
}

/// What came of all the moves.
#[derive(Debug, Default)]
pub struct Counts {
    pub added: usize,
    pub changed: usize,
    pub removed: usize,
    pub proofs: usize,
    /// Of the proofs, those by security questions.
    pub by_questions: usize,
}

pub struct World<'a> {
    pub house: &'a House,
    pub people: [Person; 2],
    pub browsers: Vec<Browser>,
    /// The newest "this was not me" link of each person.
    pub links: [Option<String>; 2],
    pub counts: Counts,
    /// What was done, for the message of a failure.
    pub past: Vec<String>,
    seen: Option<Uuid>,
}

/// A method in words that can be compared.
pub fn what(detail: &Detail) -> String {
    match detail {
        Detail::Phone { number } | Detail::Office { number } => number.as_str().to_owned(),
        Detail::Mailbox { address } => address.as_str().to_owned(),
        Detail::App { seed, .. } => totp::spelled(seed).replace(' ', ""),
        other => other.kind().as_str().to_owned(),
    }
}

/// The word for what a notice tells of.
pub fn told(message: &Recorded) -> Option<&'static str> {
    let text = message.subject.as_ref().unwrap_or(&message.text).to_lowercase();
    let marks = [
        ("new security info", "added"),
        ("was added", "added"),
        ("was changed", "changed"),
        ("was removed", "removed"),
    ];
    let about = text.contains("security info");
    marks.into_iter().find(|(mark, _)| about && text.contains(mark)).map(|(_, word)| word)
}

/// The code that a message brings, if it is no notice.
pub fn code_of(message: &Recorded) -> Option<String> {
    let notice = message.text.contains("/not-me/") || message.text.contains("ot you?");
    if notice { None } else { code_in(&message.text) }
}

impl<'a> World<'a> {
    /// Two people whose accounts are new and who are signed in. `bare`: the first one has nothing yet.
    pub async fn new(house: &'a House, case: usize, bare: bool) -> Self {
        let mut people = Vec::new();
        for (whose, name) in ["alice", "bob"].into_iter().enumerate() {
            let login = format!("{name}{case}");
            let account = house.someone(&login);
            let text = |contact: &Contact| match contact {
                Contact::Mail(mailbox) => mailbox.as_str().to_owned(),
                Contact::Mobile(phone) | Contact::Office(phone) => phone.as_str().to_owned(),
            };
            let told_too = account.contacts.iter().map(text).collect();
            let id = house.add(account).await;
            if whose == 1 || !bare {
                super::moves::give(house, id, &login, whose).await;
            }
            let (items, known) = (vec![], None);
            people.push(Person {
                id,
                login,
                items,
                known,
                told_too,
                codes: vec![],
                spent: BTreeSet::new(),
                set: None,
                old_set: None,
            });
        }
        let browser = |whose| Browser {
            client: house.client(),
            whose,
            first: false,
            alive: false,
            proved_at: None,
            waiting: None,
            old: vec![],
            token: None,
        };
        let people: [Person; 2] = people.try_into().unwrap_or_else(|_| panic!("two people"));
        let (links, counts, past) = ([None, None], Counts::default(), vec![]);
        let browsers = WHOSE.into_iter().map(browser).collect();
        let mut world = Self { house, people, browsers, links, counts, past, seen: None };
        world.news();
        for person in 0..2 {
            (world.people[person].items, world.people[person].known) = world.kept(person).await;
        }
        for browser in 0..THIEF {
            world.sign_in(browser).await;
        }
        world
    }

    /// What the database holds of a person.
    pub async fn kept(&self, person: usize) -> (Vec<Registered>, Option<Known>) {
        let (core, id) = (&self.house.app.core, self.people[person].id);
        (core.store.methods(core.tenant, id).await.unwrap(), core.store.person(core.tenant, id).await.unwrap())
    }

    /// Messages since the last look.
    pub fn news(&mut self) -> Vec<Recorded> {
        let mut all = self.house.messages();
        let from = all.iter().rposition(|message| Some(message.id) == self.seen).map_or(0, |place| place + 1);
        let new = all.split_off(from);
        self.seen = new.last().map(|message| message.id).or(self.seen);
        for message in &new {
            // Nobody but its owner has the mailbox that the directory holds.
            let own = |person: &Person| message.to == format!("{}@home.test", person.login);
            let link = message.text.split_whitespace().find(|word| word.contains("/not-me/"));
            if let (Some(whose), Some(link)) = (self.people.iter().position(own), link) {
                self.links[whose] = Some(link.to_owned());
            }
        }
        new
    }

    /// The password was typed, and was right. Whoever was signed in there signs out first.
    pub async fn sign_in(&mut self, browser: usize) {
        if self.browsers[browser].alive {
            self.post(browser, SIGN_OUT, &[]).await;
            assert!(!self.browsers[browser].alive, "still signed in: {:#?}", self.past);
        }
        let person = &self.people[self.browsers[browser].whose];
        let registered = person.known.as_ref().is_some_and(|known| known.registered_at.is_some());
        let first = person.items.is_empty() && !registered;
        let cookie = begin_session(&self.house.app, person.id, &person.login, Entry::Password, "en").await;
        self.past.push(format!("{browser}: signs in"));
        let own = &mut self.browsers[browser];
        own.client.cookies.insert("rs".into(), cookie);
        (own.first, own.alive, own.proved_at, own.waiting) = (first, true, None, None);
    }

    /// The living session of a browser's cookie.
    pub async fn session(&self, browser: usize) -> Option<Session> {
        let core = &self.house.app.core;
        let token = Token::parse(self.browsers[browser].client.cookies.get("rs")?)?;
        let found = core.store.session_by_cookie(&core.cookie_digest(&token)).await.unwrap();
        found.filter(|session| session.is_alive(core.now(), IDLE))
    }

    /// Whether a change may be made in a browser now: after a fresh proof, or while there is nothing that could prove
    /// anything (R131).
    pub fn may(&self, browser: usize) -> bool {
        let (own, now) = (&self.browsers[browser], self.house.clock.now());
        let fresh = own.proved_at.is_some_and(|at| now.since(at) < FRESH);
        own.alive && (fresh || self.rested(own.whose).next().is_none())
    }

    /// What somebody has that may prove something now.
    pub fn rested(&self, person: usize) -> impl Iterator<Item = &Registered> {
        let now = self.house.clock.now();
        self.people[person].items.iter().filter(move |item| item.usable_from <= now)
    }

    /// What an app shows now.
    pub fn shown(&self, seed: &Seed) -> String {
        totp::shown(seed, self.house.clock.now()).unwrap()
    }

    /// Whether an app shows this code, or did or will by a clock that is a little off.
    pub fn shows(&self, seed: &Seed, code: &str) -> bool {
        let now = self.house.clock.now().millis();
        (-2..=1).any(|steps| totp::shown(seed, Timestamp(now + steps * 30_000)).unwrap() == code)
    }

    /// What its person would type in a browser, if it waits for anything.
    pub fn right(&self, browser: usize) -> Option<String> {
        let own = &self.browsers[browser];
        let person = &self.people[own.whose];
        match own.waiting.as_ref()? {
            Waiting::App(seed) => Some(self.shown(seed)),
            Waiting::Codes(set) => set.first().cloned(),
            Waiting::Proof { method, .. } if method == "recovery-code" => person.codes.last().cloned(),
            Waiting::Proof { method, .. } if method == "questions" => None,
            Waiting::Proof { code: None, .. } | Waiting::Try { code: None } => {
                let app = person.items.iter().find(|item| item.kind() == Kind::App)?;
                let Detail::App { seed, .. } = &app.detail else { return None };
                Some(self.shown(seed))
            }
            waiting => waiting.code(),
        }
    }

    fn cookie(&self, browser: usize) -> String {
        self.browsers[browser].client.cookies.get("rs").cloned().unwrap_or_default()
    }

    /// A form token for a browser; none where it shows no form.
    pub async fn token(&mut self, browser: usize) -> String {
        let cookie = self.cookie(browser);
        if let Some((_, token)) = self.browsers[browser].token.as_ref().filter(|(of, _)| *of == cookie) {
            return token.clone();
        }
        let page = self.browsers[browser].client.send(Method::GET, INFO, None, "none").await;
        let token = page.field("csrf").unwrap_or_default();
        self.browsers[browser].token = Some((self.cookie(browser), token.clone()));
        token
    }

    /// The questions that a browser is asked: fields, and the numbers in the questions.
    pub async fn asked(&mut self, browser: usize) -> Vec<(String, String)> {
        let page = self.browsers[browser].client.send(Method::GET, ANSWER, None, "none").await;
        let all = right_answers(&page.text()).into_iter();
        all.map(|(field, answer)| (field, answer.trim_start_matches("Answer ").to_owned())).collect()
    }

    /// Opens a page: that changes nothing.
    pub async fn look(&mut self, browser: usize, path: &str) {
        let page = self.browsers[browser].client.send(Method::GET, path, None, "none").await;
        let look = Post { cookie: self.cookie(browser), path: path.to_owned(), fields: vec![] };
        self.judge(browser, &look, &page).await;
    }

    /// Sends a form with a good token; what was sent.
    pub async fn post(&mut self, browser: usize, path: &str, fields: &[(&str, &str)]) -> Post {
        let token = self.token(browser).await;
        let own = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let fields = [("csrf".to_owned(), token)].into_iter().chain(own).collect();
        let post = Post { cookie: self.cookie(browser), path: path.to_owned(), fields };
        self.send(browser, &post).await;
        post
    }

    /// Sends a form as it is.
    pub async fn send(&mut self, browser: usize, post: &Post) {
        let fields: Vec<(&str, &str)> = post.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let page = self.browsers[browser].client.post_once(&post.path, &fields).await;
        self.house.drain().await;
        self.judge(browser, post, &page).await;
    }
}
