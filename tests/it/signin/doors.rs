//! Who gets in, who does not, and what either is told.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use latchkey::domain::policy::Enabled;

use super::{alike, policy, sign_in, sign_in_once, with_person};
use crate::harness::{
    app::{House, NEW, OLD},
    http::Page,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_knows_the_password_sees_the_list_and_the_log_has_it() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    let mut client = house.client();
    assert_eq!(client.get("/security-info").await.url.path(), "/sign-in", "not without a sign-in");
    let page = sign_in(&mut client, "alice").await;
    assert!(page.text().contains("Keep your account recoverable"), "{}", page.text());
    assert!(!page.body.contains("alice@home.test"), "contacts are masked");
    assert_eq!(client.get("/register").await.url.path(), "/security-info");
    assert_eq!(client.get("/sign-in").await.url.path(), "/security-info", "signed in already");
    assert_eq!(house.count_events("session.signed-in", "success").await, 1);
    // Again and again: right passwords use nothing up.
    for _ in 0..5 {
        sign_in(&mut house.client(), "alice").await;
    }
}

async fn refused(house: &House, login: &str, password: &str) -> Page {
    let begun = Instant::now();
    let page = sign_in_once(&mut house.client(), login, password).await;
    assert!(begun.elapsed() >= Duration::from_secs(1), "{login}: R2");
    page
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r10_r2_wrong_unknown_locked_and_disabled_are_one_answer() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    for (login, locked) in [("locked", true), ("disabled", false)] {
        let mut account = house.someone(login);
        (account.locked, account.disabled) = (locked, !locked);
        house.add(account).await;
    }
    let mut found = BTreeSet::new();
    for (login, password) in [("alice", "wrong-Password-1"), ("nobody", OLD), ("locked", OLD), ("disabled", OLD)] {
        let page = refused(&house, login, password).await;
        assert_eq!(page.status, 422, "{login}");
        found.insert(alike(&page, login));
        assert_eq!(page.field("password").as_deref(), Some(""), "no password comes back");
    }
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(house.count_events("session.signed-in", "failure").await, 4);
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 0);
    let asked = house.directory.count("check");
    assert_eq!(sign_in_once(&mut house.client(), "alice", "").await.status, 422);
    assert_eq!(house.directory.count("check"), asked, "without a password nobody is asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r37_sign_in_and_change_share_one_budget_of_binds() {
    let house = House::under(policy()).await;
    let alice = house.person("alice").await;
    for window in 1..=2 {
        for n in 0..50 {
            let login = ["alice", "ALICE", "alice@contoso.test", "CONTOSO\\alice"][n % 4];
            let wrong = format!("wrong-Password-{n}");
            let mut client = house.client();
            let page = if n % 2 == 0 {
                sign_in_once(&mut client, login, &wrong).await
            } else {
                let page = client.get("/change").await;
                client.submit_once(&page, &[("login", login), ("old-password", &wrong), ("new-password", NEW)]).await
            };
            assert!([422, 429].contains(&page.status.as_u16()), "{}", page.status);
        }
        assert!(house.directory.count("check") <= 3 * window, "{}", house.directory.count("check"));
        assert!(!house.is_locked(alice).await);
        house.clock.advance(Duration::from_secs(31 * 60));
        house.sql("UPDATE embedded_accounts SET failures = 0").await;
    }
    sign_in(&mut house.client(), "alice").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r38_each_failure_is_answered_later_and_nobody_else_waits() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    let mut gaps = Vec::new();
    let mut client = house.client();
    // Of passes ten may be tried a day; of passwords three, after which the answer is "later".
    let page = client.get("/sign-in/pass").await;
    for _ in 0..4 {
        let begun = Instant::now();
        let answer = client.submit_once(&page, &[("login", "alice"), ("pass", "AAAA-AAAA-AAAA")]).await;
        assert_eq!(answer.status, 422);
        gaps.push(begun.elapsed());
    }
    for (gap, least) in gaps.iter().zip([1, 2, 4, 8]) {
        assert!(*gap >= Duration::from_secs(least), "{gaps:?}");
        assert!(*gap < Duration::from_secs(least + 10), "{gaps:?}");
    }
    // Two hundred that wait, each under a name of its own and of an office of its own; two workers serve the others.
    let waiting: Vec<_> = (0..200)
        .map(|n| {
            let mut client = house.client();
            async move {
                let page = client.get("/sign-in").await;
                client.submit_once(&page, &[("login", &format!("nobody{n}")), ("password", OLD)]).await.status
            }
        })
        .collect();
    let crowd = tokio::spawn(futures_util::future::join_all(waiting));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut times = Vec::new();
    let mut other = house.client();
    while !crowd.is_finished() {
        let begun = Instant::now();
        assert_eq!(other.get("/").await.status, 200);
        times.push(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(crowd.await.unwrap().iter().all(|status| *status == 422));
    times.sort();
    let p95 = times[times.len() * 95 / 100];
    assert!(p95 < Duration::from_millis(200), "p95 {p95:?} of {}", times.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_may_not_is_told_so_after_the_right_password_only() {
    let mut policy = policy();
    policy.enabled = Enabled::All { except: vec!["outside".into()] };
    let house = House::under(policy).await;
    let mut dana = house.someone("dana");
    dana.protected = true;
    house.add(dana).await;
    let olga = house.person("olga").await;
    house.group("outside", &[olga], &[]).await;
    let frank = house.person("frank").await;
    let now = house.app.core.now();
    with_person(&house, frank, |person| person.frozen_at = Some(now)).await;
    for (login, words) in
        [("dana", "extra protection"), ("olga", "not open for your account"), ("frank", "Someone said that a change")]
    {
        let page = refused(&house, login, "wrong-Password-1").await;
        assert_eq!(page.status, 422);
        assert!(!page.text().contains(words), "{login}: R10");
        let page = sign_in_once(&mut house.client(), login, OLD).await;
        assert!(page.text().contains(words), "{login}: {}", page.text());
        assert!(page.text().contains("Support number"), "{login}");
    }
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 0);
    // A group that can not be read never counts as "not excluded".
    house.person("alice").await;
    house.directory.behave(|b| b.down = true);
    let page = sign_in_once(&mut house.client(), "alice", OLD).await;
    assert_eq!(page.status, 503);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_password_that_must_be_changed_leads_to_the_change_with_the_name_in_the_form() {
    let house = House::under(policy()).await;
    house.person("alice").await;
    house.sql("UPDATE embedded_accounts SET must_change = 1").await;
    let mut client = house.client();
    let page = client.get("/sign-in").await;
    let answer = client.submit_once(&page, &[("login", "alice"), ("password", OLD)]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/change"), "no name in the address");
    let page = client.get("/change").await;
    assert!(page.text().contains("must be changed before you go on"), "{}", page.text());
    assert_eq!(page.field("login").as_deref(), Some("alice"));
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 0);
    for path in ["/security-info", "/reset/password", "/reset/action"] {
        assert_ne!(client.get(path).await.url.path(), path, "the cookie opens nothing");
    }
    let page = client.get("/change").await;
    let page = client.submit(&page, &[("old-password", OLD), ("new-password", NEW)]).await;
    assert_eq!(page.url.path(), "/change/done", "{}", page.text());
    let page = client.get("/sign-in").await;
    let page = client.submit(&page, &[("login", "alice"), ("password", NEW)]).await;
    assert_eq!(page.url.path(), "/security-info", "{}", page.text());
    // Another browser that opens the change sees no name.
    assert_eq!(house.client().get("/change").await.field("login").as_deref(), Some(""));
}

/// What no page may lead to.
const ELSEWHERE: [&str; 41] = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "http://evil.example",
    "https://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "https://intranet.contoso.test.evil.example",
    "https://intranet.contoso.test@evil.example",
    "https://intranet.contoso.test:pw@evil.example/",
    "https://user@intranet.contoso.test/",
    "https://user:pw@intranet.contoso.test/",
    "https://intranet.contoso.test:8443/",
    "http://intranet.contoso.test/",
    "https://intranet.contoso.test\\@evil.example",
    "https://evil.example\\intranet.contoso.test",
    "https://evil.example#https://intranet.contoso.test",
    "https://evil.example?https://intranet.contoso.test",
    "https://evil.example/https://intranet.contoso.test",
    "https://intranet.contoso.test%2eevil.example",
    "https://intranet%E3%80%82contoso.test",
    "https://intranet.contoso.test%00.evil.example",
    "https://evilintranet.contoso.test",
    "https://intranet.contoso.testevil",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://intranet.contoso.test",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://intranet.contoso.test/x",
    "ftp://intranet.contoso.test/",
    " https://evil.example",
    "https://intranet.contoso.test/\r\nLocation: https://evil.example",
    "\thttps://intranet.contoso.test/",
    "https://intranet.contoso.test/a b",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r81_pages_lead_to_allowed_origins_only_and_as_a_link_with_its_host() {
    let mut policy = policy();
    policy.registration.return_to = vec!["https://intranet.contoso.test".into()];
    policy.registration.required = false;
    let house = House::under(policy).await;
    house.person("alice").await;
    let query = |to: &str| url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", to).finish();
    for payload in ELSEWHERE {
        let mut client = house.client();
        let redirect = client.send(reqwest::Method::GET, &format!("/register?{}", query(payload)), None, "none").await;
        assert_eq!(redirect.header("location"), "/sign-in", "{payload:?}");
        let page = client.get(&format!("/sign-in?{}", query(payload))).await;
        assert_eq!(page.field("return-to"), None, "{payload:?}");
        assert!(!page.body.contains("evil"), "{payload:?}: {}", page.body);
        let pass = client.get(&format!("/sign-in/pass?{}", query(payload))).await;
        assert_eq!(pass.field("return-to"), None, "{payload:?}");
    }
    // In the form too, where somebody might put it by hand; and in a session that is there already.
    for payload in ELSEWHERE.iter().take(4) {
        let mut client = house.client();
        let csrf = client.get("/sign-in").await.field("csrf").unwrap();
        let fields = [("csrf", csrf.as_str()), ("login", "alice"), ("password", OLD), ("return-to", payload)];
        let page = client.post("/sign-in", &fields).await;
        assert_eq!(page.url.path(), "/security-info");
        assert!(!page.body.contains("evil") && !page.text().contains("Continue to"), "{payload:?}");
        let page = client.get(&format!("/register?{}", query(payload))).await;
        assert!(!page.body.contains("evil") && !page.text().contains("Continue to"), "{payload:?}");
    }
    let good = "https://intranet.contoso.test/start?a=b&c=d";
    let mut client = house.client();
    let page = client.get(&format!("/register?{}", query(good))).await;
    assert_eq!(page.url.path(), "/sign-in");
    assert_eq!(page.field("return-to").as_deref(), Some(good));
    // A wrong password loses nothing.
    let page = client.submit(&page, &[("login", "alice"), ("password", "wrong-Password-1")]).await;
    let page = client.submit(&page, &[("login", "alice"), ("password", OLD)]).await;
    assert_eq!(page.url.path(), "/security-info", "never followed by itself");
    assert!(page.text().contains("Continue to intranet.contoso.test"), "{}", page.text());
    assert!(page.body.contains("href=\"https://intranet.contoso.test/start?a=b&amp;c=d\""), "{}", page.body);
    // Who is signed in already and comes from elsewhere is led back there.
    let page = client.get(&format!("/register?{}", query("https://intranet.contoso.test/other"))).await;
    assert!(page.body.contains("https://intranet.contoso.test/other"), "{}", page.body);
}
