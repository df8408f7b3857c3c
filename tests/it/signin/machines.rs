//! What other applications ask.

use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use latchkey::domain::policy::Policy;
use serde_json::Value;
use sha2::Sha256;

use super::{DAY, bare_person, policy, register_enough, sign_in, with_person};
use crate::harness::{
    app::{House, Options},
    http::{Client, Page},
};

/// The token of the tests' application.
pub const TOKEN: &str = "T0ken-of-the-intranet-proxy-2026-0001";

const STATUS: &str = "/api/v1/registration-status?login=";
const FORWARD: &str = "/api/v1/forward-auth";

/// A house that one application may ask.
pub async fn house(policy: Policy) -> House {
    let config = format!(
        "[[registration.applications]]\nname = \"other\"\ntoken = \"Another-token-of-32-characters-at-least\"\n\
         user_header = \"X-Someone\"\n[[registration.applications]]\nname = \"intranet\"\ntoken = \"{TOKEN}\"\n"
    );
    House::with(Options { policy, config, ..Options::default() }).await
}

fn asking(house: &House) -> Client {
    let mut client = house.client();
    client.headers.insert("Authorization".into(), format!("Bearer {TOKEN}"));
    client
}

async fn get(client: &mut Client, path: &str) -> Page {
    client.send(reqwest::Method::GET, path, None, "none").await
}

