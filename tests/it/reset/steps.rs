//! The order of steps, and steps taken twice.

use futures_util::future::join_all;

use crate::harness::{
    app::{House, NEW, OLD, phone_of, policy},
    http::Client,
    walk::{Walk, newest_code},
};

const PAGES: [&str; 6] =
    ["/reset/method", "/reset/contact", "/reset/code", "/reset/action", "/reset/password", "/reset/result"];

/// What a browser can post, with fields as the page would have them.
const POSTS: [(&str, &[(&str, &str)]); 7] = [
    ("/reset/method", &[("method", "sms")]),
    ("/reset/method", &[("method", "email")]),
    ("/reset/contact", &[("contact", "alice@home.test")]),
    ("/reset/code/resend", &[]),
    ("/reset/action", &[("action", "reset")]),
    ("/reset/action", &[("action", "unlock")]),
    ("/reset/password", &[("new-password", NEW)]),
];

async fn step(house: &House) -> String {
    house.texts("SELECT step FROM flows").await.remove(0)
}

/// Tries every page and every post that does not belong to where the walk is; nothing must move.
async fn wander<'a>(house: &'a House, mut walk: Walk<'a>, own: &str, legal: &[&str]) -> Walk<'a> {
    let before = step(house).await;
    for path in PAGES {
        let page = walk.client.get(path).await;
        let list = path == "/reset/method" && own == "/reset/code";
        assert_eq!(page.url.path(), if list { path } else { own }, "GET {path} at {own}");
        assert_eq!(page.status, 200);
    }
    let csrf = walk.client.get(own).await.field("csrf").unwrap();
    for (path, fields) in POSTS.iter().filter(|(path, _)| !legal.contains(path)) {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &csrf));
        let page = walk.client.post(path, &fields).await;
        assert_eq!(page.url.path(), own, "POST {path} at {own}: {}", page.text());
        assert_eq!(step(house).await, before, "POST {path} at {own}");
    }
    if !legal.contains(&"/reset/code") {
        walk.client.post("/reset/code", &[("csrf", &csrf), ("code", "000000")]).await;
        assert_eq!(step(house).await, before, "POST /reset/code at {own}");
    }
    walk
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r63_no_step_can_be_skipped_repeated_or_taken_back() {
    let house = House::new().await;
    let mut alice = house.someone("alice");
    alice.locked = true;
    let alice = house.add(alice).await;
    // Before there is a flow, everything leads to the start.
    let mut client = house.client();
    let csrf = client.get("/reset").await.field("csrf").unwrap();
    for path in PAGES {
        assert_eq!(client.get(path).await.url.path(), "/reset", "{path}");
    }
    for (path, fields) in POSTS {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &csrf));
        let page = client.post(path, &fields).await;
        assert_eq!(page.status, 410, "{path}: {}", page.text());
    }
    let walk = house.reset("alice").start().await;
    let walk = wander(&house, walk, "/reset/method", &["/reset/method"]).await;
    let walk = walk.choose("sms").await;
    let code = newest_code(&house, "sms", 0);
    let proving = ["/reset/method", "/reset/code", "/reset/code/resend"];
    let walk = wander(&house, walk, "/reset/code", &proving).await;
    let walk = walk.code(&code).await;
    let walk = wander(&house, walk, "/reset/method", &["/reset/method"]).await;
    let walk = walk.choose("email").await;
    let code = newest_code(&house, "email", 0);
    let walk = wander(&house, walk, "/reset/code", &proving).await;
    let walk = walk.code(&code).await;
    let walk = wander(&house, walk, "/reset/action", &["/reset/action"]).await;
    assert_eq!(house.directory.writes(), 0);
    let walk = walk.act("reset").await;
    let walk = wander(&house, walk, "/reset/password", &["/reset/password"]).await;
    assert_eq!(house.directory.writes(), 0);
    assert!(house.is_locked(alice).await);
    let mut walk = walk.password(NEW).await;
    assert_eq!((house.directory.count("reset"), house.directory.count("unlock")), (1, 1));
    assert!(house.has_password(alice, NEW).await && !house.has_password(alice, OLD).await);
    // The end is the end.
    let csrf = walk.client.get("/help").await.field("csrf").unwrap();
    for (path, fields) in POSTS {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &csrf));
        walk.client.post(path, &fields).await;
        assert_eq!(step(&house).await, "over");
    }
    assert_eq!(house.directory.writes(), 2);
}

