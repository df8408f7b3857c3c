//! Every route of the console with everybody (R140): what is in no role's rights is refused, also with ids that do not
//! exist. The routes are the table's; `docs/roles.md` is made of it.

use std::collections::BTreeMap;

use latchkey::{
    domain::{
        dn::Place,
        role::{Grant, Right, Role, Roles},
    },
    web::{
        csrf,
        routes::{Access, Entry, Verb},
        table::table,
    },
};
use reqwest::StatusCode;
use uuid::Uuid;

use crate::harness::{
    app::House,
    http::{Client, Page},
};

/// Whether a route is about one person, or one request.
pub(super) fn of_one(entry: &Entry) -> bool {
    matches!(entry.access, Access::Console(_)) && (entry.pattern.ends_with("{id}") || entry.pattern.contains("{id}/"))
}

/// What begins with it belongs to the console.
const CONSOLE: &str = "/admin";

fn entries() -> Vec<Entry> {
    table(false).entries().iter().copied().filter(|entry| entry.pattern.starts_with(CONSOLE)).collect()
}

/// A path that fits a pattern, with ids that nobody has.
fn path_of(pattern: &str) -> String {
    let part = |part: &str| if part.starts_with('{') { Uuid::now_v7().to_string() } else { part.to_owned() };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[test]
fn r140_every_address_of_the_console_is_in_the_table_with_a_right_or_on_the_way_in() {
    let door: Vec<&str> = entries().iter().filter(|e| e.access == Access::Door).map(|e| e.pattern).collect();
    for pattern in &door {
        let known = ["/admin/sign-in", "/admin/sign-out", "/admin/prove", "/admin/setup"];
        assert!(known.iter().any(|known| pattern.starts_with(known)), "{pattern} has no right");
    }
    for entry in table(true).entries() {
        let console = entry.pattern.starts_with(CONSOLE);
        assert_eq!(entry.access != Access::People, console, "{}", entry.pattern);
        assert!(!console || csrf::purpose(entry.pattern) == "admin", "{}: another form token", entry.pattern);
        assert!(entry.verb == Verb::Read || !console || entry.needs_csrf, "{}: no form token", entry.pattern);
    }
}

/// One request, as one of our own pages would send it.
async fn ask(house: &House, client: &mut Client, entry: &Entry) -> Page {
    let path = path_of(entry.pattern);
    match entry.verb {
        Verb::Read => client.send(reqwest::Method::GET, &path, None, "same-origin").await,
        Verb::Post => {
            let token = form_token(house, client).await;
            client.post_once(&path, &[("csrf", &token)]).await
        }
    }
}

/// A form token that is good for the console's cookie of this browser; of the frame's own form, which every page has.
async fn form_token(house: &House, client: &mut Client) -> String {
    if !client.cookies.contains_key("ra") {
        client.get("/admin/sign-in").await;
    }
    let page = client.send(reqwest::Method::GET, "/admin", None, "same-origin").await;
    let _ = house;
    page.field("csrf").unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn r140_every_route_with_nobody_with_no_role_and_with_each_role() {
    let house = House::new().await;
    // Somebody else's password stands in each: as many people as there are roles, and one without any.
    let mut people: Vec<(String, Option<Role>, Client)> = vec![("none".into(), None, house.admin("none", None).await)];
    for role in Role::ALL {
        let name = format!("some-{role}");
        people.push((name.clone(), Some(role), house.admin(&name, Some(role)).await));
    }
    let mut walked = BTreeMap::new();
    for entry in entries() {
        let Access::Console(right) = entry.access else { continue };
        let place = format!("{:?} {}", entry.verb, entry.pattern);

        let mut nobody = house.client();
        let page = ask(&house, &mut nobody, &entry).await;
        match entry.verb {
            Verb::Read => {
                assert_eq!(page.status, StatusCode::SEE_OTHER, "{place}: nobody");
                assert!(page.header("location").starts_with("/admin/sign-in"), "{place}: nobody");
            }
            // Without a cookie of the console there is no good form token.
            Verb::Post => assert!(
                page.status == StatusCode::FORBIDDEN || page.header("location").starts_with("/admin/sign-in"),
                "{place}: nobody got {}",
                page.status
            ),
        }
        for (name, role, client) in &mut people {
            let page = ask(&house, client, &entry).await;
            let refused = page.status == StatusCode::FORBIDDEN;
            if role.is_some_and(|role| role.may(right)) {
                assert!(!refused, "{place}: {name} may, and was refused: {}", page.text());
                assert!(!page.status.is_server_error(), "{place}: {name}: {}", page.text());
                let away = page.header("location").starts_with("/admin/sign-in");
                assert!(!away, "{place}: {name} was sent to sign-in");
            } else {
                assert!(refused, "{place}: {name} may not, and got {}", page.status);
                let words = if role.is_some() { "Your role does not allow this" } else { "You have no role here" };
                assert!(page.text().contains(words), "{place}: {name}: {}", page.text());
            }
        }
        walked.insert(place, right);
    }
    assert_eq!(walked.len(), entries().iter().filter(|e| matches!(e.access, Access::Console(_))).count());
}

/// The page that people read.
fn roles_page() -> String {
    let mut page = String::from(
        "# Roles\n\nWho has which role says the directory: on the page *Roles* of the console an owner gives roles to \
         groups, and their members have them from the next request on. Whoever is in several groups has all their \
         roles.\n\nThis page is made of the sources by the test `roles_md_is_true`, and another test walks every route \
         with every role (R140).\n\n## Rights\n\n",
    );
    let tick = |yes: bool| if yes { "yes" } else { "" };
    page.push_str(
        "| right | owner | policy admin | help desk | auditor | help desk of a part |\n|---|---|---|---|---|---|\n",
    );
    let part = [Grant { role: Role::HelpDesk, scope: Place::parse("OU=Paris,DC=contoso,DC=com") }];
    let part = Roles::from_iter(part);
    for right in Right::ALL {
        let mut cells: Vec<&str> = Role::ALL.iter().map(|role| tick(role.may(right))).collect();
        let people = [Right::SeePeople, Right::RevealContacts, Right::HelpPeople].contains(&right);
        cells.push(if people && part.may(right) { "people there" } else { tick(part.may(right)) });
        page.push_str(&format!("| {} | {} |\n", right.meaning(), cells.join(" | ")));
    }
    page.push_str(
        "\nNobody acts on the account of somebody whose role stands as high as their own, or higher: owner, then policy \
         admin, then help desk and auditor, then people without a role.\n\n## A part of the directory\n\nThe help desk, \
         and no other role, can be given for one part of the directory: an OU, a container, a domain. Whoever has it so \
         reaches the people below that entry, wherever they are below it, as the directory has them at that moment: who moves \
         out is out of reach with the next request. Names are compared as the directory compares them, by whole parts and \
         without case. Several groups with several parts add up; a help desk for everybody is more than any part, and another \
         role keeps its own rights.\n\nEverybody else is as unknown to them as who is not there: not found by the search, no \
         page, no act, the same answer as for an id that nobody has (and the audit log has `console.denied` with the reason \
         `scope`). Of the requests for help they see those whose login name is one of their people's. They see nothing that \
         counts or lists the whole organisation: no overview (they begin with the search of people), no alarms, no scan of the \
         directory, no number of waiting requests. Whom a part holds the directory alone says; the embedded directory has no \
         parts.\n\nThe list of people is that of the last scan. After an update from a release without parts it is empty for \
         who is limited until the next scan begins; whole login names are found before.\n\n`latchkey admin grant help-desk \
         GROUP --scope DN` gives such a role, `revoke` with the same `--scope` takes it.\n\n## Routes\n\n| address | method | right \
         |\n|---|---|---|\n",
    );
    for entry in entries() {
        let method = if entry.verb == Verb::Read { "GET" } else { "POST" };
        let right = match entry.access {
            Access::Console(right) => right.meaning(),
            _ => "(the way in)",
        };
        page.push_str(&format!("| `{}` | {method} | {right} |\n", entry.pattern));
    }
    page.push_str(
        "\n## Routes of one person\n\nBy who is in the console as the help desk, and where the person is whom the address \
         names (of a request: who asked). A test tries each (R140).\n\n| address | method | of everybody | of their part | of \
         another part |\n|---|---|---|---|---|\n",
    );
    for entry in entries().into_iter().filter(of_one) {
        let method = if entry.verb == Verb::Read { "GET" } else { "POST" };
        page.push_str(&format!("| `{}` | {method} | yes | yes | 404 |\n", entry.pattern));
    }
    page
}

#[test]
fn roles_md_is_true() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/roles.md");
    let wanted = roles_page();
    if std::env::var_os("LATCHKEY_WRITE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let now = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        now == wanted,
        "docs/roles.md is stale; `LATCHKEY_WRITE=1 cargo test --test it -- roles_md_is_true` writes it"
    );
}
