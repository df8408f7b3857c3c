//! What a person, or a thief, does next.

use std::time::Duration;

use latchkey::{
    crypto::{
        random::{SystemRng, token},
        totp,
    },
    domain::{
        account::AccountId,
        client::Client as From,
        contact::{Mailbox, Phone},
        locale::Locale,
        method::Method,
        security_info::{Detail, Kind, Registered},
        time::Clock as _,
    },
    flows::{
        reset::{
            choose::choose,
            prove::{Given, prove},
            start::{Start, start},
        },
        security_info::place_of,
    },
};

use super::world::{
    ANSWER, APP, ASK_AGAIN, CODE, CONFIRM, DEFAULT, INFO, MAILBOX, NOT_ME, OTHERS, PHONE, PROVE, Post, QUESTIONS,
    RECOVERY, REMOVE, RESEND, THIEF, TRY, Waiting, World, code_of, what,
};
use crate::harness::app::House;

/// Two tabs of one browser, another browser of the same person, and one of somebody else.
pub const TABS: [usize; 4] = [0, 0, 1, 2];
/// The methods that a proof is asked for by.
pub const WAYS: [&str; 5] = ["sms", "email", "app", "recovery-code", "questions"];
/// Those of them that people who registered long ago have.
pub const USUAL: usize = 3;
/// Questions to choose from, and those that one answers.
pub const POOL: usize = 6;
const CHOSEN: usize = 5;
const SECOND: Duration = Duration::from_secs(1);

/// Which code is typed.
#[derive(Debug, Clone, Copy)]
pub enum Typed {
    /// The one that was sent, or is shown.
    Right,
    /// That of another tab, browser or person.
    Elsewhere,
    /// One that was replaced or used.
    Old,
    /// Nobody's.
    Wrong,
}

/// A method on a person's list: whose, and which of them.
pub type Item = (usize, usize);

/// One step. The first number is the tab.
#[derive(Debug, Clone)]
pub enum Move {
    SignIn(usize),
    Phone(usize, usize, Option<Item>),
    Mailbox(usize, usize, Option<Item>),
    App(usize),
    Codes(usize),
    Questions(usize, usize),
    Code(usize, Typed),
    AppCode(usize, Typed),
    Group(usize, Typed),
    Prove(usize, usize),
    Answer(usize, Typed),
    Resend(usize),
    Remove(usize, Item),
    Default(usize, usize),
    Confirm(usize),
    Try(usize, Item),
    TryCode(usize, Typed),
    SignOutOthers(usize),
    /// "Back", and the same form once more, as it was.
    Again(usize, usize),
    /// A form that another tab sent, in this one.
    Across(usize, usize, usize),
    /// A form with the cookie that it was sent with.
    Stolen(usize, usize),
    /// The link of a notice, only looked at.
    Look(usize),
}

/// Contacts that people try: two of their own, and one that both use.
fn contact(whose: usize, n: usize, mailbox: bool, login: &str) -> String {
    match (mailbox, n % 3) {
        (true, 2) => "family@home.example".to_owned(),
        (true, n) => format!("{login}.{n}@home.example"),
        (false, 2) => "+12025550169".to_owned(),
        (false, n) => format!("+120255501{}{n}", 7 + whose),
    }
}

/// What somebody registered long ago: a phone, a mailbox, an app.
pub async fn give(house: &House, id: AccountId, login: &str, whose: usize) {
    let core = &house.app.core;
    let number = Phone::parse(&format!("+1202555017{}", 5 + whose), None).unwrap();
    let address = Mailbox::parse(&format!("{login}.old@home.example")).unwrap();
    let seed = totp::seed(&SystemRng);
    let now = core.now();
    let mut tx = core.store.begin().await.unwrap();
    for detail in [Detail::Phone { number }, Detail::Mailbox { address }, Detail::App { seed, drift: 0 }] {
        let (id, account, name) = (core.new_id(), id, String::new());
        let place = place_of(core, &detail);
        let item = Registered {
            id,
            account,
            detail,
            name,
            created_at: now,
            usable_from: now,
            confirmed_at: now,
            used_at: None,
            imported: None,
        };
        tx.insert_method(core.tenant, &item, place.as_ref()).await.unwrap();
    }
    let mut person = tx.person(core.tenant, id).await.unwrap();
    (person.registered_at, person.confirmed_at) = (Some(now), Some(now));
    tx.save_person(core.tenant, &person).await.unwrap();
    tx.commit().await.unwrap();
}

