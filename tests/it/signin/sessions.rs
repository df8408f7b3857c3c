//! Sessions: strict cookies, new at sign-in, dead in time, ended by their owner and by a new password.

use std::{collections::BTreeSet, time::Duration};

use latchkey::domain::{account::AccountId, time::Clock as _};

use super::{DAY, MINUTE, policy, sign_in, with_person};
use crate::harness::{
    app::{House, NEW, OLD},
    canary,
    http::Client,
};

async fn is_signed_in(client: &mut Client) -> bool {
    client.get("/security-info/sessions").await.url.path() == "/security-info/sessions"
}

/// A browser with this cookie and no other.
fn with_cookie(house: &House, cookie: &str) -> Client {
    let mut client = house.client();
    client.cookies.insert("rs".into(), cookie.to_owned());
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r56_r57_a_sign_in_has_a_new_cookie_and_invented_ones_are_never_adopted() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    let mut client = house.client();
    client.get("/sign-in").await;
    let before = client.cookies["rs"].clone();
    sign_in(&mut client, "alice").await;
    let first = client.cookies["rs"].clone();
    // Signing in again in the same browser: another session, another cookie.
    let page = house.client().get("/sign-in").await;
    drop(page);
    let mut again = house.client();
    sign_in(&mut again, "alice").await;
    let all: BTreeSet<&String> = [&before, &first, &again.cookies["rs"]].into();
    assert_eq!(all.len(), 3);
    assert!(!is_signed_in(&mut with_cookie(&house, &before)).await, "the visitor's cookie is nobody's");
    assert!(is_signed_in(&mut with_cookie(&house, &first)).await);
    for n in 0..50 {
        let invented = format!("{n:043}");
        let mut client = with_cookie(&house, &invented);
        assert!(!is_signed_in(&mut client).await);
        assert_ne!(client.cookies["rs"], invented);
    }
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r58_r59_the_cookie_is_strict_and_the_database_has_its_digest_only() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    let mut client = house.client();
    let page = client.get("/sign-in").await;
    let answer = client.submit_once(&page, &[("login", "alice"), ("password", OLD)]).await;
    let lines: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert_eq!(lines.len(), 1);
    let (pair, attributes) = lines[0].split_once(';').unwrap();
    assert!(pair.starts_with("rs=") && pair.len() == 3 + 43, "{pair}");
    assert_eq!(attributes, " HttpOnly; SameSite=Strict; Path=/", "host-only and session-lived");
    client.get("/security-info").await;
    let cookie = client.cookies["rs"].clone();
    let folder = house.database.strip_prefix("sqlite:").unwrap();
    canary::assert_absent(std::path::Path::new(folder).parent().unwrap(), &[&cookie, OLD]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r60_a_session_ends_when_idle_and_after_an_hour_whatever_the_clock_does() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    let second = Duration::from_secs(1);
    let mut idle = house.client();
    sign_in(&mut idle, "alice").await;
    house.clock.advance(15 * MINUTE - second);
    assert!(is_signed_in(&mut idle).await, "a page that is looked at keeps it alive");
    house.clock.advance(15 * MINUTE - second);
    assert!(is_signed_in(&mut idle).await);
    house.clock.advance(15 * MINUTE);
    assert!(!is_signed_in(&mut idle).await, "idle");
    let page = idle.get("/sign-in").await;
    assert!(page.text().contains("You were signed out, because"), "{}", page.text());

    let mut busy = house.client();
    sign_in(&mut busy, "alice").await;
    for _ in 0..5 {
        house.clock.advance(10 * MINUTE);
        assert!(is_signed_in(&mut busy).await);
    }
    house.clock.advance(10 * MINUTE - second);
    assert!(is_signed_in(&mut busy).await);
    house.clock.advance(second);
    assert!(!is_signed_in(&mut busy).await, "absolute");

    // The wall clock goes back by an hour: nothing lives longer for it.
    let mut late = house.client();
    sign_in(&mut late, "alice").await;
    house.clock.advance(20 * MINUTE);
    assert!(!is_signed_in(&mut late).await);
    house.clock.set(house.clock.now().before(60 * MINUTE));
    assert!(!is_signed_in(&mut late).await, "from before it began");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r67_a_reset_signs_nobody_in() {
    let house = House::new().await;
    house.person("alice").await;
    let mut walk = house.reset("alice").start().await.both_gates().await.password(NEW).await;
    assert!(!is_signed_in(&mut walk.client).await);
    let mut client = house.client();
    let page = client.get("/change").await;
    let page =
        client.submit(&page, &[("login", "alice"), ("old-password", NEW), ("new-password", "yet another one 77")]);
    assert_eq!(page.await.url.path(), "/change/done");
    assert!(!is_signed_in(&mut client).await);
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r68_a_new_password_ends_all_sessions_of_the_account_and_of_nobody_else() {
    let house = House::new().await;
    house.person("alice").await;
    house.person("bob").await;
    let mut three = [house.client(), house.client(), house.client()];
    for client in &mut three {
        sign_in(client, "alice").await;
    }
    let mut bob = house.client();
    sign_in(&mut bob, "bob").await;
    house.reset("alice").start().await.both_gates().await.password(NEW).await;
    for client in &mut three {
        assert!(!is_signed_in(client).await, "a reset");
    }
    assert!(is_signed_in(&mut bob).await);
    let page = bob.get("/change").await;
    bob.submit(&page, &[("login", "bob"), ("old-password", OLD), ("new-password", NEW)]).await;
    let mut other = house.client();
    let page = other.get("/sign-in").await;
    other.submit(&page, &[("login", "bob"), ("password", NEW)]).await;
    assert!(is_signed_in(&mut other).await);
    let mut changing = house.client();
    let page = changing.get("/change").await;
    let fields = [("login", "bob"), ("old-password", NEW), ("new-password", "yet another one 77")];
    let page = changing.submit(&page, &fields).await;
    assert_eq!(page.url.path(), "/change/done", "{}", page.text());
    assert!(!is_signed_in(&mut other).await, "a change");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r69_signing_out_kills_the_session_here_and_in_the_browser() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    let mut client = house.client();
    let page = sign_in(&mut client, "alice").await;
    let cookie = client.cookies["rs"].clone();
    let csrf = page.field("csrf").unwrap();
    let answer = client.post_once("/security-info/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/sign-in?out"));
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
    assert!(!client.cookies.contains_key("rs"), "the browser has none any more");
    assert!(client.get("/sign-in?out").await.text().contains("You are signed out."));
    assert!(!is_signed_in(&mut with_cookie(&house, &cookie)).await, "a kept cookie is dead");
    assert_eq!(house.count_events("session.signed-out", "success").await, 1);
    // Pressed in a second tab: the same to the person.
    let mut second = with_cookie(&house, &cookie);
    let answer = second.post_once("/security-info/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/sign-in?out"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r70_sessions_are_listed_and_the_others_ended_by_their_owner() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    house.person("bob").await;
    let (mut here, mut there, mut bob) = (house.client(), house.client(), house.client());
    here.headers.insert("User-Agent".into(), "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".into());
    there.headers.insert("User-Agent".into(), "<script>alert(1)</script>".into());
    sign_in(&mut there, "alice").await;
    sign_in(&mut here, "alice").await;
    sign_in(&mut bob, "bob").await;
    let page = here.get("/security-info/sessions").await;
    let text = page.text();
    assert!(text.contains("Firefox, Linux This one") && text.contains("Unknown browser"), "{text}");
    assert!(text.contains("198.18.0.0/24") && !page.body.contains("<script>alert"), "{text}");
    assert_eq!(text.matches("Signed in on").count(), 2);
    let csrf = page.field("csrf").unwrap();
    let page = here.post("/security-info/sign-out-others", &[("csrf", &csrf)]).await;
    assert!(page.text().contains("You are signed out everywhere else."), "{}", page.text());
    assert!(!is_signed_in(&mut there).await && is_signed_in(&mut here).await && is_signed_in(&mut bob).await);
    let page = here.get("/security-info/sessions").await;
    assert_eq!(page.text().matches("Signed in on").count(), 1);
    assert!(!page.text().contains("everywhere else."), "said once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r71_a_disabled_or_frozen_account_has_no_session_any_more() {
    let house = House::under(policy()).await;
    for (login, freeze) in [("alice", false), ("bob", true)] {
        let id: AccountId = house.person(login).await;
        let mut client = house.client();
        sign_in(&mut client, login).await;
        let now = house.clock.now();
        if freeze {
            with_person(&house, id, |person| person.frozen_at = Some(now)).await;
        } else {
            house.sql(&format!("UPDATE embedded_accounts SET disabled = 1 WHERE login = '{login}'")).await;
        }
        assert!(!is_signed_in(&mut client).await, "{login}");
        if freeze {
            with_person(&house, id, |person| person.frozen_at = None).await;
        } else {
            house.sql("UPDATE embedded_accounts SET disabled = 0").await;
        }
        assert!(!is_signed_in(&mut client).await, "{login}: ended for good");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_directory_that_is_away_ends_nobody() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    let mut client = house.client();
    sign_in(&mut client, "alice").await;
    house.directory.behave(|b| b.down = true);
    assert_eq!(client.get("/security-info").await.status, 503);
    house.directory.behave(|b| b.down = false);
    assert!(is_signed_in(&mut client).await);
    house.clock.advance(DAY);
}
