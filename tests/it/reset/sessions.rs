//! Cookies and flows: strict, new at every step, dead in time.

use std::{collections::BTreeSet, time::Duration};

use crate::harness::{
    app::{House, NEW, OLD},
    http::Page,
    walk::newest_code,
};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r56_every_step_of_privilege_has_a_new_cookie_and_the_old_ones_are_dead() {
    let house = House::new().await;
    house.person("alice").await;
    let mut walk = house.reset("alice");
    walk.client.get("/reset").await;
    let mut cookies = vec![walk.client.cookies["rs"].clone()];
    walk = walk.start().await;
    cookies.push(walk.client.cookies["rs"].clone());
    walk = walk.gate("sms").await;
    cookies.push(walk.client.cookies["rs"].clone());
    walk = walk.gate("email").await;
    cookies.push(walk.client.cookies["rs"].clone());
    walk = walk.password(NEW).await;
    cookies.push(walk.client.cookies["rs"].clone());
    let distinct: BTreeSet<&String> = cookies.iter().collect();
    assert_eq!(distinct.len(), 5);
    let last = cookies.pop().unwrap();
    for cookie in cookies {
        for path in ["/reset/method", "/reset/code", "/reset/password", "/reset/result"] {
            let mut client = house.client();
            client.cookies.insert("rs".into(), cookie.clone());
            assert_eq!(client.get(path).await.url.path(), "/reset", "{path}");
        }
    }
    let mut client = house.client();
    client.cookies.insert("rs".into(), last);
    assert_eq!(client.get("/reset/result").await.url.path(), "/reset/result");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r57_invented_cookies_are_never_adopted() {
    let house = House::new().await;
    for n in 0..200 {
        let invented = format!("{n:043}");
        let mut client = house.client();
        client.cookies.insert("rs".into(), invented.clone());
        let page = client.get("/reset").await;
        let own = client.cookies["rs"].clone();
        assert_ne!(own, invented);
        client.cookies.insert("rs".into(), invented.clone());
        let answer = client.submit_once(&page, &[("login", "alice")]).await;
        assert_eq!(answer.status, 403, "a form is bound to the cookie that came with it");
    }
    assert_eq!(house.number("SELECT count(*) FROM flows").await, 0);
}

fn check_cookies(page: &Page) -> usize {
    let lines = page.headers.get_all("set-cookie");
    for line in lines.iter() {
        let line = line.to_str().unwrap();
        let (name, _) = line.split_once('=').unwrap();
        assert!(["rs", "kd", "lang"].contains(&name), "{line}");
        for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
            assert!(line.contains(attribute), "{line}");
        }
        assert!(!line.to_lowercase().contains("domain="), "{line}");
        assert_eq!(line.contains("Max-Age"), name != "rs", "the flow's cookie goes with the browser: {line}");
        assert!(line.len() < 400);
    }
    lines.iter().count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r58_cookies_are_three_and_strict() {
    let house = House::new().await;
    house.person("alice").await;
    let mut client = house.client();
    let mut set = 0;
    for path in ["/", "/reset?lang=fr", "/change", "/help", "/how", "/reset/method", "/no-such-page"] {
        let page = client.send(reqwest::Method::GET, path, None, "none").await;
        set += check_cookies(&page);
    }
    let page = client.get("/reset").await;
    set += check_cookies(&client.submit_once(&page, &[("login", "alice")]).await);
    house.drain().await;
    let page = client.get("/reset/method").await;
    set += check_cookies(&client.submit_once(&page, &[("method", "sms")]).await);
    house.drain().await;
    let page = client.get("/reset/code").await;
    let code = newest_code(&house, "sms", 0);
    set += check_cookies(&client.submit_once(&page, &[("code", &code)]).await);
    assert!(set >= 4, "{set}");
    let names: BTreeSet<&str> = client.cookies.keys().map(String::as_str).collect();
    assert_eq!(names, BTreeSet::from(["rs", "kd", "lang"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r60_a_reset_ends_fifteen_minutes_after_its_start_however_busy() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let mut walk = house.reset("alice").start().await.gate("sms").await;
    house.clock.advance(14 * MINUTE);
    walk = walk.gate("email").await;
    assert_eq!(walk.path(), "/reset/password");
    let page = walk.client.get("/reset/password").await;
    house.clock.advance(MINUTE);
    let late = walk.client.submit(&page, &[("new-password", NEW)]).await;
    assert_eq!(late.status, 410, "{}", late.text());
    assert_eq!(walk.client.get("/reset/password").await.url.path(), "/reset");
    assert!(house.has_password(alice, OLD).await);
    assert_eq!(house.directory.writes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r62_the_first_form_is_no_other_sites_to_post() {
    let house = House::new().await;
    house.person("alice").await;
    let mut client = house.client();
    let page = client.get("/reset").await;
    let csrf = page.field("csrf").unwrap();
    for (site, body) in [
        ("cross-site", format!("csrf={csrf}&login=alice")),
        ("same-site", format!("csrf={csrf}&login=alice")),
        ("same-origin", "login=alice".to_owned()),
    ] {
        let answer = client.send(reqwest::Method::POST, "/reset", Some(body), site).await;
        assert_eq!(answer.status, 403, "{site}");
    }
    house.drain().await;
    assert_eq!(house.number("SELECT count(*) FROM flows").await, 0);
    assert!(house.messages().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r64_success_in_one_browser_ends_the_reset_in_another() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let mut other = house.reset("alice").start().await.gate("sms").await;
    house.clock.advance(Duration::from_secs(61));
    let page = other.client.get("/reset/method").await;
    house.reset("alice").start().await.both_gates().await.password(NEW).await;
    assert!(house.has_password(alice, NEW).await);
    let answer = other.client.submit(&page, &[("method", "email")]).await;
    assert_eq!(answer.status, 410, "{}", answer.text());
    assert!(answer.text().contains("can no longer be used"), "{}", answer.text());
    assert_eq!(other.client.get("/reset/method").await.url.path(), "/reset");
    assert_eq!(house.directory.count("reset"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r66_r67_after_the_end_back_shows_the_end_and_nobody_is_signed_in() {
    let house = House::new().await;
    house.person("alice").await;
    let mut walk = house.reset("alice").start().await.both_gates().await.password(NEW).await;
    assert!(walk.page().header("cache-control").contains("no-store"));
    for path in ["/reset/password", "/reset/code", "/reset/method", "/reset/action", "/reset/result"] {
        let page = walk.client.get(path).await;
        assert_eq!(page.url.path(), "/reset/result", "{path}");
        assert!(page.text().contains("Your password was changed"), "{path}: {}", page.text());
        assert!(page.forms().iter().all(|f| f.method != "post"), "{path}: no form");
    }
    // The cookie opens nothing: a change still asks for the password, a help form for nothing.
    let page = walk.client.get("/change").await;
    assert!(page.field("old-password").is_some());
    let page = walk.client.get("/register").await;
    assert!(!page.body.contains("home.test"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r83_no_address_comes_from_a_request() {
    let house = House::new().await;
    house.person("alice").await;
    let mut client = house.client();
    client.headers.insert("Host".into(), "evil.example".into());
    assert_eq!(client.get("/reset").await.status, 421);
    let poison = ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-Host", "X-Rewrite-URL"];
    let mut walk = house.reset("alice");
    for name in poison {
        walk.client.headers.insert(name.into(), "evil.example".into());
    }
    walk.client.headers.insert("Forwarded".into(), "host=evil.example".into());
    walk = walk.start().await;
    assert!(!walk.page().body.contains("evil.example"));
    let page = walk.client.get("/reset/method").await;
    let answer = walk.client.submit_once(&page, &[("method", "none")]).await;
    assert_eq!(answer.header("location"), "/help");
    walk.both_gates().await.password(NEW).await;
    let messages = house.messages();
    assert_eq!(messages.len(), 4);
    for message in messages {
        assert!(!format!("{}{}{:?}", message.text, message.html.unwrap_or_default(), message.subject).contains("evil"));
    }
}
