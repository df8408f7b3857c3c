//! Codes: bound, single-use, counted, dead in time.

use std::time::Duration;

use futures_util::future::join_all;
use latchkey::domain::policy::Gates;

use super::canonical;
use crate::harness::{
    app::{House, NEW, phone_of, policy},
    http::{Client, Page},
    walk::{Walk, code_in, newest_code, wrong},
};

const MINUTE: Duration = Duration::from_secs(60);

/// A browser with the same cookies, at the same address.
fn copy(house: &House, client: &Client) -> Client {
    let mut copy = house.client_at(client.headers["X-Forwarded-For"].clone());
    copy.cookies.clone_from(&client.cookies);
    copy
}

/// A walk that waits for the code that went out by text message.
async fn asked<'a>(house: &'a House, login: &str) -> (Walk<'a>, String) {
    let before = house.messages().len();
    let walk = house.reset(login).start().await.choose("sms").await;
    let code = newest_code(house, "sms", before);
    (walk, code)
}

fn passed(walk: &Walk<'_>) -> bool {
    walk.path() == "/reset/method"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r14_r64_a_code_is_good_in_its_own_flow_only() {
    let house = House::new().await;
    house.person("alice").await;
    house.person("bob").await;
    let (first, code_a) = asked(&house, "alice").await;
    house.clock.advance(Duration::from_secs(61));
    let (second, code_b) = asked(&house, "alice").await;
    assert_ne!(code_a, code_b);
    let (other, code_c) = asked(&house, "bob").await;
    // Another flow of the same person, another person, in either direction.
    let second = second.code(&code_a).await;
    assert!(!passed(&second), "{}", second.text());
    let other = other.code(&code_a).await;
    assert!(!passed(&other));
    let first = first.code(&code_c).await;
    assert!(!passed(&first));
    // Each was counted where it was typed.
    assert_eq!(house.number("SELECT sum(tries) FROM challenges").await, 3);
    assert_eq!(house.number("SELECT max(tries) FROM challenges").await, 1);
    // Another method of the same flow replaces the challenge, and the old code is dead.
    let second = second.choose("email").await;
    let second = second.code(&format!("{code_b}00")).await;
    assert!(!passed(&second));
    house.clock.advance(Duration::from_secs(61));
    let second = second.choose("sms").await;
    let second = second.code(&code_b).await;
    assert!(!passed(&second), "an earlier challenge's code was replaced");
    assert_eq!(house.directory.writes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r15_a_code_works_once() {
    let house = House::new().await;
    house.person("alice").await;
    let (mut walk, code) = asked(&house, "alice").await;
    let page = walk.client.get("/reset/code").await;
    let mut thief = copy(&house, &walk.client);
    let done = walk.client.submit_once(&page, &[("code", &code)]).await;
    assert_eq!(done.status, 303);
    let again = thief.submit_once(&page, &[("code", &code)]).await;
    assert_eq!(again.status, 410, "{}", again.text());
    assert_eq!(house.count_events("reset.gate-passed", "success").await, 1);
    // With the new cookie the code proves nothing more either.
    let csrf = walk.client.get("/reset/method").await.field("csrf").unwrap();
    walk.client.post("/reset/code", &[("csrf", &csrf), ("code", &code)]).await;
    assert_eq!(house.count_events("reset.gate-passed", "success").await, 1);
}

async fn fire(house: &House, client: &Client, page: &Page, codes: &[String]) -> Vec<Page> {
    let posts = codes.iter().map(|code| {
        let mut client = copy(house, client);
        async move { client.submit_once(page, &[("code", code)]).await }
    });
    join_all(posts).await
}

async fn r16_one_success(house: House) {
    for round in 0..4 {
        let login = format!("alice{round}");
        house.person(&login).await;
        let (mut walk, code) = asked(&house, &login).await;
        let page = walk.client.get("/reset/code").await;
        let answers = fire(&house, &walk.client, &page, &vec![code; 50]).await;
        let won = answers.iter().filter(|a| a.headers.contains_key("set-cookie")).count();
        assert_eq!(won, 1, "round {round}: {:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
        assert!(
            answers.iter().all(|a| a.status.as_u16() < 500),
            "{:?}",
            answers.iter().map(|a| a.status).collect::<Vec<_>>()
        );
        assert_eq!(house.count_events("reset.gate-passed", "success").await, round + 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r16_of_fifty_right_codes_at_once_one_wins() {
    r16_one_success(House::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r16_of_fifty_right_codes_at_once_one_wins_on_postgres() {
    let options = crate::harness::app::Options { postgres: true, ..Default::default() };
    r16_one_success(House::with(options).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r17_of_many_wrong_codes_at_once_five_are_compared() {
    let house = House::new().await;
    house.person("alice").await;
    let (mut walk, code) = asked(&house, "alice").await;
    let page = walk.client.get("/reset/code").await;
    let answers = fire(&house, &walk.client, &page, &vec![wrong(&code); 90]).await;
    assert!(answers.iter().all(|a| a.status == 422), "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    let compared = house.events().await.iter().filter(|e| e.code == Some(50)).count();
    assert_eq!(compared, 5);
    assert_eq!(house.number("SELECT max(tries) FROM challenges").await, 5);
    let walk = walk.code(&code).await;
    assert!(!passed(&walk));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r18_after_the_limit_the_right_code_gets_the_answer_of_an_expired_one() {
    let house = House::new().await;
    house.person("alice").await;
    house.person("bob").await;
    let (mut walk, code) = asked(&house, "alice").await;
    for _ in 0..5 {
        walk = walk.code(&wrong(&code)).await;
    }
    let tried = walk.code(&code).await;
    assert_eq!(tried.page().status, 422);
    let (late, code) = asked(&house, "bob").await;
    house.clock.advance(10 * MINUTE);
    let late = late.code(&code).await;
    assert_eq!(late.page().status, 422);
    let words = |walk: &Walk<'_>| walk.text().split("Did you not get").next().unwrap().to_owned();
    assert_eq!(words(&tried), words(&late));
    assert!(words(&late).contains("no longer works"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r19_r20_a_resend_brings_the_same_code_and_no_new_tries() {
    let house = House::new().await;
    let alice = house.someone("alice");
    let phone = phone_of(&alice);
    house.add(alice).await;
    let (mut walk, code) = asked(&house, "alice").await;
    let expires = house.number("SELECT expires_at FROM challenges").await;
    for _ in 0..4 {
        walk = walk.code(&wrong(&code)).await;
    }
    assert!(walk.text().contains("once more"), "{}", walk.text());
    // Too soon: nothing is sent.
    walk = walk.resend().await;
    assert!(walk.page().url.query() == Some("wait") && house.messages_to(&phone).len() == 1);
    house.clock.advance(MINUTE);
    walk = walk.resend().await;
    assert_eq!(walk.page().url.query(), Some("sent"), "{}", walk.text());
    let sent: Vec<_> = house.messages_to(&phone).iter().filter_map(|m| code_in(&m.text)).collect();
    assert_eq!(sent, [code.clone(), code.clone()], "the same code");
    assert_eq!(house.number("SELECT expires_at FROM challenges").await, expires);
    walk = walk.code(&wrong(&code)).await;
    let walk = walk.code(&code).await;
    assert!(!passed(&walk), "five tries in all");
    // When its time is over, a new one.
    house.clock.advance(10 * MINUTE);
    let walk = walk.resend().await;
    let newest = house.messages_to(&phone).last().and_then(|m| code_in(&m.text)).unwrap();
    assert_ne!(newest, code);
    assert!(passed(&walk.code(&newest).await));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r20_the_same_method_chosen_again_sends_nothing_new() {
    let house = House::new().await;
    house.person("alice").await;
    let (walk, code) = asked(&house, "alice").await;
    let walk = walk.choose("sms").await;
    assert_eq!(house.messages().len(), 1);
    assert!(passed(&walk.code(&code).await));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r21_codes_end_to_the_second() {
    let second = Duration::from_secs(1);
    for (method, life) in [("sms", 10 * MINUTE), ("email", 15 * MINUTE)] {
        let house = House::new().await;
        house.person("alice").await;
        house.person("bob").await;
        let early = house.reset("alice").start_in_no_time().await.choose(method).await;
        let early_code = newest_code(&house, method, 0);
        let late = house.reset("bob").start_in_no_time().await.choose(method).await;
        let late_code = newest_code(&house, method, 1);
        house.clock.advance(life - second);
        assert!(passed(&early.code(&early_code).await), "{method} one second before");
        let mut late = late;
        let page = late.client.get("/reset/code").await;
        house.clock.advance(second);
        let answer = late.client.submit_once(&page, &[("code", &late_code)]).await;
        assert_ne!(answer.status, 303, "{method} at its end");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r22_r59_codes_cookies_and_contacts_are_nowhere_in_the_database_file() {
    let house = House::new().await;
    let alice = house.someone("alice-the-canary");
    let phone = phone_of(&alice);
    house.add(alice).await;
    let mut walk = house.reset("alice-the-canary").start().await;
    let mut secrets = vec![walk.client.cookies["rs"].clone(), walk.client.cookies["kd"].clone()];
    walk = walk.choose("email").await;
    let code = newest_code(&house, "email", 0);
    secrets.extend([code.clone(), phone, "alice-the-canary@home.test".to_owned(), "198.18.0".to_owned()]);
    assert_eq!(house.number("SELECT count(*) FROM challenges WHERE code_sealed IS NOT NULL").await, 1);
    let walk = walk.code(&code).await;
    assert_eq!(house.number("SELECT count(*) FROM challenges WHERE code_sealed IS NOT NULL").await, 0, "used");
    secrets.push(walk.client.cookies["rs"].clone());
    let walk = walk.gate("sms").await.password(NEW).await;
    secrets.extend([walk.client.cookies["rs"].clone(), NEW.to_owned()]);
    let file = house.database.strip_prefix("sqlite:").unwrap();
    for name in [file.to_owned(), format!("{file}-wal")] {
        let bytes = std::fs::read(&name).unwrap_or_default();
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {name}");
        }
    }
    // An unused one goes with its time.
    house.person("bob").await;
    asked(&house, "bob").await;
    house.clock.advance(11 * MINUTE);
    house.app.core.store.purge(latchkey::domain::time::Clock::now(house.clock.as_ref())).await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM challenges WHERE code_sealed IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r24_r25_r29_messages_have_no_links_with_secrets_and_say_nothing_of_the_account() {
    let house = House::new().await;
    let alice = house.someone("alice");
    let phone = phone_of(&alice);
    house.add(alice).await;
    house.reset("alice").start().await.both_gates().await.password(NEW).await;
    let host = house.url.trim_start_matches("http://").split(':').next().unwrap().to_owned();
    for message in house.messages() {
        for text in [message.text.clone(), message.html.clone().unwrap_or_default()] {
            for link in text.split(['"', ' ', '\n', '<', '>']).filter(|part| part.starts_with("http")) {
                assert!(link.starts_with(&house.url), "{link}");
                // "This was not me" changes nothing by itself, and opens nothing else (R24, R135).
                if let Some((_, token)) = link.split_once("/not-me/") {
                    assert!(token.len() == 43 && message.subject.is_some(), "{link}");
                    continue;
                }
                assert!(!link.contains('?') && !link.contains('#') && link.len() < house.url.len() + 30, "{link}");
            }
        }
    }
    let text = house.messages_to(&phone)[0].text.clone();
    let code = code_in(&text).unwrap();
    assert_eq!(text.lines().last().unwrap(), format!("@{host} #{code}"), "the line that browsers read");
    for datum in ["alice", "Example", "home.test"] {
        assert!(!text.contains(datum), "{text}");
    }
    assert!(text.contains("password code"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r26_a_name_smuggled_into_a_later_step_is_refused() {
    let house = House::new().await;
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    let mut walk = house.reset("alice").start().await.both_gates().await;
    let csrf = walk.client.get("/reset/password?user=bob&login=bob").await.field("csrf").unwrap();
    for field in ["user", "uid", "account", "sam-account-name"] {
        let page =
            walk.client.post_once("/reset/password", &[("csrf", &csrf), ("new-password", NEW), (field, "bob")]).await;
        assert_eq!(page.status, 400, "{field}");
    }
    // The password manager's name field is taken and ignored.
    let page = walk
        .client
        .post("/reset/password?login=bob", &[("csrf", &csrf), ("new-password", NEW), ("login", "bob")])
        .await;
    assert_eq!(page.url.path(), "/reset/result");
    assert!(house.has_password(alice, NEW).await && !house.has_password(bob, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_gate_takes_eight_digits_whatever_the_method() {
    let mut policy = policy();
    policy.gates = Gates::One;
    let house = House::under(policy).await;
    let alice = house.person("alice").await;
    let (walk, code) = asked(&house, "alice").await;
    assert_eq!(code.len(), 8);
    assert!(walk.text().contains("8 digits"));
    let walk = walk.code(&code).await;
    assert_eq!(walk.path(), "/reset/password");
    walk.password(NEW).await;
    assert!(house.has_password(alice, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_method_that_is_not_on_record_gets_a_message_that_says_which_are() {
    let mut policy = policy();
    policy.gates = Gates::One;
    let house = House::under(policy).await;
    let mut alice = house.someone("alice");
    alice.contacts.retain(|contact| matches!(contact, latchkey::domain::account::Contact::Mail(_)));
    house.add(alice).await;
    let walk = house.reset("alice").start().await.choose("sms").await;
    let page = canonical(walk.page());
    let messages = house.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].to, "alice@home.test");
    assert!(messages[0].text.contains("not on record") && code_in(&messages[0].text).is_none(), "{}", messages[0].text);
    let other = House::under({
        let mut p = crate::harness::app::policy();
        p.gates = Gates::One;
        p
    })
    .await;
    let nobody = other.reset("nobody").start().await.choose("sms").await;
    assert_eq!(page, canonical(nobody.page()), "the page tells nothing");
}
