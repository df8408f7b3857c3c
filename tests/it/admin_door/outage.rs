//! The console while no directory server answers (R145): who was in, for how long, and for what; everybody else is out.

use std::time::Duration;

use latchkey::{
    domain::{
        account::{AccountId, AccountState},
        role::{Right, Role},
    },
    web::{
        routes::{Access, Verb},
        table::table,
    },
};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use super::{code, give_app, house, sign_in};
use crate::harness::{
    app::{House, OLD},
    http::{Client, Page},
};

const MINUTE: Duration = Duration::from_secs(60);
const SWITCH: &str = "/admin/policy/switch";
const BANNER: &str = "The directory does not answer.";

async fn open(client: &mut Client, path: &str) -> Page {
    client.send(Method::GET, path, None, "same-origin").await
}

fn down(house: &House, down: bool) {
    house.directory.behave(|behaviour| behaviour.down = down);
}

async fn writes(house: &House) -> bool {
    latchkey::flows::admin::policy::current(&house.app.core).await.unwrap().1.shared.writeback
}

/// Somebody in the console whom the directory has confirmed a moment ago.
async fn confirmed(house: &House, login: &str, role: Role) -> (AccountId, Client) {
    let id = house.person(login).await;
    house.role_group(role, &[id]).await;
    let mut client = house.in_console(id).await;
    assert_eq!(open(&mut client, "/admin").await.status, StatusCode::OK);
    (id, client)
}

