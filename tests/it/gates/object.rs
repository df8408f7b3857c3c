//! "This wasn't me".

use std::{collections::BTreeSet, sync::LazyLock};

use latchkey::{
    crypto::random::Token,
    domain::{
        account::{AccountId, Contact},
        client::Client as From,
        locale::Locale,
        security_info::{Detail, Kind},
    },
    flows::{
        announce::{Announcement, Happened, announce},
        helpdesk::{self, Case},
        session,
    },
};
use regex::Regex;

use super::{DAY, MINUTE, everything, house, now, register, through};
use crate::{
    devices::sign_in,
    harness::{
        app::{House, NEW, OLD, mail, mobile},
        http::{Client, Page},
    },
};

/// The token of the link in a text, if there is one.
fn token_in(text: &str) -> Option<String> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"/not-me/([A-Za-z0-9_-]{43})\b").unwrap());
    LINK.captures(text).map(|found| found[1].to_owned())
}

/// Makes a reset, and gives the token of the link in the mail about it.
async fn reset(house: &House, login: &str) -> String {
    let walk = house.reset(login).start().await.both_gates().await;
    walk.password(NEW).await;
    let mails = house.messages_to(&format!("{login}@home.test"));
    token_in(&mails.last().unwrap().text).expect("a link")
}

/// Opens a link as a browser does: the token becomes the cookie, then the page without it.
async fn open(client: &mut Client, token: &str) -> Page {
    let way = client.get(&format!("/not-me/{token}")).await;
    assert!(!way.body.contains(token), "R25: {}", way.body);
    client.get("/not-me").await
}

