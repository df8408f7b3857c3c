//! No order of steps, tabs and back buttons gains anything (R14, R63, R64).

use std::{collections::BTreeSet, net::IpAddr};

use latchkey::{
    crypto::random::{SystemRng, Token, token},
    domain::{client::Client, locale::Locale, method::Method, password::NewPassword},
    flows::reset::{
        self,
        choose::{choose, choose_another, resend},
        prove::{Given, prove},
        start::{Start, start},
        view::{Page, view},
    },
};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use uuid::Uuid;

use super::{Kit, codes_after, everything, house};
use crate::harness::app::House;

/// What a person, or a thief, does next; the first number says in which tab.
#[derive(Debug, Clone)]
enum Move {
    Choose(usize, usize),
    Right(usize),
    Wrong(usize),
    /// The code of another tab.
    Foreign(usize),
    /// A code of this tab that was replaced, or used.
    Old(usize),
    /// The right answer with a cookie from before the last gate.
    Back(usize),
    Resend(usize),
    Another(usize),
    Act(usize),
    Password(usize),
}

const METHODS: [Method; 6] =
    [Method::App, Method::Sms, Method::Voice, Method::Email, Method::RecoveryCode, Method::Pass];
/// Two tabs of alice, one of bob.
const TABS: usize = 3;

/// Random moves, with one honest walk through a tab among them: two proofs and a password, each step where chance puts
/// it. Without it next to no path would come so far that there is anything to gain.
fn moves() -> impl Strategy<Value = Vec<Move>> {
    let honest = (0..TABS, 0..METHODS.len(), 1..METHODS.len()).prop_map(|(tab, first, on)| {
        let second = (first + on) % METHODS.len();
        [Move::Choose(tab, first), Move::Right(tab), Move::Choose(tab, second), Move::Right(tab), Move::Password(tab)]
    });
    (wild(), honest, proptest::collection::vec(any::<prop::sample::Index>(), 5)).prop_map(
        |(mut path, honest, places)| {
            let mut places: Vec<usize> = places.iter().map(|place| place.index(path.len() + 1)).collect();
            places.sort_unstable();
            for (done, (place, step)) in places.into_iter().zip(honest).enumerate() {
                path.insert(place + done, step);
            }
            path
        },
    )
}

fn wild() -> impl Strategy<Value = Vec<Move>> {
    let tab = 0..TABS;
    let one = prop_oneof![
        4 => (tab.clone(), 0..METHODS.len()).prop_map(|(tab, method)| Move::Choose(tab, method)),
        5 => tab.clone().prop_map(Move::Right),
        2 => tab.clone().prop_map(Move::Wrong),
        2 => tab.clone().prop_map(Move::Foreign),
        2 => tab.clone().prop_map(Move::Old),
        1 => tab.clone().prop_map(Move::Back),
        1 => tab.clone().prop_map(Move::Resend),
        1 => tab.clone().prop_map(Move::Another),
        1 => tab.clone().prop_map(Move::Act),
        3 => tab.prop_map(Move::Password),
    ];
    proptest::collection::vec(one, 0..30)
}

/// One tab, and what is truly known of it.
struct Tab {
    whose: usize,
    flow: Uuid,
    cookie: Token,
    before: Vec<Token>,
    code: Option<(Method, String)>,
    old: Vec<String>,
    proved: BTreeSet<Method>,
}

fn copy(token: &Token) -> Token {
    Token::parse(token.expose()).unwrap()
}

async fn open(house: &House, login: &str, whose: usize) -> Tab {
    let device = token(&SystemRng);
    let client = Client { address: IpAddr::from([198, 51, 100, 7]), agent: "Test".into() };
    let input = Start { login, locale: &Locale::english(), client: &client, device: &device };
    let cookie = start(&house.app.core, input).await.unwrap();
    house.drain().await;
    let row = house.app.core.store.flow_by_cookie(&house.app.core.cookie_digest(&cookie)).await.unwrap();
    Tab { whose, flow: row.unwrap().id, cookie, before: vec![], code: None, old: vec![], proved: BTreeSet::new() }
}

/// The newest message.
fn newest(house: &House) -> Option<Uuid> {
    house.messages().last().map(|message| message.id)
}

/// Reads what came after the message `last`. A code may have waited for a limit and come while another tab was looked
/// at: it belongs to the tab whose challenge it is.
async fn receive(house: &House, tabs: &mut [Tab], last: Option<Uuid>) {
    house.drain().await;
    for tab in tabs {
        let challenge = house.app.core.store.challenge_for(tab.flow).await.unwrap();
        let asked = challenge.and_then(|asked| Some((asked.method, asked.code?.to_string())));
        if asked.is_none() || tab.code != asked {
            tab.old.extend(tab.code.take().map(|(_, code)| code));
        }
        if let Some((method, code)) = asked.filter(|(method, _)| method.sends_code())
            && codes_after(house, method.as_str(), last).contains(&code)
        {
            tab.code = Some((method, code));
        }
    }
}

/// The method that a tab asks for now.
async fn asked(house: &House, tab: &Tab) -> Option<Method> {
    match view(&house.app.core, &tab.cookie).await.ok()?.page {
        Page::Code { method, .. } => Some(method),
        _ => None,
    }
}