fn copies(house: &House, client: &Client) -> Vec<Client> {
    let copy = || {
        let mut copy = house.client_at(client.headers["X-Forwarded-For"].clone());
        copy.cookies.clone_from(&client.cookies);
        copy
    };
    vec![copy(), copy()]
}

/// Sends one form twice at once; the walk goes on with the cookies of the answer that has them.
async fn twice<'a>(house: &House, mut walk: Walk<'a>, path: &str, filled: &[(&str, &str)]) -> Walk<'a> {
    let page = walk.client.get(path).await;
    let answers = join_all(copies(house, &walk.client).into_iter().map(|mut client| {
        let page = page.clone();
        async move {
            let answer = client.submit_once(&page, filled).await;
            (answer, client)
        }
    }))
    .await;
    for (answer, client) in answers {
        assert!([303, 410, 422].contains(&answer.status.as_u16()), "{path}: {} {}", answer.status, answer.text());
        if answer.headers.contains_key("set-cookie") {
            walk.client.cookies.clone_from(&client.cookies);
        }
    }
    house.drain().await;
    walk
}

async fn r65_posted_twice(house: House) {
    let alice = house.someone("alice");
    let phone = phone_of(&alice);
    let alice = house.add(alice).await;
    let mut walk = house.reset("alice").start().await;
    for (method, to) in [("sms", phone.as_str()), ("email", "alice@home.test")] {
        let before = house.messages().len();
        walk = twice(&house, walk, "/reset/method", &[("method", method)]).await;
        assert_eq!(house.messages_to(to).len(), 1, "one message by {method}");
        let code = newest_code(&house, method, before);
        walk = twice(&house, walk, "/reset/code", &[("code", &code)]).await;
    }
    walk = twice(&house, walk, "/reset/password", &[("new-password", NEW)]).await;
    assert_eq!(house.directory.count("reset"), 1, "one write");
    assert!(house.has_password(alice, NEW).await);
    assert_eq!(walk.client.get("/reset/result").await.url.path(), "/reset/result");
    assert_eq!(house.count_events("password.reset", "success").await, 1);
    assert_eq!(house.count_events("reset.gate-passed", "success").await, 2);
    assert_eq!(house.messages_to("alice@home.test").len(), 2, "one code and one notice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r65_every_step_posted_twice_at_once_is_taken_once() {
    r65_posted_twice(House::new().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r65_every_step_posted_twice_at_once_is_taken_once_on_postgres() {
    let options = crate::harness::app::Options { postgres: true, ..Default::default() };
    r65_posted_twice(House::with(options).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r65_a_step_goes_well_while_its_job_writes_to_the_same_flow() {
    let house = House::new().await;
    house.run_jobs();
    for n in 0..20 {
        let login = format!("person{n}");
        house.person(&login).await;
        let mut client = house.client();
        let page = client.get("/reset").await;
        let page = client.submit(&page, &[("login", &login)]).await;
        // The look-up writes its verdict now, or a little before or after.
        tokio::time::sleep(std::time::Duration::from_millis(n)).await;
        let page = client.submit(&page, &[("method", if n % 2 == 0 { "sms" } else { "email" })]).await;
        assert_eq!((page.status.as_u16(), page.url.path()), (200, "/reset/code"), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r53_the_second_gate_is_another_method_at_another_place() {
    let mut policy = policy();
    policy.unlock_without_reset = false;
    let house = House::under(policy).await;
    house.person("alice").await;
    let mut walk = house.reset("alice").start().await.gate("sms").await;
    let page = walk.client.get("/reset/method").await;
    assert!(!page.body.contains("method-sms"), "the used one is not offered");
    let csrf = page.field("csrf").unwrap();
    let page = walk.client.post("/reset/method", &[("csrf", &csrf), ("method", "sms")]).await;
    assert_eq!(page.url.path(), "/reset/method", "nor taken");
    let walk = walk.gate("email").await;
    assert_eq!(walk.path(), "/reset/password");
}
