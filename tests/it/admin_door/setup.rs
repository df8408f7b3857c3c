//! The first set-up (R141).

use std::time::Duration;

use latchkey::{
    domain::role::Role,
    flows::admin::setup::{self, LIFE},
};

use super::{code, give_app, house};
use crate::harness::{
    app::{House, OLD},
    http::{Client, Page},
};

async fn issue(house: &House) -> String {
    setup::issue(&house.app.core).await.unwrap().expect("there is no owner").expose().to_owned()
}

async fn open(client: &mut Client, token: &str) -> Page {
    let page = client.get("/admin/setup").await;
    client.submit(&page, &[("setup-token", token)]).await
}

async fn choose(client: &mut Client, page: &Page, group: &str, login: &str) -> Page {
    client.submit(page, &[("group", group), ("login", login)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r141_a_fresh_install_is_set_up_once_with_a_code_from_the_machine() {
    let house = house().await;
    let id = house.person("olga").await;
    house.person("alice").await;
    house.group("Owners", &[id], &[]).await;
    let seed = give_app(&house, id).await;
    // No way in before: the sign-in leads to the set-up, and right factors open nothing.
    let mut client = house.client();
    assert_eq!(client.get("/admin").await.url.path(), "/admin/setup");
    assert_eq!(client.get("/admin/setup/group").await.url.path(), "/admin/setup");
    let mut early = house.in_console(id).await;
    assert_eq!(early.get("/admin").await.status, 403);

    let token = issue(&house).await;
    assert_eq!(token.len(), 43, "256 bits");
    let stored = house.texts("SELECT hex(digest) FROM setup_tokens").await;
    assert!(stored.iter().all(|digest| !digest.is_empty()), "only a digest");
    for (typed, words) in [
        ("", "Enter the set-up code"),
        ("nonsense", "is not right, or is too old"),
        (&"A".repeat(43), "is not right, or is too old"),
    ] {
        let page = open(&mut client, typed).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains(words), "{}", page.text());
    }
    let before = client.cookies["ra"].clone();
    let page = open(&mut client, &format!(" {token} ")).await;
    assert_eq!(page.url.path(), "/admin/setup/group", "{}", page.text());
    assert_ne!(client.cookies["ra"], before, "R56");
    for (group, login, words) in [
        ("", "olga", "Enter the name of a group"),
        ("Owners", "", "Enter the user name of a member"),
        ("No such group", "olga", "There is no group of this name"),
        ("Owners", "nobody", "Nobody has this user name"),
        ("Owners", "alice", "This person is not in the group"),
    ] {
        let page = choose(&mut client, &page, group, login).await;
        assert_eq!(page.status, 422, "{group} {login}");
        assert!(page.text().contains(words), "{group} {login}: {}", page.text());
    }
    let page = choose(&mut client, &page, "Owners", "olga").await;
    assert_eq!(page.url.path(), "/admin/sign-in", "{}", page.text());
    assert!(page.text().contains("The group now owns this console"), "{}", page.text());
    // It signs nobody in: two factors, as ever.
    let page = client.submit(&page, &[("login", "olga"), ("password", OLD)]).await;
    let page = client.submit(&page, &[("code", &code(&house, &seed))]).await;
    assert_eq!(page.url.path(), "/admin", "{}", page.text());
    assert!(page.text().contains("Owner"));

    // Never again: not with this code, nor with another.
    let mut second = house.client();
    assert_eq!(second.get("/admin/setup").await.url.path(), "/admin/sign-in");
    let csrf = second.get("/admin/sign-in").await.field("csrf").unwrap();
    let answer = second.post_once("/admin/setup", &[("csrf", &csrf), ("setup-token", &token)]).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(setup::issue(&house.app.core).await.unwrap().is_none());
    let kinds: Vec<_> = house.events().await.into_iter().map(|event| event.kind).collect();
    assert!(kinds.iter().filter(|kind| *kind == "console.set-up").count() >= 5, "{kinds:?}");
    assert!(kinds.iter().any(|kind| kind == "role.granted"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r141_a_set_up_code_works_for_30_minutes() {
    let house = house().await;
    let id = house.person("olga").await;
    house.group("Owners", &[id], &[]).await;
    let (early, late) = (issue(&house).await, issue(&house).await);
    house.clock.advance(LIFE - Duration::from_secs(1));
    let mut client = house.client();
    let page = open(&mut client, &early).await;
    assert_eq!(page.url.path(), "/admin/setup/group", "{}", page.text());
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(open(&mut house.client(), &late).await.status, 422, "30:00");
    // The one that was opened in time is over too.
    let page = choose(&mut client, &page, "Owners", "olga").await;
    assert_eq!(page.url.path(), "/admin/setup", "{}", page.text());
    assert!(house.app.core.store.role_bindings(house.app.core.tenant).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r141_of_two_who_use_one_code_at_once_one_chooses() {
    let house = house().await;
    let id = house.person("olga").await;
    house.group("Owners", &[id], &[]).await;
    house.group("Thieves", &[id], &[]).await;
    let token = issue(&house).await;
    let mut first = house.client();
    let page = open(&mut first, &token).await;
    // Sent twice at once, and by another browser that has the cookie only.
    let mut twin = house.client();
    twin.cookies.clone_from(&first.cookies);
    let (one, other) =
        tokio::join!(choose(&mut first, &page, "Owners", "olga"), choose(&mut twin, &page, "Thieves", "olga"));
    let owners = house.app.core.store.role_bindings(house.app.core.tenant).await.unwrap();
    assert_eq!(owners.len(), 1, "{} / {}", one.text(), other.text());
    assert_eq!(owners[0].role, Role::Owner);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guessing_set_up_codes_is_limited() {
    let house = house().await;
    issue(&house).await;
    let mut client = house.client();
    let mut last = 0;
    for _ in 0..40 {
        let page = client.get("/admin/setup").await;
        last = client.submit_once(&page, &[("setup-token", &"B".repeat(43))]).await.status.as_u16();
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429);
}