/// The right answer to what a tab asks for.
fn answer(house: &House, kit: &mut Kit, tab: &Tab, method: Method) -> Option<String> {
    match method {
        Method::App => Some(kit.app_code(house)),
        Method::RecoveryCode => kit.codes.pop(),
        Method::Pass => Some(kit.pass.clone()),
        _ => tab.code.as_ref().filter(|(sent, _)| *sent == method).map(|(_, code)| code.clone()),
    }
}

async fn step(house: &House, kits: &mut [Kit], tabs: &mut [Tab], step: &Move, path: &[Move]) {
    let core = &house.app.core;
    match *step {
        Move::Choose(n, method) => {
            let last = newest(house);
            if choose(core, &tabs[n].cookie, METHODS[method]).await.is_ok() {
                receive(house, tabs, last).await;
            }
        }
        Move::Right(n) => {
            let Some(method) = asked(house, &tabs[n]).await else { return };
            let Some(code) = answer(house, &mut kits[tabs[n].whose], &tabs[n], method) else { return };
            if let Ok(cookie) = prove(core, &tabs[n].cookie, Given::Typed(&code)).await {
                let tab = &mut tabs[n];
                assert!(tab.proved.insert(method), "{method:?} twice: {path:?}");
                let old = std::mem::replace(&mut tab.cookie, cookie);
                tab.before.push(old);
                tab.old.push(code);
                tab.code = None;
            }
        }
        Move::Wrong(n) => {
            let Some(method) = asked(house, &tabs[n]).await else { return };
            let code = match method {
                Method::RecoveryCode => "0000-0000-0000-0000",
                Method::Pass => "0000-0000-0000",
                Method::Email => "00000000",
                _ => "000000",
            };
            assert!(prove(core, &tabs[n].cookie, Given::Typed(code)).await.is_err(), "{path:?}");
        }
        Move::Foreign(n) => {
            let codes: Vec<String> =
                (0..TABS).filter(|other| *other != n).filter_map(|other| Some(tabs[other].code.clone()?.1)).collect();
            for code in codes {
                let outcome = prove(core, &tabs[n].cookie, Given::Typed(&code)).await;
                assert!(outcome.is_err(), "another tab's code: {path:?}");
            }
        }
        Move::Old(n) => {
            for code in tabs[n].old.clone() {
                let outcome = prove(core, &tabs[n].cookie, Given::Typed(&code)).await;
                assert!(outcome.is_err(), "an old code: {path:?}");
            }
        }
        Move::Back(n) => {
            let Some(method) = asked(house, &tabs[n]).await else { return };
            let Some(cookie) = tabs[n].before.last().map(copy) else { return };
            let Some((sent, code)) = tabs[n].code.clone() else { return };
            if sent == method {
                assert!(prove(core, &cookie, Given::Typed(&code)).await.is_err(), "an old cookie: {path:?}");
            }
        }
        Move::Resend(n) => {
            let last = newest(house);
            if resend(core, &tabs[n].cookie).await.is_ok() {
                receive(house, tabs, last).await;
            }
        }
        Move::Another(n) => drop(choose_another(core, &tabs[n].cookie).await),
        Move::Act(n) => {
            let directory = house.app.directory.as_ref();
            drop(reset::act::decide(core, directory, &tabs[n].cookie, latchkey::domain::flow::Act::Unlock).await);
        }
        Move::Password(n) => {
            let new = NewPassword::new("velvet kettle under nine owls");
            let writes = house.directory.writes();
            let done = reset::apply::reset(core, house.app.directory.as_ref(), &tabs[n].cookie, &new).await;
            let wrote = house.directory.writes() > writes;
            assert_eq!(done.is_ok(), wrote, "{path:?}");
            if wrote {
                assert!(tabs[n].proved.len() >= 2, "a password with {:?}: {path:?}", tabs[n].proved);
                let phones = [Method::Sms, Method::Voice];
                assert!(!phones.iter().all(|m| tabs[n].proved.contains(m)), "one phone twice: {path:?}");
                // What was proved is used up, here and in the other tabs of the account.
                let whose = tabs[n].whose;
                tabs.iter_mut().filter(|tab| tab.whose == whose).for_each(|tab| tab.proved.clear());
            }
        }
    }
}

/// Other paths in every run; `LATCHKEY_WALK` is a number to begin with, for the same ones again.
fn runner() -> TestRunner {
    let Ok(chosen) = std::env::var("LATCHKEY_WALK") else { return TestRunner::new(Config::default()) };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&chosen.parse::<u64>().expect("a number").to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r63_r64_no_order_of_steps_tabs_and_back_buttons_gains_anything() {
    let house = house().await;
    let mut runner = runner();
    let mut resets = 0;
    for case in 0..40 {
        let path = moves().new_tree(&mut runner).unwrap().current();
        house.clock.advance(super::DAY);
        let (alice, bob) = (format!("alice{case}"), format!("bob{case}"));
        let mut kits = [everything(&house, &alice).await, everything(&house, &bob).await];
        let mut tabs = [open(&house, &alice, 0).await, open(&house, &alice, 0).await, open(&house, &bob, 1).await];
        let writes = house.directory.writes();
        for one in &path {
            // An app shows a new code from time to time, and a reset has a quarter of an hour.
            house.clock.advance(std::time::Duration::from_secs(20));
            step(&house, &mut kits, &mut tabs, one, &path).await;
        }
        // The right way is still open afterwards: nothing got stuck.
        resets += house.directory.writes() - writes;
    }
    assert!(resets >= 5, "no path was a good one: the moves are too wild to show anything");
}