/// A path that fits a pattern, with ids that nobody has.
fn path_of(pattern: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { Uuid::now_v7().to_string() } else { part.to_owned() };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r145_in_an_outage_who_was_in_looks_and_stops_all_resets_and_nobody_else_does_anything() {
    let house = house().await;
    let (_, mut olga) = confirmed(&house, "olga", Role::Owner).await;
    let (_, mut paula) = confirmed(&house, "paula", Role::PolicyAdmin).await;
    let mut others = Vec::new();
    for (login, role) in [("hilda", Role::HelpDesk), ("audrey", Role::Auditor)] {
        others.push(confirmed(&house, login, role).await.1);
    }
    // In, and never confirmed: the sign-in ended just before.
    let late = house.person("late").await;
    house.role_group(Role::Owner, &[late]).await;
    others.push(house.in_console(late).await);
    // At the second factor.
    let mut halfway = house.client();
    let cookie = house.console_session(late, false).await;
    halfway.cookies.insert("ra".into(), cookie.expose().to_owned());
    assert!(open(&mut olga, "/admin").await.text().contains("Roles") && writes(&house).await);

    down(&house, true);
    for client in &mut others {
        let page = open(client, "/admin").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.text());
        assert!(!page.text().contains(BANNER) && page.text().contains("latchkey policy switch off"), "{}", page.text());
    }
    assert_eq!(open(&mut halfway, "/admin").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(open(&mut halfway, "/admin/prove").await.status, StatusCode::SERVICE_UNAVAILABLE);
    let mut stranger = house.client();
    let page = sign_in(&mut stranger, "olga", OLD).await;
    assert!(page.status.is_server_error() || page.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    assert!(open(&mut stranger, "/admin").await.status != StatusCode::OK, "nobody new gets in");

    let page = open(&mut olga, "/admin").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(BANNER) && page.text().contains("stop all resets"), "{}", page.text());
    assert!(!page.body.contains("href=\"/admin/roles\"") && !page.body.contains("href=\"/admin/requests\""));
    assert!(page.body.contains("href=\"/admin/audit\""), "what looks is still there");

    // Every route: looking goes on, the switch goes on, nothing else does.
    let before = (house.row_counts().await, house.count_events("policy.changed", "success").await);
    let token = page.field("csrf").expect("the form to sign out");
    for entry in table(false).entries() {
        let Access::Console(right) = entry.access else { continue };
        let (path, place) = (path_of(entry.pattern), format!("{:?} {}", entry.verb, entry.pattern));
        let answer = match entry.verb {
            Verb::Read => open(&mut olga, &path).await,
            Verb::Post => olga.post_once(&path, &[("csrf", &token)]).await,
        };
        let looks = entry.verb == Verb::Read && right.lasts_in_outage() && entry.pattern != "/admin/reports/file";
        let refused = answer.text().contains("Not while the directory does not answer");
        assert_eq!(refused, !(looks || right == Right::StopResets), "{place}: {}", answer.text());
        assert!(!refused || answer.status == StatusCode::SERVICE_UNAVAILABLE, "{place}: {}", answer.status);
    }
    let counts = house.row_counts().await;
    for (name, rows) in &before.0 {
        // Refusals are written down.
        assert!(counts[name] == *rows || name.starts_with("audit_") || name.starts_with("limit"), "{name}");
    }
    assert_eq!(house.count_events("policy.changed", "success").await, before.1);
    assert!(house.count_events("console.denied", "failure").await > 20);
    assert!(writes(&house).await);

    // The kill switch, off and not on again.
    let page = open(&mut paula, SWITCH).await;
    let done = paula.submit(&page, &[("writeback", "off")]).await;
    assert_eq!(done.url.path(), "/admin/policy", "{}", done.text());
    assert!(!writes(&house).await);
    let page = open(&mut paula, SWITCH).await;
    assert!(page.text().contains("You can let them run again when the directory answers"), "{}", page.text());
    let (token, base) = (page.field("csrf").expect("a form"), "1");
    let on = [("csrf", token.as_str()), ("base", base), ("writeback", "on")];
    let refused = paula.post_once(SWITCH, &on).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text());
    assert!(!writes(&house).await);
    let events = house.events().await;
    let changed = events.iter().find(|event| event.kind == "policy.changed").expect("an event");
    assert_eq!(changed.detail["outage"], "yes");
    assert_eq!(changed.personal.as_ref().unwrap().actor.as_deref(), Some("paula"));
    let noted: Vec<_> = events.iter().filter(|event| event.kind == "console.outage").collect();
    assert_eq!(noted.len(), 2, "once for each who goes on");
    assert!(noted.iter().any(|event| event.detail["roles"] == "owner"));

    // The directory is back: everything is as it was, and a second outage is noted anew.
    down(&house, false);
    let page = open(&mut paula, SWITCH).await;
    assert!(!page.text().contains(BANNER), "{}", page.text());
    let done = paula.submit(&page, &[("writeback", "on")]).await;
    assert_eq!(done.url.path(), "/admin/policy", "{}", done.text());
    assert!(writes(&house).await);
    assert_eq!(open(&mut olga, "/admin/roles").await.status, StatusCode::OK);
    down(&house, true);
    assert!(open(&mut olga, "/admin").await.text().contains(BANNER));
    assert_eq!(house.count_events("console.outage", "success").await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r145_fifteen_minutes_after_its_last_word_it_is_over() {
    let house = house().await;
    let (_, mut olga) = confirmed(&house, "olga", Role::Owner).await;
    house.clock.advance(5 * MINUTE);
    assert_eq!(open(&mut olga, "/admin").await.status, StatusCode::OK, "the last word");
    down(&house, true);
    for minutes in [7, 7] {
        house.clock.advance(minutes * MINUTE);
        assert!(open(&mut olga, "/admin").await.text().contains(BANNER));
    }
    house.clock.advance(MINUTE);
    let page = open(&mut olga, "/admin").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "looking at pages lengthens nothing");
    assert!(!page.text().contains(BANNER));
    assert_eq!(open(&mut olga, SWITCH).await.status, StatusCode::SERVICE_UNAVAILABLE);
    down(&house, false);
    assert_eq!(open(&mut olga, "/admin/roles").await.status, StatusCode::OK);
    // A clock that went back makes no word younger (R60).
    down(&house, true);
    house.clock.set(latchkey::domain::time::Clock::now(house.clock.as_ref()).before(MINUTE));
    assert_ne!(open(&mut olga, "/admin").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r145_the_directorys_no_is_its_last_word_for_every_session_of_the_account() {
    let house = house().await;
    let (id, mut olga) = confirmed(&house, "olga", Role::Owner).await;
    let mut elsewhere = house.in_console(id).await;
    assert_eq!(open(&mut elsewhere, "/admin").await.status, StatusCode::OK);
    let (gone, mut omar) = confirmed(&house, "omar", Role::PolicyAdmin).await;
    let mut omar_elsewhere = house.in_console(gone).await;
    assert_eq!(open(&mut omar_elsewhere, "/admin").await.status, StatusCode::OK);
    // Disabled, and out of the group: each seen by one of two sessions.
    let disabled = AccountState { disabled: true, ..AccountState::default() };
    house.directory.behave(|behaviour| drop(behaviour.states.insert(gone, disabled)));
    assert!(open(&mut omar, "/admin").await.header("location").starts_with("/admin/sign-in"));
    house.sql("DELETE FROM embedded_members").await;
    assert_eq!(open(&mut olga, "/admin").await.status, StatusCode::FORBIDDEN);
    down(&house, true);
    for client in [&mut olga, &mut elsewhere, &mut omar_elsewhere] {
        assert_eq!(open(client, "/admin").await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(house.count_events("console.outage", "success").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r145_roles_taken_and_accounts_frozen_in_an_outage_count_at_once() {
    let house = house().await;
    let (_, mut olga) = confirmed(&house, "olga", Role::Owner).await;
    let (frozen, mut paula) = confirmed(&house, "paula", Role::PolicyAdmin).await;
    down(&house, true);
    for client in [&mut olga, &mut paula] {
        assert_eq!(open(client, "/admin").await.status, StatusCode::OK);
    }
    // At the machine the group loses its role.
    house.sql("DELETE FROM role_bindings WHERE role = 'owner'").await;
    assert_eq!(open(&mut olga, "/admin").await.status, StatusCode::SERVICE_UNAVAILABLE);
    let core = &house.app.core;
    let mut tx = core.store.begin().await.unwrap();
    let mut person = tx.person(core.tenant, frozen).await.unwrap();
    person.frozen_at = Some(core.now());
    tx.save_person(core.tenant, &person).await.unwrap();
    tx.commit().await.unwrap();
    assert!(open(&mut paula, "/admin").await.header("location").starts_with("/admin/sign-in"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r143_the_switch_asks_for_a_proof_of_the_last_minutes_in_an_outage_too() {
    let house = house().await;
    let (id, mut olga) = confirmed(&house, "olga", Role::Owner).await;
    let seed = give_app(&house, id).await;
    house.clock.advance(6 * MINUTE);
    assert_eq!(open(&mut olga, "/admin").await.status, StatusCode::OK);
    down(&house, true);
    let page = open(&mut olga, SWITCH).await;
    let asked = olga.submit(&page, &[("writeback", "off")]).await;
    assert_eq!(asked.url.path(), "/admin/prove", "{}", asked.text());
    assert!(writes(&house).await);
    let page = olga.submit(&asked, &[("code", &code(&house, &seed))]).await;
    assert_eq!(page.url.path(), SWITCH, "{}", page.text());
    assert!(page.text().contains(BANNER), "{}", page.text());
    olga.submit(&page, &[("writeback", "off")]).await;
    assert!(!writes(&house).await);
    // The proof made nothing longer.
    house.clock.advance(14 * MINUTE);
    assert_eq!(open(&mut olga, "/admin").await.status, StatusCode::OK);
    house.clock.advance(MINUTE);
    assert_eq!(open(&mut olga, "/admin").await.status, StatusCode::SERVICE_UNAVAILABLE);
}
