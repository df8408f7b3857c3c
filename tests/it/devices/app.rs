//! An app with codes.

use latchkey::{
    crypto::{
        random::{Rng as _, SystemRng},
        totp,
    },
    domain::{
        method::Method,
        security_info::{Detail, Kind, Seed},
        time::{Clock as _, Timestamp},
    },
    flows::factors::{self, Answer},
};

use super::{APP, INFO, MINUTE, client, house, items, key_of, oathtool, prove, proves, register_app};
use crate::harness::{
    app::{House, Options},
    http::Client,
};

/// The time so many seconds from now.
fn later(house: &House, seconds: i64) -> Timestamp {
    Timestamp(house.clock.now().millis() + seconds * 1000)
}

async fn typed(client: &mut Client, code: &str) -> crate::harness::http::Page {
    let page = client.get(APP).await;
    client.submit_once(&page, &[("code", code), ("name", "")]).await
}

#[test]
fn r47_a_thousand_codes_are_those_of_the_reference() {
    for n in 0..1000_i64 {
        let mut bytes = [0_u8; 28];
        SystemRng.fill(&mut bytes);
        let second = i64::from(u32::from_le_bytes(bytes[20..24].try_into().unwrap())) + n;
        let (seed, at) = (Seed(bytes[..20].to_vec()), Timestamp(second * 1000));
        let code = oathtool(&totp::spelled(&seed), at);
        assert_eq!(totp::matching_step(&seed, 0, &code, at), Ok(Some(second / 30)), "{second}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r47_a_phone_that_is_a_little_off_is_registered_and_one_that_is_far_off_is_told() {
    let house = house().await;
    for (n, seconds) in [20, -20, 29, -29].into_iter().enumerate() {
        let id = house.person(&format!("p{n}")).await;
        let mut client = client(&house, id).await;
        let page = client.get(APP).await;
        let code = oathtool(&key_of(&page), later(&house, seconds));
        let done = client.submit_once(&page, &[("code", &code), ("name", " My\tphone ")]).await;
        assert_eq!(done.header("location"), INFO, "{seconds}: {}", done.text());
        let [item] = &items(&house, id, Kind::App).await[..] else { panic!("one app") };
        let Detail::App { drift, .. } = item.detail else { panic!("an app") };
        assert!(i64::from(drift) * seconds >= 0, "{drift} at {seconds}");
        assert_eq!(item.name, "My phone");
    }
    let id = house.person("far").await;
    let mut client = client(&house, id).await;
    for (seconds, words) in [
        (301, "about 5 minutes fast. Switch on automatic time"),
        (-90, "about 2 minutes slow. Switch on automatic time"),
        (61, "about a minute fast"),
    ] {
        let page = client.get(APP).await;
        let page = typed(&mut client, &oathtool(&key_of(&page), later(&house, seconds))).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains(words), "{seconds}: {}", page.text());
    }
    assert!(items(&house, id, Kind::App).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r48_a_code_works_once_and_no_earlier_one_after_it() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let key = register_app(&house, &mut client).await;
    let at = |seconds| oathtool(&key, later(&house, seconds));
    let works = async |code: &str| proves(&house, id, Method::App, &Answer::Typed(code)).await;
    assert!(!works(&at(0)).await, "the code of the registration is used up");
    house.clock.advance(MINUTE);
    let (before, now) = (at(-30), at(0));
    assert!(works(&now).await);
    house.clock.advance(MINUTE / 12);
    assert!(!works(&now).await, "the same code again");
    assert!(!works(&before).await, "an earlier one");
    house.clock.advance(MINUTE / 2);
    let code = at(0);
    let tries = futures_util::future::join_all((0..50).map(|_| works(&code))).await;
    assert_eq!(tries.iter().filter(|worked| **worked).count(), 1, "50 at once");
}

async fn fifty_forms(house: House) {
    let id = house.person("alice").await;
    let mut first = client(&house, id).await;
    let page = first.get(APP).await;
    let code = oathtool(&key_of(&page), house.clock.now());
    let csrf = page.field("csrf").unwrap();
    let posts = (0..50).map(|_| {
        let mut one = house.client();
        one.cookies = first.cookies.clone();
        let (csrf, code) = (csrf.clone(), code.clone());
        async move { one.post_once(APP, &[("csrf", &csrf), ("code", &code), ("name", "")]).await.status.as_u16() }
    });
    let answers = futures_util::future::join_all(posts).await;
    assert!(answers.iter().all(|status| [303, 422, 410].contains(status)), "{answers:?}");
    assert_eq!(items(&house, id, Kind::App).await.len(), 1);
    assert_eq!(house.count_events("security-info.registered", "success").await, 1);
    assert!(!proves(&house, id, Method::App, &Answer::Typed(&code)).await, "its step is used up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r48_fifty_forms_with_the_right_code_register_one_app() {
    fifty_forms(house().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r48_fifty_forms_with_the_right_code_register_one_app_on_postgresql_too() {
    fifty_forms(House::with(Options { policy: super::policy(), postgres: true, ..Options::default() }).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r14_what_is_begun_in_another_tab_ends_what_was_before() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut tab = client(&house, id).await;
    let app = tab.get(APP).await;
    let code = oathtool(&key_of(&app), house.clock.now());
    let codes = super::recovery::make(&mut tab).await;
    // The app's code confirms no recovery codes, and no app any more: there is a new picture, and the codes are gone.
    assert_eq!(tab.submit_once(&codes, &[("group", &code)]).await.status, 422);
    let late = tab.submit_once(&app, &[("code", &code), ("name", "")]).await;
    assert_eq!(late.status, 422);
    assert!(late.text().contains("you began something else"), "{}", late.text());
    let group = super::recovery::codes(&codes).remove(0);
    let gone = tab.submit_once(&codes, &[("group", &group)]).await;
    assert!(gone.text().contains("They will never work"), "{}", gone.text());
    assert!(items(&house, id, Kind::App).await.is_empty());
    assert!(items(&house, id, Kind::RecoveryCodes).await.is_empty());
    let code = oathtool(&key_of(&late), house.clock.now());
    assert_eq!(tab.submit_once(&late, &[("code", &code), ("name", "")]).await.header("location"), INFO);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r49_a_code_of_the_next_step_needs_a_recorded_drift() {
    let house = house().await;
    let (usual, fast) = (house.person("usual").await, house.person("fast").await);
    let mut keys = Vec::new();
    for (id, ahead) in [(usual, 0), (fast, 30)] {
        let mut client = client(&house, id).await;
        let page = client.get(APP).await;
        let code = oathtool(&key_of(&page), later(&house, ahead));
        assert_eq!(client.submit_once(&page, &[("code", &code), ("name", "")]).await.header("location"), INFO);
        keys.push(key_of(&page));
    }
    for (id, key, steps, expected) in [
        (usual, &keys[0], -2, false),
        (usual, &keys[0], 1, false),
        (usual, &keys[0], -1, true),
        (usual, &keys[0], 0, true),
        (fast, &keys[1], 2, false),
        (fast, &keys[1], -2, false),
        (fast, &keys[1], 1, true),
    ] {
        house.clock.advance(2 * MINUTE);
        let code = oathtool(key, later(&house, steps * 30));
        let found = factors::examine(&house.app.core, Some(id), Method::App, &Answer::Typed(&code)).await.unwrap();
        assert_eq!(found.is_some(), expected, "{steps}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r50_a_clock_that_goes_back_makes_no_used_code_good_again() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let key = register_app(&house, &mut client).await;
    house.clock.advance(10 * MINUTE);
    let used = house.clock.now();
    let codes: Vec<String> = (0..6).map(|n| oathtool(&key, later(&house, -30 * n))).collect();
    assert!(proves(&house, id, Method::App, &Answer::Typed(&codes[0])).await);
    for back in [0, 10, 20, 30, 60, 120] {
        house.clock.set(Timestamp(used.millis() - back * 1000));
        for code in &codes {
            assert!(!proves(&house, id, Method::App, &Answer::Typed(code)).await, "{back} seconds back");
        }
    }
    house.clock.set(used);
    house.clock.advance(MINUTE);
    assert!(proves(&house, id, Method::App, &Answer::Typed(&oathtool(&key, house.clock.now()))).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r51_an_app_is_pending_until_its_first_code_and_ten_minutes_at_most() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let page = client.get(APP).await;
    let key = key_of(&page);
    assert_eq!(key.len(), 32);
    assert_eq!(key_of(&client.get(APP).await), key, "a reload needs no new scan");
    assert!(items(&house, id, Kind::App).await.is_empty());
    let code = oathtool(&key, house.clock.now());
    assert!(!proves(&house, id, Method::App, &Answer::Typed(&code)).await, "pending is not usable");
    // Of another session nothing is seen, and its code is worth nothing there.
    let mut other = super::client(&house, id).await;
    assert_ne!(key_of(&other.get(APP).await), key);
    assert_eq!(typed(&mut other, &code).await.status, 422);
    house.clock.advance(10 * MINUTE);
    let late = client.submit_once(&page, &[("code", &oathtool(&key, house.clock.now())), ("name", "")]).await;
    assert_eq!(late.status, 422);
    assert!(late.text().contains("more than 10 minutes"), "{}", late.text());
    assert_ne!(key_of(&late), key, "there is a new picture");
    assert!(!late.body.contains(&totp_text(&key)));
    assert!(items(&house, id, Kind::App).await.is_empty());
    let page = client.get(APP).await;
    let code = oathtool(&key_of(&page), house.clock.now());
    assert_eq!(client.submit_once(&page, &[("code", &code), ("name", "")]).await.header("location"), INFO);
    assert_eq!(items(&house, id, Kind::App).await.len(), 1);
}

fn totp_text(key: &str) -> String {
    key.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).unwrap()).collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r52_what_was_shown_is_not_shown_again() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let old = client.get(APP).await;
    let key = register_app(&house, &mut client).await;
    let again = client.get(APP).await;
    assert_eq!(again.status, 410, "{}", again.text());
    for secret in [key.as_str(), &totp_text(&key)] {
        assert!(!again.body.contains(secret));
    }
    // What waited is erased with the proof.
    assert_eq!(house.number("SELECT count(*) FROM ceremonies WHERE length(subject_sealed) > 0").await, 0);
    // The old form once more: it was taken, and that is all.
    let code = oathtool(&key, house.clock.now());
    let twice = client.submit_once(&old, &[("code", &code), ("name", "")]).await;
    assert_eq!(twice.header("location"), INFO);
    assert_eq!(items(&house, id, Kind::App).await.len(), 1);
    // Another app has another key; a third there can not be.
    let next = client.submit(&again, &[("begin", "1")]).await;
    assert_eq!(next.status, 200, "{}", next.text());
    assert_ne!(key_of(&next), key);
    let code = oathtool(&key_of(&next), house.clock.now());
    assert_eq!(client.submit_once(&next, &[("code", &code), ("name", "")]).await.header("location"), INFO);
    let end = client.get(APP).await;
    assert_eq!(end.status, 410);
    assert!(!end.body.contains("name=\"begin\""), "two apps are as many as one may have");
    house.clock.advance(MINUTE);
    let mut fresh = super::client(&house, id).await;
    prove(&house, &fresh).await;
    let page = fresh.send(reqwest::Method::GET, APP, None, "none").await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, INFO));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn u25_what_is_no_right_code_says_why_and_tries_end() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = client(&house, id).await;
    let key = key_of(&client.get(APP).await);
    for (code, words) in [
        ("", "Enter the code that the app shows"),
        ("12345", "Enter all 6 digits"),
        ("1234567", "only 6 digits"),
        ("12345a", "digits only"),
    ] {
        let page = typed(&mut client, code).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains(words), "{code}: {}", page.text());
        assert_eq!(key_of(&page), key);
    }
    let near: Vec<String> = (-25..=25).map(|n| oathtool(&key, later(&house, n * 30))).collect();
    let wrong = (0..).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap();
    for left in ["4 more times", "3 more times", "2 more times", "try once more"] {
        let page = typed(&mut client, &wrong).await;
        assert!(page.text().contains(left), "{left}: {}", page.text());
        assert_eq!(key_of(&page), key, "a mistyped code forces no new scan");
    }
    let page = typed(&mut client, &wrong).await;
    assert!(page.text().contains("one try too many"), "{}", page.text());
    assert_ne!(key_of(&page), key);
    assert!(!proves(&house, id, Method::App, &Answer::Typed(&oathtool(&key, house.clock.now()))).await);
    // Digits as they are written elsewhere.
    let code = oathtool(&key_of(&page), house.clock.now());
    let spaced = format!(" {}-{} ", &code[..3], &code[3..]);
    assert_eq!(typed(&mut client, &spaced).await.header("location"), INFO);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r131_the_pages_need_a_session_and_a_fresh_proof() {
    let house = house().await;
    let id = house.person("alice").await;
    for path in super::all() {
        let page = house.client().send(reqwest::Method::GET, path, None, "none").await;
        assert_eq!((page.status.as_u16(), page.header("location")), (303, "/sign-in"), "{path}");
    }
    let mut first = client(&house, id).await;
    register_app(&house, &mut first).await;
    house.clock.advance(MINUTE);
    let mut later = client(&house, id).await;
    for path in [APP, super::PASSKEY, super::QUESTIONS] {
        let page = later.send(reqwest::Method::GET, path, None, "none").await;
        // This address has no passkeys.
        let expected = if path == super::PASSKEY { INFO } else { "/security-info/prove" };
        // The way back goes with it, as an address of ours.
        let (to, _) = page.header("location").split_once('?').unwrap_or((page.header("location"), ""));
        assert_eq!((page.status.as_u16(), to), (303, expected), "{path}");
    }
    let start = later.get(super::RECOVERY).await;
    let refused = later.submit_once(&start, &[("make", "1")]).await;
    assert!(refused.header("location").starts_with("/security-info/prove"), "{}", refused.header("location"));
    prove(&house, &later).await;
    assert_eq!(later.get(APP).await.status, 200);
    house.clock.advance(5 * MINUTE);
    let refused = later.submit_once(&start, &[("make", "1")]).await;
    assert!(refused.header("location").starts_with("/security-info/prove"), "five minutes later");
}
