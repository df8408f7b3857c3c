//! Two factors, always; one answer for all that is wrong; sessions of their own.

use std::{collections::BTreeSet, time::Duration};

use latchkey::domain::{role::Role, time::Clock as _};
use reqwest::Method;

use super::{code, give_app, house, sign_in, wrong_code};
use crate::{
    devices::oathtool,
    harness::{
        app::OLD,
        http::{Client, Page},
    },
    reset::canonical,
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
/// An app shows another code after this.
const STEP: Duration = Duration::from_secs(30);

async fn open(client: &mut Client, path: &str) -> Page {
    client.send(Method::GET, path, None, "same-origin").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r141_r56_password_and_app_lead_in_and_neither_alone() {
    let house = house().await;
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let seed = give_app(&house, id).await;
    let mut client = house.client();
    let mut ids = BTreeSet::new();
    let page = client.get("/admin/roles?list=1").await;
    assert_eq!(page.url.path(), "/admin/sign-in", "{}", page.text());
    assert!(ids.insert(client.cookies["ra"].clone()));
    let page = client.submit(&page, &[("login", "olga"), ("password", OLD)]).await;
    assert_eq!(page.url.path(), "/admin/prove", "{}", page.text());
    assert!(ids.insert(client.cookies["ra"].clone()), "another cookie after the password");
    // With the password alone nothing is open.
    for path in ["/admin", "/admin/roles", "/admin/roles/add"] {
        let answer = open(&mut client, path).await;
        assert!(answer.header("location").starts_with("/admin/prove"), "{path}: {}", answer.text());
    }
    let before = client.cookies["ra"].clone();
    let by_reference = oathtool(&latchkey::crypto::totp::spelled(&seed).replace(' ', ""), house.clock.now());
    let page = client.submit(&page, &[("code", &by_reference)]).await;
    assert_eq!((page.url.path(), page.url.query()), ("/admin/roles", Some("list=1")), "{}", page.text());
    assert!(page.text().contains("olga Example") && page.text().contains("Owner"), "{}", page.text());
    assert!(ids.insert(client.cookies["ra"].clone()), "another cookie after the second factor");
    // The one from before is dead.
    let mut other = house.client();
    other.cookies.insert("ra".into(), before);
    assert!(open(&mut other, "/admin").await.header("location").starts_with("/admin/sign-in"));
    assert_eq!(house.count_events("console.entered", "success").await, 1);
    // Out, on the server too.
    let kept = client.cookies["ra"].clone();
    let page = client.get("/admin").await;
    let answer = client.submit_once(&page, &[]).await;
    assert_eq!(answer.header("location"), "/admin/sign-in?out");
    assert!(answer.header("clear-site-data").contains("cookies"));
    other.cookies.insert("ra".into(), kept);
    assert!(open(&mut other, "/admin").await.header("location").starts_with("/admin/sign-in"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r81_the_way_back_leads_to_the_console_alone() {
    let house = house().await;
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let seed = give_app(&house, id).await;
    for (next, lands) in [
        ("/admin/roles", "/admin/roles"),
        ("/admin/roles?removed=", "/admin/roles?removed="),
        ("https://evil.example/admin", "/admin"),
        ("//evil.example/admin", "/admin"),
        ("/admin/../reset", "/admin"),
        ("/admin/sign-in", "/admin"),
        ("/adminx", "/admin"),
        ("/reset", "/admin"),
    ] {
        house.clock.advance(STEP);
        let mut client = house.client();
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let page = client.get(&format!("/admin/sign-in?next={next}")).await;
        let page = client.submit(&page, &[("login", "olga"), ("password", OLD)]).await;
        let answer = client.submit_once(&page, &[("code", &code(&house, &seed))]).await;
        assert_eq!(answer.header("location"), lands, "{next}: {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r10_whatever_is_wrong_with_a_sign_in_is_one_answer() {
    let house = house().await;
    let owner = house.person("olga").await;
    house.role_group(Role::Owner, &[owner]).await;
    house.person("plain").await;
    let mut off = house.someone("off");
    off.disabled = true;
    house.add(off).await;
    let mut found = BTreeSet::new();
    for (login, password) in
        [("olga", "wrong-Password-1"), ("plain", "wrong-Password-1"), ("nobody", OLD), ("off", OLD)]
    {
        let mut client = house.client();
        let page = client.get("/admin/sign-in").await;
        let page = client.submit_once(&page, &[("login", login), ("password", password)]).await;
        assert_eq!(page.status, 422, "{login}");
        let whole = canonical(&page).replace(&format!("value=\"{login}\""), "value=\"-\"");
        found.insert(whole.lines().filter(|l| !l.starts_with("content-length:")).collect::<Vec<_>>().join("\n"));
    }
    assert_eq!(found.len(), 1, "{found:#?}");
    for (login, password, words) in [("", OLD, "Enter your user name"), ("olga", "", "Enter your password")] {
        let page = sign_in(&mut house.client(), login, password).await;
        assert!(page.text().contains(words), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r15_r18_wrong_codes_are_counted_and_a_right_one_works_once() {
    let house = house().await;
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let seed = give_app(&house, id).await;
    let mut client = house.client();
    let mut page = sign_in(&mut client, "olga", OLD).await;
    for (typed, words) in [
        (String::new(), "Enter the code that your app shows"),
        ("12 34".to_owned(), "The code has six digits"),
        (wrong_code(&house, &seed), "This code is not right, or was used before"),
    ] {
        page = client.submit(&page, &[("code", &typed)]).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains(words), "{typed}: {}", page.text());
    }
    let right = code(&house, &seed);
    page = client.submit(&page, &[("code", &right)]).await;
    assert_eq!(page.url.path(), "/admin", "{}", page.text());
    // The same code again, in another browser: it was used.
    let mut other = house.client();
    let again = sign_in(&mut other, "olga", OLD).await;
    let again = other.submit(&again, &[("code", &right)]).await;
    assert_eq!(again.status, 422, "{}", again.text());
    assert!(again.text().contains("was used before"));
    // Five wrong ones end this proof.
    let mut third = house.client();
    let mut last = sign_in(&mut third, "olga", OLD).await;
    for _ in 0..5 {
        last = third.submit(&last, &[("code", &wrong_code(&house, &seed))]).await;
        assert_eq!(last.status, 422);
    }
    assert!(last.text().contains("one try too many"), "{}", last.text());
    assert!(house.count_events("session.proof-given", "failure").await >= 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_proves_much_is_not_stopped_and_who_guesses_is() {
    let house = house().await;
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let seed = give_app(&house, id).await;
    for n in 0..25 {
        house.clock.advance(STEP);
        let mut client = house.client();
        let page = sign_in(&mut client, "olga", OLD).await;
        let page = client.submit(&page, &[("code", &code(&house, &seed))]).await;
        assert_eq!(page.url.path(), "/admin", "{n}: {}", page.text());
    }
    let mut stopped = 0;
    for _ in 0..4 {
        let mut client = house.client();
        let mut page = sign_in(&mut client, "olga", OLD).await;
        for _ in 0..4 {
            if page.forms().iter().any(|form| form.fields.iter().any(|(name, _)| name == "code")) {
                page = client.submit(&page, &[("code", &wrong_code(&house, &seed))]).await;
                stopped += usize::from(page.status == 429);
            }
        }
    }
    assert!(stopped > 0, "ten wrong codes a day, N6");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r141_without_a_second_factor_there_is_no_way_in() {
    let house = house().await;
    // A phone and a mailbox do not count here.
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let mut client = house.client();
    let page = sign_in(&mut client, "olga", OLD).await;
    assert!(page.text().contains("A second proof is missing"), "{}", page.text());
    assert!(page.body.contains(&format!("href=\"{}/security-info\"", house.url)), "{}", page.body);
    for method in ["sms", "email", "pass", "app", "passkey"] {
        let csrf = page.field("csrf").unwrap();
        let answer = client.post_once("/admin/prove/way", &[("csrf", &csrf), ("method", method)]).await;
        assert!(answer.status == 400 || answer.header("location") == "/admin/prove", "{method}: {}", answer.status);
    }
    assert!(open(&mut client, "/admin").await.header("location").starts_with("/admin/prove"));
    assert!(house.messages().is_empty(), "nothing was sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_a_role_it_says_so_after_the_proof_and_not_before() {
    let house = house().await;
    let owner = house.person("olga").await;
    house.role_group(Role::Owner, &[owner]).await;
    let id = house.person("plain").await;
    let seed = give_app(&house, id).await;
    let mut client = house.client();
    let page = sign_in(&mut client, "plain", OLD).await;
    assert_eq!(page.url.path(), "/admin/prove", "as for everybody");
    let page = client.submit(&page, &[("code", &code(&house, &seed))]).await;
    assert_eq!(page.status, 403);
    assert!(page.text().contains("You have no role here"), "{}", page.text());
    let denied = house.events().await.into_iter().find(|event| event.kind == "console.denied").unwrap();
    assert_eq!((denied.account, denied.code), (Some(id), Some(79)));
    // Out again from there.
    let answer = client.submit_once(&page, &[]).await;
    assert_eq!(answer.header("location"), "/admin/sign-in?out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r145_a_demotion_and_a_disabled_account_count_at_the_next_request() {
    let house = house().await;
    let mut client = house.admin("olga", Some(Role::Owner)).await;
    let mut second = house.admin("omar", Some(Role::Owner)).await;
    assert_eq!(open(&mut client, "/admin/roles").await.status, 200);
    // Out of the group.
    house.sql("DELETE FROM embedded_members").await;
    let page = open(&mut client, "/admin/roles").await;
    assert_eq!(page.status, 403, "{}", page.text());
    // The group loses its role: the same.
    let id = house.person("pia").await;
    house.role_group(Role::PolicyAdmin, &[id]).await;
    let mut third = house.in_console(id).await;
    assert_eq!(open(&mut third, "/admin").await.status, 200);
    house.sql("DELETE FROM role_bindings WHERE role = 'policy-admin'").await;
    assert_eq!(open(&mut third, "/admin").await.status, 403);
    // Disabled in the directory: the session is over.
    house.sql("UPDATE embedded_accounts SET disabled = 1").await;
    assert!(open(&mut second, "/admin").await.header("location").starts_with("/admin/sign-in"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_group_that_is_gone_gives_nothing_and_the_others_count() {
    let house = house().await;
    let mut client = house.admin("olga", Some(Role::HelpDesk)).await;
    let mut tx = house.app.core.store.begin().await.unwrap();
    tx.bind_role(house.app.core.tenant, Role::Owner, "No such group", None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(open(&mut client, "/admin").await.status, 200);
    assert_eq!(open(&mut client, "/admin/roles").await.status, 403);
    // Compared with others too: what is certainly not there has no members.
    let id = house.person("somebody").await;
    let roles = latchkey::flows::admin::roles_of(&house.app.core, house.app.directory.as_ref(), id).await;
    assert!(roles.as_ref().is_ok_and(|roles| roles.is_empty()), "{roles:?}");
    house.directory.behave(|behaviour| behaviour.down = true);
    let page = open(&mut client, "/admin").await;
    assert_eq!(page.status, 503, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r143_a_dangerous_act_asks_again_after_five_minutes() {
    let house = house().await;
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let seed = give_app(&house, id).await;
    let mut client = house.in_console(id).await;
    house.clock.advance(5 * MINUTE - SECOND);
    assert_eq!(open(&mut client, "/admin/roles/add").await.status, 200, "4:59");
    house.clock.advance(2 * SECOND);
    let answer = open(&mut client, "/admin/roles/add").await;
    assert_eq!(answer.header("location"), "/admin/prove?next=%2Fadmin%2Froles%2Fadd", "5:01");
    assert_eq!(open(&mut client, "/admin/roles").await.status, 200, "to look is not dangerous");
    // The form itself too, and it leads back to its page.
    let page = client.get("/admin").await;
    let csrf = page.field("csrf").unwrap();
    let fields = [("csrf", csrf.as_str()), ("role", "auditor"), ("group", "Console owner")];
    let answer = client.post_once("/admin/roles/add", &fields).await;
    assert_eq!(answer.header("location"), "/admin/prove?next=%2Fadmin%2Froles%2Fadd");
    assert_eq!(house.count_events("role.granted", "success").await, 0);
    let page = client.get("/admin/prove?next=%2Fadmin%2Froles%2Fadd").await;
    assert!(page.text().contains("Show that it is still you"), "{}", page.text());
    let old = client.cookies["ra"].clone();
    let page = client.submit(&page, &[("code", &code(&house, &seed))]).await;
    assert_eq!(page.url.path(), "/admin/roles/add", "{}", page.text());
    assert_ne!(client.cookies["ra"], old, "R56");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r60_a_session_of_the_console_ends_after_15_idle_minutes_and_8_hours() {
    let house = house().await;
    let mut client = house.admin("olga", Some(Role::Owner)).await;
    house.clock.advance(15 * MINUTE - SECOND);
    assert_eq!(open(&mut client, "/admin").await.status, 200);
    house.clock.advance(15 * MINUTE);
    assert!(open(&mut client, "/admin").await.header("location").starts_with("/admin/sign-in"));
    let page = client.get("/admin").await;
    assert!(page.text().contains("You were signed out"), "{}", page.text());
    let mut busy = house.admin("omar", Some(Role::Owner)).await;
    for n in 1..48 {
        house.clock.advance(10 * MINUTE);
        assert_eq!(open(&mut busy, "/admin").await.status, 200, "after {} minutes", 10 * n);
    }
    house.clock.advance(10 * MINUTE);
    assert!(open(&mut busy, "/admin").await.header("location").starts_with("/admin/sign-in"), "8 hours");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r67_r146_neither_cookie_opens_the_other_area() {
    let house = house().await;
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let mut admin = house.in_console(id).await;
    assert_eq!(open(&mut admin, "/admin").await.status, 200);
    let console = admin.cookies["ra"].clone();
    let people = crate::devices::sign_in(&house, id).await;
    // In the other's name, and both under both names.
    let mut swapped = house.client();
    swapped.cookies.insert("ra".into(), people.clone());
    swapped.cookies.insert("rs".into(), console.clone());
    assert!(open(&mut swapped, "/admin").await.header("location").starts_with("/admin/sign-in"));
    assert_eq!(open(&mut swapped, "/security-info").await.header("location"), "/sign-in");
    assert_eq!(open(&mut swapped, "/sign-in").await.status, 200, "and no circle");
    // A form token of one is none of the other.
    let page = admin.get("/admin").await;
    let csrf = page.field("csrf").unwrap();
    let mut person = house.client();
    person.cookies.insert("rs".into(), people);
    person.cookies.insert("ra".into(), console);
    let answer = person.post_once("/security-info/sign-out", &[("csrf", &csrf)]).await;
    assert_eq!(answer.status, 403);
    let page = person.get("/security-info").await;
    let answer = person.post_once("/admin/sign-out", &[("csrf", &page.field("csrf").unwrap())]).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_from_elsewhere_does_not_end_the_session() {
    let house = house().await;
    let owner = house.person("olga").await;
    house.role_group(Role::Owner, &[owner]).await;
    // The browser keeps a Strict cookie back.
    for path in ["/admin/roles", "/admin/sign-in"] {
        let mut client = house.client();
        let page = client.send(Method::GET, path, None, "cross-site").await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains("You followed a link"), "{}", page.text());
        assert!(page.body.contains(&format!("href=\"{path}\"")), "{}", page.body);
        assert!(client.cookies.is_empty(), "nothing takes the session's place");
    }
}