async fn due_of(house: &House, login: &str) -> Value {
    let page = get(&mut asking(house), &format!("{STATUS}{login}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    serde_json::from_str(&page.body).unwrap()
}

async fn forward(house: &House, user: &str, more: &[(&str, &str)], query: &str) -> Page {
    let mut client = house.client();
    client.headers.insert("X-Latchkey-Token".into(), TOKEN.into());
    client.headers.insert("X-Forwarded-User".into(), user.into());
    for (name, value) in more {
        client.headers.insert((*name).into(), (*value).into());
    }
    get(&mut client, &format!("{FORWARD}{query}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_answer_is_signed_and_says_what_is_due_and_where() {
    let house = house(policy()).await;
    bare_person(&house, "nina").await;
    let ready = bare_person(&house, "ready").await;
    register_enough(&house, ready).await;
    let page = get(&mut asking(&house), &format!("{STATUS}nina")).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "application/json"));
    assert!(page.header("cache-control").contains("no-store"));
    let said: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(said["login"], "nina");
    assert_eq!(said["due"], "register");
    assert_eq!(said["may_postpone"], true);
    assert_eq!(said["link"], format!("{}/register", house.url));
    assert_eq!(said["checked_at"], house.app.core.now().millis());
    // Checked with a library of its own, as docs/enforce-registration.md says.
    let signature = page.header("latchkey-signature");
    let (time, code) = signature.split_once(",v1=").unwrap();
    let time = time.strip_prefix("t=").unwrap();
    assert_eq!(time, (house.app.core.now().millis() / 1000).to_string());
    let mut mac = Hmac::<Sha256>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(format!("{time}.{}", page.body).as_bytes());
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(code, expected);
    let said = due_of(&house, "ready").await;
    assert_eq!((said["due"].as_str(), said["link"].as_str()), (Some("nothing"), None));
    house.clock.advance(180 * DAY);
    assert_eq!(due_of(&house, "READY@contoso.test").await["due"], "reconfirm");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_right_token_nothing_is_said() {
    let house = house(policy()).await;
    bare_person(&house, "nina").await;
    for shown in ["", "Bearer", "Bearer ", "Bearer wrong", "Basic bmluYTpw", &format!("Bearer {TOKEN}x"), TOKEN] {
        let mut client = house.client();
        if !shown.is_empty() {
            client.headers.insert("Authorization".into(), shown.into());
        }
        for path in [format!("{STATUS}nina"), FORWARD.to_owned()] {
            let page = get(&mut client, &path).await;
            assert_eq!(page.status, 403, "{shown}");
            assert!(!page.body.contains("nina") && page.headers.get("x-latchkey-location").is_none());
        }
    }
    // Guesses are counted by source; who has the token is not held up by them.
    let mut guesser = house.client();
    guesser.headers.insert("Authorization".into(), "Bearer guess".into());
    let mut held_up = 0;
    for _ in 0..150 {
        held_up += usize::from(get(&mut guesser, FORWARD).await.status == 429);
    }
    assert!(held_up > 0, "the hundredth guess of a source waits");
    guesser.headers.insert("Authorization".into(), format!("Bearer {TOKEN}"));
    assert_eq!(get(&mut guesser, &format!("{STATUS}nina")).await.status, 200);
    assert_eq!(get(&mut guesser, "/api/v1/registration-status").await.status, 400, "nobody is named");
    // Where no application is configured there is nothing.
    let none = House::under(policy()).await;
    assert_eq!(get(&mut asking(&none), &format!("{STATUS}nina")).await.status, 404);
    assert_eq!(get(&mut asking(&none), FORWARD).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_proxy_is_told_to_let_pass_or_where_to_lead() {
    let mut policy = policy();
    policy.registration.return_to = vec!["https://intranet.contoso.test".into()];
    let house = house(policy).await;
    bare_person(&house, "nina").await;
    let ready = bare_person(&house, "ready").await;
    register_enough(&house, ready).await;
    assert_eq!(forward(&house, "ready", &[], "").await.status, 204);
    let page = forward(&house, "nina", &[], "").await;
    assert_eq!((page.status.as_u16(), page.header("x-latchkey-due")), (401, "register"));
    assert_eq!(page.header("x-latchkey-location"), format!("{}/register", house.url));
    let there = format!("{}/register?return_to=https%3A%2F%2Fintranet.contoso.test%2Fa%3Fb%3Dc", house.url);
    for more in [
        vec![("X-Original-URL", "https://intranet.contoso.test/a?b=c")],
        vec![
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "intranet.contoso.test"),
            ("X-Forwarded-Uri", "/a?b=c"),
        ],
    ] {
        assert_eq!(forward(&house, "nina", &more, "").await.header("x-latchkey-location"), there);
        let page = forward(&house, "nina", &more, "?redirect=1").await;
        assert_eq!((page.status.as_u16(), page.header("location")), (303, there.as_str()));
    }
    for evil in ["https://evil.example/", "//evil.example", "https://intranet.contoso.test@evil.example/"] {
        let page = forward(&house, "nina", &[("X-Original-URL", evil)], "?redirect=1").await;
        assert_eq!(page.header("location"), format!("{}/register", house.url), "R81 {evil}");
    }
    let evil = [
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "intranet.contoso.test@evil.example"),
        ("X-Forwarded-Uri", "/"),
    ];
    assert!(!forward(&house, "nina", &evil, "").await.header("x-latchkey-location").contains("evil"));
    // The other application names people in another header; the old name of CGI counts for both.
    let mut other = house.client();
    other.headers.insert("X-Latchkey-Token".into(), "Another-token-of-32-characters-at-least".into());
    other.headers.insert("X-Forwarded-User".into(), "nina".into());
    assert_eq!(get(&mut other, FORWARD).await.status, 204, "not its header");
    other.headers.insert("Remote-User".into(), "nina".into());
    assert_eq!(get(&mut other, FORWARD).await.status, 401);
    other.headers.remove("Remote-User");
    other.headers.insert("X-Someone".into(), "nina".into());
    assert_eq!(get(&mut other, FORWARD).await.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_can_not_register_is_not_sent_to_register() {
    let mut policy = policy();
    policy.enabled = latchkey::domain::policy::Enabled::All { except: vec!["outside".into()] };
    let house = house(policy).await;
    let mut dana = house.someone("dana");
    (dana.protected, dana.contacts) = (true, vec![]);
    house.add(dana).await;
    let mut emil = house.someone("emil");
    (emil.disabled, emil.contacts) = (true, vec![]);
    house.add(emil).await;
    let olga = bare_person(&house, "olga").await;
    house.group("outside", &[olga], &[]).await;
    let frank = bare_person(&house, "frank").await;
    let now = house.app.core.now();
    with_person(&house, frank, |person| person.frozen_at = Some(now)).await;
    for login in ["dana", "emil", "olga", "frank", "nobody", "%00", "a%20b%20c"] {
        let page = get(&mut asking(&house), &format!("{STATUS}{login}")).await;
        let said: Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!(said["due"], "nothing", "{login}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn remind_me_later_lets_people_work_for_half_a_day() {
    let house = house(policy()).await;
    bare_person(&house, "nina").await;
    let mut client = house.client();
    let page = sign_in(&mut client, "nina").await;
    assert_eq!(due_of(&house, "nina").await["due"], "register");
    let csrf = page.field("csrf").unwrap();
    client.post("/security-info/later", &[("csrf", &csrf)]).await;
    house.clock.advance(Duration::from_secs(3));
    assert_eq!(due_of(&house, "nina").await["due"], "nothing");
    house.clock.advance(Duration::from_secs(12 * 3600));
    assert_eq!(due_of(&house, "nina").await["due"], "register");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answers_are_kept_for_a_minute_and_never_against_who_has_just_registered() {
    let house = house(policy()).await;
    let nina = bare_person(&house, "nina").await;
    let ready = bare_person(&house, "ready").await;
    register_enough(&house, ready).await;
    let asked = house.directory.count("find");
    for _ in 0..50 {
        assert_eq!(due_of(&house, "ready").await["due"], "nothing");
    }
    assert_eq!(house.directory.count("find") - asked, 1);
    house.clock.advance(Duration::from_secs(61));
    due_of(&house, "ready").await;
    assert_eq!(house.directory.count("find") - asked, 2);
    assert_eq!(due_of(&house, "nina").await["due"], "register");
    register_enough(&house, nina).await;
    house.clock.advance(Duration::from_secs(3));
    assert_eq!(due_of(&house, "nina").await["due"], "nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_kept_from_their_work_when_the_directory_is_away_or_slow() {
    let house = house(policy()).await;
    bare_person(&house, "nina").await;
    house.directory.behave(|b| b.down = true);
    assert_eq!(forward(&house, "nina", &[], "").await.status, 204);
    house.directory.behave(|b| (b.down, b.delay) = (false, Duration::from_secs(20)));
    house.clock.advance(Duration::from_secs(6));
    let begun = Instant::now();
    assert_eq!(forward(&house, "nina", &[], "").await.status, 204);
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    let begun = Instant::now();
    assert_eq!(forward(&house, "nina", &[], "").await.status, 204);
    assert!(begun.elapsed() < Duration::from_secs(1), "the failure is kept too");
    house.directory.behave(|b| b.delay = Duration::ZERO);
    house.clock.advance(Duration::from_secs(6));
    assert_eq!(forward(&house, "nina", &[], "").await.status, 401);
}
