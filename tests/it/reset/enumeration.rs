//! Nobody finds out who works here.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use latchkey::domain::account::{AccountId, AccountState};

use super::canonical;
use crate::harness::{
    app::{House, mail, mobile, policy},
    http::Page,
};

/// Somebody of every class; the classes' names.
async fn classes() -> (House, Vec<(&'static str, &'static str)>) {
    let mut policy = policy();
    policy.enabled = latchkey::domain::policy::Enabled::All { except: vec!["Excluded".into()] };
    let house = House::under(policy).await;
    house.person("enabled").await;
    house
        .add({
            let mut a = house.someone("disabled");
            a.disabled = true;
            a
        })
        .await;
    house
        .add({
            let mut a = house.someone("locked");
            a.locked = true;
            a
        })
        .await;
    let expired = house.person("expired").await;
    house.directory.behave(|b| {
        b.states.insert(expired, AccountState { expired: true, ..AccountState::default() });
    });
    house
        .add({
            let mut a = house.someone("unregistered");
            a.contacts.clear();
            a
        })
        .await;
    let excluded = house.person("excluded").await;
    house.group("Excluded", &[excluded], &[]).await;
    let classes = vec![
        ("enabled", "enabled"),
        ("disabled", "disabled"),
        ("locked", "locked"),
        ("expired", "expired"),
        ("unregistered", "unregistered"),
        ("excluded", "excluded"),
        ("unknown", "nobody"),
        ("malformed", "no such \u{202e}person\\\\\\"),
    ];
    (house, classes)
}