/// Tabs, and the forms that each of them sent.
pub struct Play<'a> {
    pub world: World<'a>,
    sent: [Vec<Post>; 4],
}

impl<'a> Play<'a> {
    pub fn new(world: World<'a>) -> Self {
        Self { world, sent: Default::default() }
    }

    async fn post(&mut self, tab: usize, path: &str, fields: &[(&str, &str)]) {
        let post = self.world.post(TABS[tab], path, fields).await;
        self.sent[tab].push(post);
    }

    fn typed(&self, tab: usize, typed: Typed) -> String {
        let (world, browser) = (&self.world, TABS[tab]);
        let code = match typed {
            Typed::Right => world.right(browser),
            Typed::Elsewhere => (0..THIEF).filter(|other| *other != browser).find_map(|other| world.right(other)),
            Typed::Old => world.browsers[browser].old.last().cloned(),
            Typed::Wrong => None,
        };
        code.unwrap_or_else(|| "000000".to_owned())
    }

    fn id(&self, (whose, n): Item) -> String {
        let items = &self.world.people[whose].items;
        items.get(n % items.len().max(1)).map_or_else(|| uuid::Uuid::nil().to_string(), |item| item.id.to_string())
    }

    async fn contact(&mut self, tab: usize, n: usize, replaces: Option<Item>, mailbox: bool) {
        let whose = self.world.browsers[TABS[tab]].whose;
        let to = contact(whose, n, mailbox, &self.world.people[whose].login);
        // Half of the time one of the same kind, which alone can be replaced; lists are in no order.
        let fits = |item: &&Registered| (item.kind() == Kind::Mailbox) == mailbox && item.detail.contact().is_some();
        let own = |(whose, n): Item| self.world.people[whose].items.iter().find(fits).filter(|_| n % 2 == 0);
        let replaces = replaces.map(|item| own(item).map_or_else(|| self.id(item), |own| own.id.to_string()));
        let mut fields =
            if mailbox { vec![("mailbox", to.as_str())] } else { vec![("phone", to.as_str()), ("by", "sms")] };
        fields.extend(replaces.as_deref().map(|id| ("replaces", id)));
        self.post(tab, if mailbox { MAILBOX } else { PHONE }, &fields).await;
    }

    /// A set of answers, in place of the one before.
    async fn questions(&mut self, tab: usize, set: usize) {
        let person = &self.world.people[self.world.browsers[TABS[tab]].whose];
        let field = |place: usize| {
            let question = (set + place) % POOL;
            let answer = person.answer(set, &question.to_string());
            let place = place + 1;
            [(format!("question-{place}"), format!("own:en:Question {question}?")), (format!("answer-{place}"), answer)]
        };
        let fields: Vec<(String, String)> = (0..CHOSEN).flat_map(field).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.post(tab, QUESTIONS, &fields).await;
    }

    /// Answers what a proof is asked for by.
    async fn answer(&mut self, tab: usize, typed: Typed) {
        let waiting = self.world.browsers[TABS[tab]].waiting.as_ref();
        let asked = match waiting {
            Some(Waiting::Proof { method, .. }) if method == "questions" => self.world.asked(TABS[tab]).await,
            _ => Vec::new(),
        };
        if asked.is_empty() {
            return self.post(tab, ANSWER, &[("code", self.typed(tab, typed).as_str())]).await;
        }
        let whose = self.world.browsers[TABS[tab]].whose;
        let own = &self.world.people[whose];
        let (person, set) = match typed {
            Typed::Right => (own, own.set),
            Typed::Old => (own, own.old_set),
            Typed::Elsewhere => (&self.world.people[1 - whose], Some(0)),
            Typed::Wrong => (own, None),
        };
        let answer = |question: &str| set.map_or_else(|| "nobody".to_owned(), |set| person.answer(set, question));
        let fields: Vec<(String, String)> = asked.into_iter().map(|(field, q)| (field, answer(&q))).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.post(tab, ANSWER, &fields).await;
    }

