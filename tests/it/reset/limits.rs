//! Limits: they stop guessing and flooding, and never the person they protect.

use std::{collections::BTreeSet, sync::LazyLock, time::Duration};

use regex::Regex;

use crate::harness::{
    app::{House, NEW, mail, mobile, phone_of},
    http::{Client, Page},
    walk::{Walk, newest_code, wrong},
};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn identify(client: &mut Client, login: &str) -> Page {
    client.cookies.clear();
    let page = client.get("/reset").await;
    client.submit_once(&page, &[("login", login)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r31_r32_one_source_is_stopped_whatever_names_and_a_window_has_no_edge() {
    let house = House::new().await;
    let mut client = house.client();
    house.clock.advance(9 * MINUTE + Duration::from_secs(50));
    for n in 0..20 {
        assert_eq!(identify(&mut client, &format!("name{n}")).await.status, 303);
    }
    assert_eq!(identify(&mut client, "one-more").await.status, 429);
    // Another source goes on.
    assert_eq!(identify(&mut house.client(), "one-more").await.status, 303);
    house.clock.advance(Duration::from_secs(20));
    assert_eq!(identify(&mut client, "at-the-edge").await.status, 429);
    house.clock.advance(10 * MINUTE);
    assert_eq!(identify(&mut client, "later").await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r31_one_name_is_stopped_from_however_many_sources() {
    let house = House::new().await;
    let alice = house.someone("alice");
    let phone = phone_of(&alice);
    house.add(alice).await;
    let mut refused = 0;
    for _ in 0..30 {
        let walk = house.reset("alice").start().await.choose("sms").await;
        refused += usize::from(walk.page().status == 429);
        house.pass(Duration::from_secs(20)).await;
    }
    assert!(refused >= 20, "{refused}");
    assert!(house.messages_to(&phone).len() <= 3, "in a quarter of an hour");
}

/// Types wrong codes by text message until it is refused; returns how many were compared.
async fn guess(house: &House, login: &str) -> usize {
    let mut walk = house.reset(login).start().await.choose("sms").await;
    if walk.path() != "/reset/code" || walk.page().status == 429 {
        return 0;
    }
    let before = house.events().await.iter().filter(|e| e.code == Some(50)).count();
    for _ in 0..6 {
        walk = walk.code("000000").await;
    }
    house.events().await.iter().filter(|e| e.code == Some(50)).count() - before
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r33_ten_wrong_codes_a_day_then_even_the_right_one_is_refused_and_tomorrow_is_another_day() {
    let house = House::new().await;
    house.person("alice").await;
    for day in 0..3 {
        let mut compared = 0;
        for _ in 0..3 {
            compared += guess(&house, "alice").await;
            house.pass(20 * MINUTE).await;
        }
        assert_eq!(compared, 10, "day {day}");
        let before = house.messages().len();
        let walk = house.reset("alice").start().await.choose("sms").await;
        let code = newest_code(&house, "sms", before);
        let walk = walk.code(&code).await;
        assert_eq!(walk.page().status, 429, "{}", walk.text());
        house.pass(DAY).await;
    }
    let walk = house.reset("alice").start().await.gate("sms").await;
    assert_eq!(walk.path(), "/reset/method");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r35_an_attacker_locks_nobody_out() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    // She has reset here before: the browser is known.
    let walk = house.reset("alice").start().await.both_gates().await.password(NEW).await;
    let device = walk.client.cookies["kd"].clone();
    house.pass(DAY).await;
    // A stranger uses up the tries and the sends.
    for _ in 0..6 {
        guess(&house, "alice").await;
        house.pass(5 * MINUTE).await;
    }
    let stranger = house.reset("alice").start().await.choose("sms").await;
    let refused = stranger.page().status == 429 || stranger.code("000000").await.page().status == 429;
    assert!(refused, "the budget is used up");
    // From her own browser she resets, by that very method.
    let mut client = house.client();
    client.cookies.insert("kd".into(), device);
    let walk = Walk::new(&house, client, "alice").start().await.both_gates().await;
    assert_eq!(walk.path(), "/reset/password", "{}", walk.text());
    walk.password("another correct horse battery").await;
    assert!(house.has_password(alice, "another correct horse battery").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r35_from_a_new_browser_a_second_method_still_works() {
    let house = House::new().await;
    house.person("alice").await;
    for _ in 0..4 {
        guess(&house, "alice").await;
        house.pass(20 * MINUTE).await;
    }
    let walk = house.reset("alice").start().await.gate("email").await;
    assert_eq!(walk.path(), "/reset/method", "{}", walk.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r36_no_amount_of_names_and_codes_writes_to_the_directory_or_binds() {
    let house = House::new().await;
    for n in 0..10 {
        house.person(&format!("person{n}")).await;
    }
    let mut steps = 0;
    while steps < 1000 {
        house.clock.advance(DAY);
        for n in 0..10 {
            let mut walk = house.reset(&format!("person{n}")).start().await.choose("sms").await;
            let page = walk.client.get("/reset/code").await;
            for _ in 0..8 {
                walk.client.submit_once(&page, &[("code", "000000")]).await;
            }
            steps += 10;
        }
    }
    for call in ["reset", "change", "unlock", "check", "aim"] {
        assert_eq!(house.directory.count(call), 0, "{call}");
    }
    assert!(house.directory.count("find") >= 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r39_one_phone_of_ten_people_gets_five_messages_an_hour() {
    let house = House::new().await;
    for n in 0..10 {
        let mut person = house.someone(&format!("shared{n}"));
        person.contacts = vec![mail(&format!("shared{n}@home.test")), mobile("+12025550177")];
        house.add(person).await;
    }
    for n in 0..10 {
        house.reset(&format!("shared{n}")).start().await.choose("sms").await;
        for _ in 0..5 {
            house.pass(MINUTE).await;
        }
    }
    let sent = house.messages_to("+12025550177").len();
    assert_eq!(sent, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r46_a_refusal_does_not_say_which_limit_it_was() {
    static VARYING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d{1,2}:\d{2}( [AP]M)?( UTC)?").unwrap());
    let house = House::new().await;
    house.person("alice").await;
    let mut found = BTreeSet::new();
    // By source.
    let mut client = house.client();
    let mut refused = None;
    for n in 0..21 {
        refused = Some(identify(&mut client, &format!("name{n}")).await);
    }
    let refused = refused.unwrap();
    assert_eq!(refused.status, 429);
    found.insert(VARYING.replace_all(&refused.text(), "-").into_owned());
    // By tries, by sends.
    let mut pages = Vec::new();
    for _ in 0..4 {
        let mut walk = house.reset("alice").start().await.choose("sms").await;
        pages.push(walk.page().clone());
        for _ in 0..6 {
            if walk.path() == "/reset/code" && walk.page().status != 429 {
                walk = walk.code("000000").await;
                pages.push(walk.page().clone());
            }
        }
    }
    pages.retain(|page| page.status == 429);
    assert!(pages.len() >= 2);
    for page in pages {
        found.insert(VARYING.replace_all(&page.text(), "-").into_owned());
    }
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r17_wrong_codes_of_many_flows_share_one_budget() {
    let house = House::new().await;
    house.person("alice").await;
    let before = house.messages().len();
    let one = house.reset("alice").start().await.choose("sms").await;
    let code = newest_code(&house, "sms", before);
    let mut compared = 0;
    let mut walks = vec![one, house.reset("alice").start().await.choose("sms").await];
    walks.push(house.reset("alice").start().await.choose("sms").await);
    for mut walk in walks {
        for _ in 0..5 {
            walk = walk.code(&wrong(&code)).await;
            compared += usize::from(walk.page().status == 422);
        }
    }
    assert_eq!(compared, 10);
}