async fn identify(house: &House, login: &str) -> (Page, Page) {
    let mut client = house.client();
    let page = client.get("/reset").await;
    let answer = client.submit_once(&page, &[("login", login)]).await;
    let next = client.get("/reset/method").await;
    (answer, next)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r1_r5_every_name_gets_the_same_answer_and_the_same_next_page() {
    let (house, classes) = classes().await;
    let (mut answers, mut pages) = (BTreeSet::new(), BTreeSet::new());
    for (class, login) in classes {
        for round in 0..20 {
            let (answer, next) = identify(&house, login).await;
            assert_eq!(answer.status, 303, "{class} {round}");
            answers.insert(canonical(&answer));
            pages.insert(canonical(&next));
            if round == 0 {
                // Also when the look-up is done.
                house.drain().await;
            }
        }
    }
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert_eq!(pages.len(), 1, "{pages:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r5_the_choice_of_methods_shows_nothing_of_the_account_even_when_it_is_known() {
    let house = House::new().await;
    house.person("alice").await;
    let mut pages = BTreeSet::new();
    for login in ["alice", "nobody"] {
        let mut walk = house.reset(login).start().await;
        let page = walk.client.get("/reset/method").await;
        assert!(page.body.contains("sms") && page.body.contains("email") && !page.body.contains("home.test"));
        pages.insert(canonical(&page));
    }
    assert_eq!(pages.len(), 1);
}

fn delta(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    after.iter().map(|(table, count)| (table.clone(), count - before[table])).filter(|(_, n)| *n != 0).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r4_an_attempt_leaves_the_same_rows_whoever_is_named_and_no_message_for_who_is_not() {
    let (house, classes) = classes().await;
    let mut found = BTreeMap::new();
    // The first attempt of all begins the audit log.
    house.reset("nobody-at-all").start().await;
    for (class, login) in classes {
        // Another day: no limit of an earlier class is in the way.
        house.clock.advance(Duration::from_secs(25 * 3600));
        let before = house.row_counts().await;
        let walk = house.reset(login).start().await;
        let mut started = delta(&before, &house.row_counts().await);
        // Checkpoints come with time and count, whoever is named; keys of the log once for each name and account.
        started.retain(|table, _| !matches!(table.as_str(), "audit_checkpoints" | "personal_keys"));
        let (before, sent) = (house.row_counts().await, house.messages().len());
        walk.choose("sms").await;
        let mut chosen = delta(&before, &house.row_counts().await);
        let sent = house.messages().len() - sent;
        // What is sent is a row of the outbox and a count of what was sent.
        let counted = ["outbox", "limit_hits", "audit_checkpoints", "personal_keys"];
        chosen.retain(|table, _| !counted.contains(&table.as_str()));
        if matches!(class, "unknown" | "malformed" | "disabled" | "expired" | "unregistered") {
            assert_eq!(sent, 0, "{class}");
        }
        found.insert(class, (started, chosen));
    }
    let distinct: BTreeSet<String> = found.values().map(|rows| format!("{rows:?}")).collect();
    assert_eq!(distinct.len(), 1, "{found:#?}");
}

/// Everything a person can do with a challenge that can not be passed, as pages.
async fn transcript(house: &House, login: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut walk = house.reset(login).start().await;
    pages.push(canonical(walk.page()));
    walk = walk.choose("email").await;
    pages.push(canonical(walk.page()));
    for typed in ["12a", "1234", "00000000", "00000000", "00000000", "00000000", "00000000", "00000000"] {
        walk = walk.code(typed).await;
        pages.push(canonical(walk.page()));
    }
    house.pass(Duration::from_secs(61)).await;
    walk = walk.resend().await;
    pages.push(canonical(walk.page()));
    house.pass(Duration::from_secs(15 * 60)).await;
    pages.push(canonical(&walk.client.get("/reset/code").await));
    pages.push(canonical(&walk.client.post("/reset/code", &[("code", "00000000")]).await));
    pages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r7_r114_a_challenge_of_nobody_fails_as_that_of_somebody_does_and_nothing_is_written() {
    use latchkey::domain::account::{Lock, Protection};
    let house = House::new().await;
    let state = |protection| AccountState { protection: Some(protection), ..AccountState::default() };
    let kinds: Vec<(&str, AccountState)> = vec![
        ("usual", AccountState::default()),
        ("admin-count", state(Protection::AdminCount)),
        ("domain-admin", state(Protection::PrivilegedGroup("Domain Admins".into()))),
        ("krbtgt", state(Protection::PrivilegedGroup("krbtgt".into()))),
        ("service", state(Protection::Service)),
        ("machine", state(Protection::Machine)),
        ("named", state(Protection::Configured)),
        ("disabled", AccountState { disabled: true, ..AccountState::default() }),
        ("expired", AccountState { expired: true, ..AccountState::default() }),
        (
            "locked-by-admin",
            AccountState { lock: Some(Lock { since: None, by_administrator: true }), ..AccountState::default() },
        ),
    ];
    let mut logins = vec!["nobody"];
    for (login, state) in kinds {
        let id = house.person(login).await;
        house.directory.behave(|b| {
            b.states.insert(id, state);
        });
        logins.push(login);
    }
    let mut bare = house.someone("no-contact");
    bare.contacts.clear();
    house.add(bare).await;
    // The same name for two.
    let mut twin = house.someone("other");
    twin.principal = Some("twin".into());
    house.add(twin).await;
    house.person("twin").await;
    logins.extend(["no-contact", "twin"]);
    // All at the same time of the same day, so that pages show the same times.
    let begun = latchkey::domain::time::Clock::now(house.clock.as_ref());
    let mut found = BTreeMap::new();
    for login in logins {
        house.clock.set(begun);
        found.insert(login, transcript(&house, login).await);
    }
    let one = &found["nobody"];
    for (login, pages) in &found {
        for (n, (page, expected)) in pages.iter().zip(one).enumerate() {
            assert_eq!(page, expected, "{login}, page {n}");
        }
    }
    assert_eq!(house.directory.writes(), 0);
    assert_eq!(house.directory.count("aim"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r8_limits_start_at_the_same_request_with_the_same_words_for_nobody() {
    let house = House::new().await;
    house.person("alice").await;
    let mut found = Vec::new();
    for login in ["alice", "nobody"] {
        let mut pages = Vec::new();
        for _ in 0..4 {
            let mut walk = house.reset(login).start().await.choose("sms").await;
            pages.push((walk.page().status.as_u16(), walk.page().header("retry-after").to_owned()));
            if walk.path() != "/reset/code" {
                continue;
            }
            for _ in 0..6 {
                walk = walk.code("000000").await;
                pages.push((walk.page().status.as_u16(), walk.page().header("retry-after").to_owned()));
                if walk.page().status == 429 {
                    break;
                }
            }
        }
        found.push(pages);
    }
    assert_eq!(found[0], found[1]);
    let refused: Vec<_> = found[0].iter().filter(|(status, _)| *status == 429).collect();
    assert!(!refused.is_empty());
    for (_, retry) in refused {
        assert_eq!(retry.parse::<u64>().unwrap() % 60, 0, "whole minutes");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r11_ids_and_cookies_tell_nothing() {
    let house = House::new().await;
    let (mut cookies, mut tokens) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..200 {
        let mut client = house.client();
        let page = client.get("/reset").await;
        tokens.insert(page.field("csrf").unwrap());
        cookies.insert(client.cookies["rs"].clone());
        client.submit_once(&page, &[("login", "nobody")]).await;
        cookies.insert(client.cookies["rs"].clone());
    }
    assert_eq!((cookies.len(), tokens.len()), (400, 200));
    let prefixes: BTreeSet<&str> = cookies.iter().map(|c| &c[..4]).collect();
    let suffixes: BTreeSet<&str> = cookies.iter().map(|c| &c[38..]).collect();
    assert!(prefixes.len() > 380 && suffixes.len() > 380, "no common beginning or end");
    let support = house.texts("SELECT support_id FROM flows").await;
    let distinct: BTreeSet<&String> = support.iter().collect();
    assert_eq!(distinct.len(), 200);
    let firsts: BTreeSet<&str> = support.iter().map(|id| &id[..2]).collect();
    assert!(firsts.len() > 80, "a support id has no clock in it: {firsts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r12_spellings_of_a_name_get_the_same_page_and_messages_go_to_the_address_on_record() {
    let house = House::new().await;
    let alice = house.someone("alice");
    let phone = crate::harness::app::phone_of(&alice);
    house.add(alice).await;
    let mut pages = BTreeSet::new();
    for login in [
        "alice",
        "ALICE",
        " Alice ",
        "ａｌｉｃｅ",
        "alıce",
        "aliſe",
        "CONTOSO\\alice",
        "alice@contoso.test",
        "alice@evil.example",
    ] {
        house.clock.advance(Duration::from_secs(25 * 3600));
        let walk = house.reset(login).start().await.choose("sms").await;
        let text = super::canonical(walk.page());
        pages.insert(text.lines().next().unwrap().to_owned());
    }
    assert_eq!(pages.len(), 1);
    let messages = house.messages();
    assert!(!messages.is_empty());
    for message in messages {
        assert_eq!(message.to, phone);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r97_r104_nasty_names_are_answered_like_any_and_echoed_as_they_are() {
    let house = House::new().await;
    let long = "a".repeat(300);
    let wide = "\u{1f469}\u{200d}\u{1f680}".repeat(90);
    let nasty = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "{{7*7}}",
        "${7*7}",
        "<%=7*7%>",
        "{% raw %}",
        "*)(uid=*))(|(uid=*",
        "alice\u{202e}ecila",
        "a\u{200b}lice",
        "\u{feff}alice",
        "\u{7}bell",
        "' OR 1=1 --",
        "\\\\server\\share",
        "%00",
        "%s%n%x",
        "../../etc/passwd",
        "NULL",
        "undefined",
        "０",
        "\u{fffd}",
        "𝕒𝕝𝕚𝕔𝕖",
        "ﷺ",
        "Ω≈ç√∫˜µ≤≥÷",
        "田中さん",
        "الكل في المجمو عة",
        "CN=alice,DC=x",
        "alice@",
        "@",
        "\\",
        ".",
        &long,
        &wide,
    ];
    for name in nasty {
        let (answer, next) = identify(&house, name).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/reset/method"), "{name:?}");
        assert_eq!(next.status, 200);
        house.drain().await;
        // The help page repeats the name.
        let mut client = house.client();
        let page = client.get("/reset").await;
        client.submit_once(&page, &[("login", name)]).await;
        let help = client.get("/help").await;
        assert_eq!(help.status, 200, "{name:?}");
        assert!(!help.body.contains("<script>alert") && !help.body.contains("<img src=x"), "{name:?}");
        assert!(!help.body.contains("value=\"49\""), "{name:?} is no template");
    }
    // NUL is no text at all.
    let mut client = house.client();
    let page = client.get("/reset").await;
    let answer = client.submit_once(&page, &[("login", "al\0ice")]).await;
    assert_eq!(answer.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r100_a_display_name_is_text_in_every_message() {
    let house = House::new().await;
    let mut alice = house.someone("alice");
    alice.display_name = "<b onclick=alert(1)>{{7*7}}</b>\r\nBcc: x@evil.example".into();
    house.add(alice).await;
    house.reset("alice").start().await.both_gates().await.password(crate::harness::app::NEW).await;
    let messages = house.messages();
    assert_eq!(messages.len(), 4);
    for message in messages {
        let html = message.html.unwrap_or_default();
        assert!(!html.contains("<b onclick") && !html.contains(">49<") && !message.text.contains("49</b>"), "{html}");
        assert!(!message.subject.unwrap_or_default().contains('\n'));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r6_hints_after_the_first_gate_are_short_and_of_one_length() {
    let house = House::new().await;
    let mut found = BTreeSet::new();
    for (n, name) in ["al", "bartholomew", "christopher.alexander"].into_iter().enumerate() {
        let mut person = house.someone(name);
        person.contacts = vec![mail(&format!("{name}@home{n}.test")), mobile(&format!("+1202555013{n}"))];
        let _: AccountId = house.add(person).await;
        let mut walk = house.reset(name).start().await.gate("sms").await;
        let page = walk.client.get("/reset/method").await;
        let text = page.text();
        assert!(!text.contains(&format!("{name}@")) && !text.contains("home"), "{text}");
        let hint = text.split("We send a code to ").nth(1).unwrap().split(" or ").next().unwrap().to_owned();
        found.insert(hint.chars().count());
    }
    assert_eq!(found.len(), 1, "a hint does not tell how long an address is");
}