async fn frozen(house: &House) -> i64 {
    house.number("SELECT count(*) FROM people WHERE frozen_at IS NOT NULL").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r135_r24_looking_changes_nothing_and_one_press_stops_everything() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    let token = reset(&house, "alice").await;
    // A session, a flow with one gate passed, a pass: all of a thief's.
    let session = Token::parse(&sign_in(&house, kit.id).await).unwrap();
    house.clock.advance(DAY);
    let session = if session::of(&house.app.core, &session).await.is_ok() {
        session
    } else {
        Token::parse(&sign_in(&house, kit.id).await).unwrap()
    };
    let pass = super::pass(&house, "alice").await;
    let thief = house.reset("alice").start().await.gate("sms").await;
    let mut client = house.client();
    for _ in 0..5 {
        let page = open(&mut client, &token).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("Your password was reset."), "{}", page.text());
    }
    assert_eq!(frozen(&house).await, 0, "a look changes nothing");
    assert!(session::of(&house.app.core, &session).await.is_ok());
    let page = client.get("/not-me").await;
    let before = house.messages().len();
    let done = client.submit(&page, &[]).await;
    house.drain().await;
    assert!(done.text().contains("Your account is protected"), "{}", done.text());
    assert_eq!(frozen(&house).await, 1);
    // The help desk and every contact are told.
    let told = house.messages().split_off(before);
    let to: BTreeSet<_> = told.iter().map(|message| message.to.clone()).collect();
    assert!(to.contains("helpdesk@contoso.test") && to.contains("alice@home.test") && to.len() == 3, "{to:?}");
    let alert = told.iter().find(|message| message.to == "helpdesk@contoso.test").unwrap();
    assert!(alert.text.contains("alice") && alert.text.contains("Your password was reset"), "{}", alert.text);
    assert_eq!(house.count_events("account.frozen", "success").await, 1);
    // Sessions, flows and passes are over.
    assert!(session::of(&house.app.core, &session).await.is_err());
    let mut thief = thief;
    let page = thief.client.get("/reset/method").await;
    assert_eq!(page.url.path(), "/reset", "{}", page.text());
    let walk = house.reset("alice").start().await.choose("pass").await.code(&pass).await;
    assert_eq!(walk.page().status, 422);
    // Nothing works: not a reset with the right codes, not a change with the right password.
    let before = house.messages().len();
    let walk = house.reset("alice").start().await.choose("app").await.code(&kit.app_code(&house)).await;
    assert_eq!(walk.page().status, 422);
    assert!(house.messages().iter().skip(before).all(|m| !m.text.contains("/reset")), "{:?}", house.messages());
    let mut client = house.client();
    let page = client.get("/change").await;
    let fields = [("login", "alice"), ("old-password", NEW), ("new-password", "amber window beside two mills")];
    let change = client.submit(&page, &fields).await;
    assert!(change.text().contains("LK-0021"), "{}", change.text());
    assert!(house.has_password(kit.id, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r135_pressing_twice_is_pressing_once_and_the_help_desk_lifts_it() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    let token = reset(&house, "alice").await;
    let mut client = house.client();
    let page = open(&mut client, &token).await;
    for _ in 0..2 {
        let done = client.submit(&page, &[]).await;
        assert!(done.text().contains("Your account is protected"), "{}", done.text());
    }
    assert!(open(&mut house.client(), &token).await.text().contains("Your account is protected"));
    assert_eq!(house.count_events("account.frozen", "success").await, 1);
    let case = Case { login: "alice", by: "Eve" };
    let core = &house.app.core;
    assert!(helpdesk::unfreeze(core, house.app.directory.as_ref(), case).await.unwrap());
    assert_eq!(house.count_events("account.unfrozen", "success").await, 1);
    let over = open(&mut house.client(), &token).await;
    assert!(over.text().contains("This link works no more"), "{}", over.text());
    // A form from before the lift presses nothing.
    let late = client.submit(&page, &[]).await;
    assert!(late.text().contains("This link works no more"), "{}", late.text());
    assert_eq!(frozen(&house).await, 0);
    house.clock.advance(DAY);
    let walk = house.reset("alice").start().await;
    let walk = through(&house, &kit, walk, "app").await;
    let walk = through(&house, &kit, walk, "email").await.password("quiet marble behind ten foxes").await;
    assert!(house.has_password(kit.id, "quiet marble behind ten foxes").await, "{}", walk.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r135_a_link_works_for_ten_days_and_for_nothing_else() {
    let house = house().await;
    house.person("alice").await;
    let token = reset(&house, "alice").await;
    let mut client = house.client();
    let page = open(&mut client, &token).await;
    // The cookie that it became opens no flow and no session.
    for path in ["/reset/method", "/reset/code", "/reset/password", "/reset/action"] {
        let page = client.get(path).await;
        assert_eq!(page.url.path(), "/reset", "{path}: {}", page.text());
        client.cookies.insert("rs".into(), token.clone());
    }
    let parsed = Token::parse(&token).unwrap();
    assert!(session::of(&house.app.core, &parsed).await.is_err());
    let csrf = page.field("csrf").unwrap();
    for more in [("login", "bob"), ("user", "bob"), ("account", "bob")] {
        let refused = client.post_once("/not-me", &[("csrf", &csrf), more]).await;
        assert_eq!(refused.status, 400, "R26: {more:?}");
    }
    let foreign = house.client().post_once("/not-me", &[("csrf", &csrf)]).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(frozen(&house).await, 0);
    house.clock.advance(10 * DAY - MINUTE);
    assert!(open(&mut client, &token).await.text().contains("Was this not you?"));
    house.clock.advance(MINUTE);
    assert!(open(&mut client, &token).await.text().contains("This link works no more"));
    let late = client.post_once("/not-me", &[("csrf", &csrf)]).await;
    assert!(late.text().contains("This link works no more"), "{}", late.text());
    assert_eq!(frozen(&house).await, 0);
    // What never was a link is answered alike, and gets no cookie.
    for token in ["A".repeat(43), "short".to_owned()] {
        let mut client = house.client();
        let page = client.get(&format!("/not-me/{token}")).await;
        assert!(page.text().contains("This link works no more"), "{token}: {}", page.text());
        assert!(!client.cookies.contains_key("rs"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r23_the_database_holds_no_token() {
    let house = house().await;
    house.person("alice").await;
    let token = reset(&house, "alice").await;
    let path = house.database.strip_prefix("sqlite:").unwrap();
    for suffix in ["", "-wal"] {
        let bytes = std::fs::read(format!("{path}{suffix}")).unwrap_or_default();
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()), "{suffix}");
    }
    assert_eq!(house.number("SELECT count(*) FROM disavowals").await, 1);
    house.clock.advance(11 * DAY);
    house.app.core.store.purge(now(&house)).await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM disavowals").await, 0);
}

/// Tells of something as a page would.
async fn say(house: &House, id: AccountId, directory: &[Contact], happened: Happened) {
    let core = &house.app.core;
    let client = From { address: "203.0.113.77".parse().unwrap(), agent: "Firefox/140.0 (Linux)".into() };
    let mut tx = core.store.begin().await.unwrap();
    let announcement = Announcement {
        account: id,
        directory,
        happened,
        client: Some(&client),
        locale: &Locale::english(),
        name: "Alice",
        support_id: "K7Q2-M4XD",
    };
    announce(core, &mut tx, &announcement).await.unwrap();
    tx.commit().await.unwrap();
    house.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r133_r134_every_change_is_told_to_old_and_new_contacts_each_once() {
    let house = house().await;
    let alice = house.someone("alice");
    let directory = alice.contacts.clone();
    let id = house.add(alice).await;
    let (Contact::Mobile(old), Contact::Mobile(new)) = (mobile("+12025550181"), mobile("+12025550182")) else {
        panic!("phones")
    };
    let gone = register(&house, id, Detail::Phone { number: old }, now(&house)).await;
    register(&house, id, Detail::Phone { number: new }, now(&house)).await;
    // The mailbox that she registered is also the one that the directory holds.
    let Contact::Mail(address) = mail("Alice@home.test") else { panic!("a mailbox") };
    register(&house, id, Detail::Mailbox { address }, now(&house)).await;
    let core = &house.app.core;
    let mut tx = core.store.begin().await.unwrap();
    assert!(tx.remove_method(core.tenant, id, gone).await.unwrap());
    tx.commit().await.unwrap();
    let hint = "•••••••82".to_owned();
    let all = [
        (Happened::Registered { kind: Kind::Phone, hint: hint.clone() }, "was added"),
        (Happened::Changed { kind: Kind::Phone, hint: hint.clone() }, "was changed"),
        (Happened::Removed { kind: Kind::Phone, hint }, "was removed"),
        (Happened::RecoveryCodeUsed { left: 3 }, "recovery code"),
        (Happened::PassIssued, "temporary pass"),
        (Happened::PassUsed, "temporary pass"),
        (Happened::WornOut { method: latchkey::domain::method::Method::App }, "oo many wrong tries"),
    ];
    for (happened, words) in all {
        let before = house.messages().len();
        say(&house, id, &directory, happened.clone()).await;
        let told = house.messages().split_off(before);
        let to: Vec<_> = told.iter().map(|message| message.to.as_str()).collect();
        assert_eq!(to.len(), 4, "{happened:?}: {to:?}");
        assert!(to.contains(&"+12025550181") && to.contains(&"+12025550182"), "the removed one too: {to:?}");
        assert_eq!(to.iter().filter(|to| to.eq_ignore_ascii_case("alice@home.test")).count(), 1, "{to:?}");
        for message in told {
            assert!(message.text.contains(words), "{words}: {}", message.text);
            assert!(message.text.contains("+1 202 555 0100"), "whom to call: {}", message.text);
            assert!(!message.text.contains("/reset"), "{}", message.text);
            if message.subject.is_some() {
                for fact in ["UTC", "2026", "Firefox, Linux", "203.0.113.0/24", "K7Q2-M4XD", "/not-me/"] {
                    assert!(message.text.contains(fact), "{fact}: {}", message.text);
                }
            }
        }
    }
    // The removed one is told for ten days.
    house.clock.advance(10 * DAY);
    let before = house.messages().len();
    say(&house, id, &directory, Happened::PassUsed).await;
    assert!(house.messages().iter().skip(before).all(|message| message.to != "+12025550181"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r133_the_use_of_a_recovery_code_and_of_a_pass_is_told_while_the_reset_goes_on() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    for (method, words) in [("recovery-code", "You have 9 codes left."), ("pass", "was used. It does not work again.")]
    {
        let before = house.messages_to("alice@home.test").len();
        let walk = house.reset("alice").start().await;
        through(&house, &kit, walk, method).await;
        house.drain().await;
        let mails = house.messages_to("alice@home.test").split_off(before);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].text.contains(words) && token_in(&mails[0].text).is_some(), "{}", mails[0].text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_is_told_as_a_change() {
    let house = house().await;
    house.person("alice").await;
    let mut client = house.client();
    let page = client.get("/change").await;
    let fields = [("login", "alice"), ("old-password", OLD), ("new-password", NEW)];
    client.submit(&page, &fields).await;
    house.drain().await;
    let mails = house.messages_to("alice@home.test");
    assert!(mails[0].text.contains("was changed by someone who knew the old one"), "{}", mails[0].text);
}