    /// One step; time goes on, and long enough for another message where the person is `patient`.
    pub async fn step(&mut self, step: &Move, patient: bool) {
        let sends = matches!(step, Move::Phone(..) | Move::Mailbox(..) | Move::Prove(..));
        self.world.house.clock.advance(if sends && patient { 61 * SECOND } else { 9 * SECOND });
        match step {
            Move::SignIn(tab) => self.world.sign_in(TABS[*tab]).await,
            Move::Phone(tab, n, replaces) => self.contact(*tab, *n, *replaces, false).await,
            Move::Mailbox(tab, n, replaces) => self.contact(*tab, *n, *replaces, true).await,
            Move::App(tab) => self.world.look(TABS[*tab], APP).await,
            Move::Codes(tab) => {
                self.post(*tab, RECOVERY, &[("make", "1")]).await;
                self.world.look(TABS[*tab], RECOVERY).await;
            }
            Move::Questions(tab, n) => self.questions(*tab, *n % 3).await,
            Move::Code(tab, typed) => self.post(*tab, CODE, &[("code", self.typed(*tab, *typed).as_str())]).await,
            Move::AppCode(tab, typed) => {
                self.post(*tab, APP, &[("code", self.typed(*tab, *typed).as_str()), ("name", "")]).await;
            }
            Move::Group(tab, typed) => self.post(*tab, RECOVERY, &[("group", self.typed(*tab, *typed).as_str())]).await,
            Move::Prove(tab, way) => self.post(*tab, PROVE, &[("method", WAYS[*way]), ("next", INFO)]).await,
            Move::Answer(tab, typed) => self.answer(*tab, *typed).await,
            Move::Resend(tab) => {
                let proof = self.world.browsers[TABS[*tab]].proved_at.is_none();
                self.post(*tab, if proof { ASK_AGAIN } else { RESEND }, &[]).await;
            }
            Move::Remove(tab, item) => self.post(*tab, REMOVE, &[("id", self.id(*item).as_str())]).await,
            Move::Default(tab, way) => self.post(*tab, DEFAULT, &[("method", WAYS[*way])]).await,
            Move::Confirm(tab) => self.post(*tab, CONFIRM, &[]).await,
            Move::Try(tab, item) => self.post(*tab, TRY, &[("id", self.id(*item).as_str())]).await,
            Move::TryCode(tab, typed) => self.post(*tab, TRY, &[("code", self.typed(*tab, *typed).as_str())]).await,
            Move::SignOutOthers(tab) => self.post(*tab, OTHERS, &[]).await,
            Move::Again(tab, n) => {
                let Some(post) = pick(&self.sent[*tab], *n) else { return };
                self.world.send(TABS[*tab], &post).await;
            }
            Move::Across(tab, other, n) => {
                let Some(post) = pick(&self.sent[*other], *n) else { return };
                let own = post.fields.iter().filter(|(name, _)| name != "csrf");
                let own: Vec<(&str, &str)> = own.map(|(name, value)| (name.as_str(), value.as_str())).collect();
                self.post(*tab, &post.path, &own).await;
            }
            Move::Stolen(tab, n) => self.steal(*tab, *n).await,
            Move::Look(whose) => {
                let Some(link) = self.world.links[*whose].clone() else { return };
                let mut client = self.world.house.client();
                client.get(&link).await;
                self.world.look(TABS[0], INFO).await;
            }
        }
    }

