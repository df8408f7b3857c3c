//! A help desk that is limited to one part of the directory (R140), and what changes of it (R145): every route with a
//! person of the part and with one of another, what it lists, who is in several groups, how such a role is given.

use std::collections::BTreeSet;

use latchkey::{
    directory::Found,
    domain::{account::AccountId, dn::Place, identifier::LoginName, role::Role},
    web::{
        routes::{Access, Verb},
        table::table,
    },
};
use regex::Regex;
use reqwest::StatusCode;
use uuid::Uuid;

use super::{house, matrix::of_one};
use crate::harness::{
    app::{House, Options},
    http::{Client, Page},
};

const PARIS: &str = "OU=Paris,OU=People,DC=contoso,DC=test";
const LYON: &str = "OU=Lyon,OU=People,DC=contoso,DC=test";

/// Somebody in a part of the directory.
async fn person_in(house: &House, login: &str, place: &str) -> AccountId {
    let id = house.person(login).await;
    moved(house, id, login, place);
    id
}

fn moved(house: &House, id: AccountId, login: &str, place: &str) {
    house.directory.behave(|b| drop(b.locations.insert(id, format!("CN={login},{place}"))));
}

async fn asked(house: &House, login: &str) {
    let mut client = house.client();
    let page = client.get("/help").await;
    let page = client.submit(&page, &[("login", login), ("note", "New phone")]).await;
    assert_eq!(page.url.path(), "/help/sent", "{}", page.text());
}

fn page_of(id: AccountId) -> String {
    format!("/admin/people/{}", id.0)
}

async fn csrf(client: &mut Client) -> String {
    client.get("/admin/people").await.field("csrf").expect("a page of the console")
}

/// What a page says, but for what is new each time.
fn said(page: &Page) -> String {
    let changing = Regex::new(r"\b([0-9A-Z]{4}-[0-9A-Z]{4}|[0-9a-f]{8}-[0-9a-f-]{27})\b").unwrap();
    changing.replace_all(&page.text(), "*").into_owned()
}

/// What each route of one person, or of one request, takes to be tried: more of its address, and its fields.
fn tried(verb: Verb, pattern: &str) -> (&'static str, Vec<(&'static str, &'static str)>) {
    match (verb, pattern.rsplit('/').next().unwrap_or_default()) {
        (Verb::Read, "{id}" | "caller" | "pass") => ("", vec![]),
        (Verb::Read, "act") => ("?do=register", vec![]),
        (Verb::Post, "reveal" | "clear" | "close") => ("", vec![]),
        (Verb::Post, "act") => ("", vec![("do", "register")]),
        (Verb::Post, "caller") => ("", vec![("contact", "sms-0000000000000000")]),
        (Verb::Post, "code") => ("", vec![("code", "123456")]),
        (Verb::Post, "pass") => ("", vec![("minutes", "60"), ("reason", "Stands at my desk")]),
        (Verb::Post, "answer") => ("", vec![("text", "Come by.")]),
        _ => panic!("{verb:?} {pattern} is new: say what it takes, so that it is tried with people elsewhere"),
    }
}