    /// Somebody has a cookie that was good for an earlier form of this tab, and the form.
    async fn steal(&mut self, tab: usize, n: usize) {
        let Some(post) = pick(&self.sent[tab], n) else { return };
        let living = |browser: usize| self.world.browsers[browser].client.cookies.get("rs") == Some(&post.cookie);
        if (0..THIEF).any(living) {
            return;
        }
        self.world.browsers[THIEF].whose = self.world.browsers[TABS[tab]].whose;
        self.world.browsers[THIEF].client.cookies.insert("rs".into(), post.cookie.clone());
        self.world.send(THIEF, &post).await;
    }

    /// What rests opens no gate of a reset either; how much rested.
    pub async fn what_rests_opens_nothing(&mut self) -> usize {
        let house = self.world.house;
        let core = &house.app.core;
        let mut tried = 0;
        for person in 0..2 {
            let now = house.clock.now();
            let items = self.world.people[person].items.clone();
            // Questions are no first gate, rested or not.
            let resting = |item: &&Registered| item.usable_from > now && item.kind() != Kind::Questions;
            for item in items.iter().filter(resting) {
                house.clock.advance(61 * SECOND);
                self.world.news();
                let client = From { address: [198, 51, 100, 7].into(), agent: "Test".into() };
                let (login, device) = (self.world.people[person].login.clone(), token(&SystemRng));
                let input = Start { login: &login, locale: &Locale::english(), client: &client, device: &device };
                let cookie = start(core, input).await.unwrap();
                house.drain().await;
                let (method, code) = match &item.detail {
                    Detail::App { seed, .. } => (Method::App, Some(self.world.shown(seed))),
                    Detail::RecoveryCodes => (Method::RecoveryCode, self.world.people[person].codes.last().cloned()),
                    Detail::Mailbox { .. } => (Method::Email, None),
                    _ => (Method::Sms, None),
                };
                choose(core, &cookie, method).await.unwrap();
                house.drain().await;
                let to = what(&item.detail);
                let sent = self.world.news().into_iter().find(|m| m.to == to && code_of(m).is_some());
                assert!(sent.is_none(), "a code to what rests: {:#?}", self.world.past);
                if let Some(code) = code {
                    let outcome = prove(core, &cookie, Given::Typed(&code)).await;
                    assert!(outcome.is_err(), "what rests proves something: {:#?}", self.world.past);
                }
                tried += 1;
            }
        }
        tried
    }

    /// The first person presses the button of a notice: whatever they, or a thief, have open is over, and a new sign-in
    /// changes nothing either. Nothing happens to the other one.
    pub async fn disavow(&mut self) -> bool {
        let Some(link) = self.world.links[0].clone() else { return false };
        self.world.browsers[THIEF].whose = 0;
        let other = self.world.session(2).await.is_some();
        let mut client = self.world.house.client();
        client.get(&link).await;
        let page = client.get(NOT_ME).await;
        self.world.look(TABS[0], INFO).await;
        let done = client.submit(&page, &[]).await;
        self.world.house.drain().await;
        let pressed = Post { cookie: String::new(), path: NOT_ME.to_owned(), fields: vec![] };
        self.world.judge(THIEF, &pressed, &done).await;
        for browser in [0, 1] {
            assert!(self.world.session(browser).await.is_none(), "a session goes on: {:#?}", self.world.past);
        }
        assert_eq!(self.world.session(2).await.is_some(), other, "somebody else's ended: {:#?}", self.world.past);
        let kept = self.world.people[0].items.len();
        self.world.sign_in(0).await;
        for step in [Move::Prove(0, 0), Move::Phone(0, 1, None), Move::Remove(0, (0, 0)), Move::Confirm(0)] {
            self.step(&step, true).await;
        }
        assert_eq!(self.world.people[0].items.len(), kept, "changed after the stop: {:#?}", self.world.past);
        true
    }
}

fn pick(sent: &[Post], n: usize) -> Option<Post> {
    sent.get(n % sent.len().max(1)).cloned()
}