async fn ask(client: &mut Client, verb: Verb, pattern: &str, id: Uuid) -> Page {
    let (query, fields) = tried(verb, pattern);
    let path = format!("{}{query}", pattern.replace("{id}", &id.to_string()));
    match verb {
        Verb::Read => client.send(reqwest::Method::GET, &path, None, "same-origin").await,
        Verb::Post => {
            let csrf = csrf(client).await;
            let all: Vec<(&str, &str)> = [("csrf", csrf.as_str())].into_iter().chain(fields).collect();
            client.post_once(&path, &all).await
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r140_every_route_of_one_person_with_the_help_desk_of_their_part_and_of_another() {
    let house = house().await;
    let alice = person_in(&house, "alice", &format!("OU=Sales,{PARIS}")).await;
    asked(&house, "alice").await;
    let request = Uuid::parse_str(&house.texts("SELECT lower(hex(id)) FROM help_requests").await[0]).unwrap();
    let mut desks = [
        ("everybody's", true, house.admin("all", Some(Role::HelpDesk)).await),
        ("their part's", true, house.help_desk_of("paris", &[PARIS]).await),
        ("another part's", false, house.help_desk_of("lyon", &[LYON]).await),
        ("a namesake's", false, house.help_desk_of("other", &["OU=Paris,OU=Old,DC=contoso,DC=test"]).await),
    ];
    let changed = async || {
        let ours = ["console.denied", "signed-in", "session.started"];
        house.events().await.iter().filter(|event| !ours.contains(&event.kind.as_str())).count()
    };
    let (mut people, mut requests) = (0, 0);
    for entry in table(false).entries() {
        let Access::Console(right) = entry.access else { continue };
        let place = format!("{:?} {}", entry.verb, entry.pattern);
        let of_one = of_one(entry);
        for (desk, ours, client) in &mut desks {
            if of_one {
                let id = if entry.pattern.starts_with("/admin/people/") { alice.0 } else { request };
                let before = changed().await;
                let page = ask(client, entry.verb, entry.pattern, id).await;
                if *ours {
                    let fine = page.status.is_success() || page.status == StatusCode::SEE_OTHER;
                    assert!(
                        fine || page.status == StatusCode::UNPROCESSABLE_ENTITY,
                        "{place}: {desk}: {}",
                        page.text()
                    );
                } else {
                    assert_eq!(page.status, StatusCode::NOT_FOUND, "{place}: {desk}: {}", page.text());
                    let nobody = ask(client, entry.verb, entry.pattern, Uuid::now_v7()).await;
                    assert_eq!((said(&page), page.status), (said(&nobody), nobody.status), "{place}: {desk}");
                    assert!(!page.body.contains("alice"), "{place}: {desk}: {}", page.text());
                    assert_eq!(changed().await, before, "{place}: {desk}: something was done");
                }
                continue;
            }
            // What is of nobody in particular: only what does not list or count everybody.
            if *desk == "everybody's" || entry.pattern == "/admin" {
                continue;
            }
            let path = entry.pattern.split('/').map(|part| match part.starts_with('{') {
                true => Uuid::now_v7().to_string(),
                false => part.to_owned(),
            });
            let path = path.collect::<Vec<_>>().join("/");
            let page = match entry.verb {
                Verb::Read => client.send(reqwest::Method::GET, &path, None, "same-origin").await,
                Verb::Post => {
                    let csrf = csrf(client).await;
                    client.post_once(&path, &[("csrf", &csrf)]).await
                }
            };
            let may = Role::HelpDesk.may(right) && right.lasts_in_a_part();
            assert_eq!(page.status != StatusCode::FORBIDDEN, may, "{place}: {desk}: {}", page.text());
            assert!(!page.status.is_server_error(), "{place}: {desk}: {}", page.text());
        }
        people += usize::from(of_one && entry.pattern.starts_with("/admin/people/"));
        requests += usize::from(of_one && entry.pattern.starts_with("/admin/requests/"));
    }
    assert!(people >= 10 && requests == 3, "{people} routes of people, {requests} of requests");
    // The overview counts everybody: who arrives there begins with the people of the part.
    let (_, _, client) = &mut desks[1];
    assert_eq!(client.get("/admin").await.url.path(), "/admin/people");
    for hidden in ["/admin/alarms", "/admin/directory", "/admin/reports"] {
        assert!(!client.get("/admin/people").await.body.contains(&format!("href=\"{hidden}\"")), "{hidden}");
        assert_eq!(client.get(hidden).await.status, StatusCode::FORBIDDEN, "{hidden}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r145_a_limit_counts_at_the_next_request_and_who_moves_is_out_of_reach_at_once() {
    for postgres in [false, true] {
        let house = House::with(Options { policy: super::policy(), postgres, ..Options::default() }).await;
        let core = &house.app.core;
        let (alice, bob) = (person_in(&house, "alice", PARIS).await, person_in(&house, "bob", LYON).await);
        let mut hugo = house.help_desk_of("hugo", &[PARIS]).await;
        let group = "Desk hugo";
        let bind = async |place: Option<&str>| {
            let mut tx = core.store.begin().await.unwrap();
            let place = place.map(|place| Place::parse(place).unwrap());
            tx.bind_role(core.tenant, Role::HelpDesk, group, place.as_ref()).await.unwrap();
            tx.commit().await.unwrap();
        };
        let unbind = async |place: Option<&str>| {
            let mut tx = core.store.begin().await.unwrap();
            let place = place.map(|place| Place::parse(place).unwrap());
            let none = BTreeSet::new();
            tx.unbind_role(core.tenant, (Role::HelpDesk, group), place.as_ref(), &none).await.unwrap();
            tx.commit().await.unwrap();
        };
        let seen = async |client: &mut Client| {
            let (alice, bob) = (client.get(&page_of(alice)).await.status, client.get(&page_of(bob)).await.status);
            (alice.as_u16(), bob.as_u16())
        };
        assert_eq!(seen(&mut hugo).await, (200, 404));
        // Who moves, while the page is open.
        let page = hugo.get(&format!("{}/act?do=register", page_of(alice))).await;
        assert_eq!(page.status, 200);
        moved(&house, alice, "alice", LYON);
        let done = hugo.submit(&page, &[("do", "register")]).await;
        assert_eq!(done.status, 404, "{}", done.text());
        assert_eq!(house.number("SELECT count(*) FROM people WHERE must_register").await, 0);
        assert_eq!(seen(&mut hugo).await, (404, 404));
        let denied = house.events().await.into_iter().rfind(|event| event.kind == "console.denied").unwrap();
        assert_eq!(denied.detail["why"], "scope");
        assert!([alice, bob].map(Some).contains(&denied.account) && denied.detail.get("agent").is_some());
        moved(&house, alice, "alice", &PARIS.to_lowercase());
        assert_eq!(seen(&mut hugo).await, (200, 404));
        // The limit is another one; then both; then none; then there is no role.
        bind(Some(LYON)).await;
        assert_eq!(seen(&mut hugo).await, (200, 200));
        unbind(Some("ou=paris, ou=people, dc=contoso, dc=test")).await;
        assert_eq!(seen(&mut hugo).await, (404, 200));
        bind(None).await;
        assert_eq!(
            (seen(&mut hugo).await, hugo.get("/admin").await.url.path().to_owned()),
            ((200, 200), "/admin".into())
        );
        unbind(None).await;
        assert_eq!(seen(&mut hugo).await, (404, 200));
        assert_eq!(hugo.get("/admin").await.url.path(), "/admin/people");
        unbind(Some(LYON)).await;
        assert_eq!(seen(&mut hugo).await, (403, 403));
        // Whose place nobody can tell is in no part.
        bind(Some(PARIS)).await;
        house.directory.behave(|b| drop(b.locations.remove(&alice)));
        assert_eq!(seen(&mut hugo).await, (404, 404));
        house.directory.behave(|b| b.down = true);
        assert_eq!(hugo.get(&page_of(alice)).await.status, 503);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r140_the_queue_shows_the_requests_of_people_in_reach_and_of_nobody_unknown() {
    let house = house().await;
    let (alice, _) = (person_in(&house, "alice", PARIS).await, person_in(&house, "bob", LYON).await);
    for login in ["bob", "nobody-at-all", "alice", "CONTOSO\\ALICE"] {
        asked(&house, login).await;
        house.clock.advance(std::time::Duration::from_secs(61));
    }
    let mut paris = house.help_desk_of("paris", &[PARIS]).await;
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let text = paris.get("/admin/requests").await.text();
    assert!(text.contains("alice") && text.contains("CONTOSO\\ALICE"), "{text}");
    assert!(!text.contains("bob") && !text.contains("nobody") && !text.contains("wait for an answer"), "{text}");
    assert!(text.contains("You help people in this part of the directory") && text.contains(PARIS), "{text}");
    assert!(owner.get("/admin/requests").await.text().contains("4 people wait"));
    // An answer to one of them; then she moves, and it is no longer there.
    let page = paris.get("/admin/requests").await;
    let link = page.body.split("href=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let link = link.into_iter().find(|href| href.starts_with("/admin/requests/")).unwrap().to_owned();
    let open = paris.get(&link).await;
    assert_eq!(open.status, 200);
    let csrf = open.field("csrf").unwrap();
    moved(&house, alice, "alice", LYON);
    assert_eq!(paris.post(&format!("{link}/answer"), &[("csrf", &csrf), ("text", "Come by.")]).await.status, 404);
    assert_eq!(paris.post(&format!("{link}/close"), &[("csrf", &csrf)]).await.status, 404);
    assert!(paris.get("/admin/requests").await.text().contains("No open request"), "nothing is left");
    house.directory.behave(|b| b.down = true);
    assert_eq!(paris.get(&link).await.status, 503, "what can not be told is not shown");
    house.directory.behave(|b| b.down = false);
    moved(&house, alice, "alice", PARIS);
    let page = paris.post(&format!("{link}/answer"), &[("csrf", &csrf), ("text", "Come by.")]).await;
    assert!(page.text().contains("The answer is on its way"), "{}", page.text());
    // A long queue of others: the pages lead through it.
    for n in 0..120 {
        asked(&house, &format!("stranger{n}")).await;
    }
    asked(&house, "alice").await;
    let (mut found, mut path) = (0, "/admin/requests".to_owned());
    for _ in 0..9 {
        let page = paris.get(&path).await;
        assert!(!page.text().contains("stranger"), "{}", page.text());
        found += page.body.matches("<tr><th scope=\"row\">").count();
        let hrefs = page.body.split("href=\"").map(|rest| rest.split('"').next().unwrap_or_default());
        let Some(next) = hrefs.into_iter().find(|href| href.contains("after=")) else { break };
        path = next.replace("&amp;", "&").replace("&#x2F;", "/");
    }
    assert_eq!(found, 2, "one is answered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r140_another_role_shows_more_and_lets_nobody_do_more() {
    let house = house().await;
    let (alice, bob) = (person_in(&house, "alice", PARIS).await, person_in(&house, "bob", LYON).await);
    let mut anna = house.help_desk_of("anna", &[PARIS]).await;
    let name = LoginName::parse("anna").unwrap();
    let Found::One(own) = house.app.directory.find(&name).await.unwrap() else { panic!("anna is there") };
    house.role_group(Role::Auditor, &[own.id]).await;
    let page = anna.get(&page_of(bob)).await;
    assert_eq!(page.status, 200, "an auditor sees everybody");
    assert!(page.text().contains("not in the part of the directory that you help in"), "{}", page.text());
    assert!(!page.body.contains("/reveal\"") && !page.body.contains("act?do="), "{}", page.body);
    let own = anna.get(&page_of(alice)).await;
    assert!(own.body.contains("/reveal\"") && own.body.contains("act?do=register"), "{}", own.body);
    let csrf = csrf(&mut anna).await;
    let refused = anna.post(&format!("{}/act", page_of(bob)), &[("csrf", &csrf), ("do", "register")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("not in the part of the directory"), "{}", refused.text());
    let hidden = anna.post(&format!("{}/reveal", page_of(bob)), &[("csrf", &csrf)]).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert!(!hidden.text().contains("bob@home.test"));
    assert_eq!(anna.get("/admin").await.url.path(), "/admin", "and the overview");
    assert_eq!(house.number("SELECT count(*) FROM people WHERE must_register").await, 0);
}

async fn give(client: &mut Client, role: &str, group: &str, scope: &str) -> Page {
    let csrf = client.get("/admin/roles/add").await.field("csrf").unwrap();
    let fields = [
        ("csrf", csrf.as_str()),
        ("role", role),
        ("group", group),
        ("scope", scope),
        ("find-group", ""),
        ("do", "give"),
    ];
    client.post("/admin/roles/add", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r140_an_owner_limits_the_help_desk_and_nobody_else() {
    let house = house().await;
    house.directory.behave(|b| b.places = [PARIS.to_owned(), LYON.to_owned()].into());
    house.group("Service desk", &[], &[]).await;
    let mut olga = house.admin("olga", Some(Role::Owner)).await;
    for role in ["owner", "policy-admin", "auditor"] {
        let page = give(&mut olga, role, "Service desk", PARIS).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains("Only the help desk can be limited"), "{role}: {}", page.text());
        assert!(page.body.contains(&format!("value=\"{PARIS}\"")), "what was typed stays: {}", page.body);
    }
    for odd in ["OU=Nowhere,DC=contoso,DC=test", "Paris", "=", "OU=Paris\u{7}", &"OU=x,".repeat(200)] {
        let page = give(&mut olga, "help-desk", "Service desk", odd).await;
        assert_eq!(page.status, 422, "{odd}: {}", page.text());
        assert!(page.text().contains("no part of this name"), "{odd}: {}", page.text());
    }
    let page = give(&mut olga, "help-desk", "Service desk", " ou=paris, ou=PEOPLE,dc=contoso,dc=test ").await;
    assert!(page.text().contains("The role is given") && page.text().contains(PARIS), "{}", page.text());
    assert!(page.text().contains("Only people in"), "{}", page.text());
    let page = give(&mut olga, "help-desk", "Service desk", PARIS).await;
    assert!(page.text().contains("has this role already"), "{}", page.text());
    assert!(give(&mut olga, "help-desk", "Service desk", LYON).await.text().contains("The role is given"));
    assert!(give(&mut olga, "help-desk", "Service desk", "").await.text().contains("The role is given"));
    let events = house.events().await;
    let scopes: Vec<_> = events.iter().filter(|e| e.kind == "role.granted").map(|e| e.detail.get("scope")).collect();
    assert_eq!(scopes.iter().map(|s| s.and_then(|s| s.as_str())).collect::<Vec<_>>(), [Some(PARIS), Some(LYON), None]);
    assert!(olga.get("/admin/audit").await.text().contains("Only in"), "the log says so");
    // One of the three goes, the others stay.
    let page = olga.get("/admin/roles").await;
    let href = page.body.split("href=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let href: Vec<&str> = href.into_iter().filter(|href| href.contains("scope=")).collect();
    let lyon = href.iter().find(|href| href.contains("Lyon")).unwrap().replace("&amp;", "&").replace("&#x2F;", "/");
    let page = olga.get(&lyon).await;
    assert!(page.text().contains(LYON), "{}", page.text());
    let page = olga.submit(&page, &[("role", "help-desk"), ("group", "Service desk"), ("scope", LYON)]).await;
    assert!(page.text().contains("The role is taken away"), "{}", page.text());
    let left = house.app.core.store.role_bindings(house.app.core.tenant).await.unwrap();
    let left: Vec<_> =
        left.iter().filter(|b| b.role == Role::HelpDesk).map(|b| b.scope.as_ref().map(Place::as_str)).collect();
    assert_eq!(left, [None, Some(PARIS)]);
    let revoked = house.events().await.into_iter().rfind(|event| event.kind == "role.revoked").unwrap();
    assert_eq!(revoked.detail["scope"], LYON);
}

/// People are looked up in one place only: a handler that asked the directory itself would forget the limit.
#[test]
fn r140_only_one_file_of_the_console_looks_people_up() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let asks = Regex::new(r"directory\s*(?:\.as_ref\(\))?\s*\.(?:find|get)\(").unwrap();
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.join("flows/admin"), folder.join("web/admin")];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if asks.is_match(&std::fs::read_to_string(&path).unwrap()) {
                found.insert(path.strip_prefix(&folder).unwrap().display().to_string());
            }
        }
    }
    // Who acts (`outage`); the member that an owner names (`roles`); the command `latchkey explain` (`explain`).
    let known = ["flows/admin/explain.rs", "flows/admin/outage.rs", "flows/admin/reach.rs", "flows/admin/roles.rs"];
    assert_eq!(found, known.map(str::to_owned).into());
}
