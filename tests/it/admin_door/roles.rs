//! Giving and taking roles.

use latchkey::domain::role::Role;

use super::house;
use crate::harness::{app::House, http::Client};

async fn groups(house: &House, role: Role) -> Vec<String> {
    let all = house.app.core.store.role_bindings(house.app.core.tenant).await.unwrap();
    all.into_iter().filter(|binding| binding.role == role).map(|binding| binding.group).collect()
}

async fn add(client: &mut Client, role: &str, group: &str) -> crate::harness::http::Page {
    let csrf = client.get("/admin/roles/add").await.field("csrf").unwrap();
    let fields = [("csrf", csrf.as_str()), ("role", role), ("group", group), ("find-group", ""), ("do", "give")];
    client.post("/admin/roles/add", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_owner_gives_and_takes_roles_and_it_is_written_down() {
    let house = house().await;
    let mut client = house.admin("olga", Some(Role::Owner)).await;
    let helper = house.person("hugo").await;
    house.group("Service desk", &[helper], &[]).await;
    let mut hugo = house.in_console(helper).await;
    assert_eq!(hugo.get("/admin").await.status, 403);

    let page = add(&mut client, "help-desk", " Service desk ").await;
    assert_eq!(page.url.path(), "/admin/roles", "{}", page.text());
    assert!(page.text().contains("The role is given") && page.text().contains("Service desk"), "{}", page.text());
    assert_eq!(hugo.get("/admin").await.status, 200, "at the next request");

    for (role, group, words) in [
        ("help-desk", "Service desk", "has this role already"),
        ("help-desk", "", "Enter the name of a group"),
        ("help-desk", "No such group", "There is no group of this name"),
        ("", "Service desk", "Choose a role"),
        ("god", "Service desk", "Choose a role"),
    ] {
        let page = add(&mut client, role, group).await;
        assert_eq!(page.status, 422, "{role} {group}");
        assert!(page.text().contains(words), "{role} {group}: {}", page.text());
    }

    let page = client.get("/admin/roles/remove?role=help-desk&group=Service+desk").await;
    assert!(page.text().contains("Everybody in the group loses this role"), "{}", page.text());
    let page = client.submit(&page, &[("role", "help-desk"), ("group", "Service desk")]).await;
    assert!(page.text().contains("The role is taken away"), "{}", page.text());
    assert_eq!(hugo.get("/admin").await.status, 403, "at the next request");

    let events = house.events().await;
    for kind in ["role.granted", "role.revoked"] {
        let event = events.iter().find(|event| event.kind == kind).unwrap();
        assert_eq!(event.detail["role"], "help-desk");
        assert_eq!(event.detail["group"], "Service desk");
        assert_eq!(event.personal.as_ref().unwrap().actor.as_deref(), Some("olga"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_group_of_owners_stays() {
    let house = house().await;
    let mut client = house.admin("olga", Some(Role::Owner)).await;
    let page = client.get("/admin/roles").await;
    assert!(page.text().contains("The only group of owners stays"), "{}", page.text());
    let page = client.get("/admin/roles/remove?role=owner&group=Console+owner").await;
    assert!(page.text().contains("You are in this group"), "{}", page.text());
    let page = client.submit(&page, &[("role", "owner"), ("group", "Console owner")]).await;
    assert!(page.text().contains("Nothing was changed"), "{}", page.text());
    assert_eq!(groups(&house, Role::Owner).await, ["Console owner"]);
    // With a second one it goes.
    house.group("Others", &[], &[]).await;
    add(&mut client, "owner", "Others").await;
    let page = client.get("/admin/roles/remove?role=owner&group=Console+owner").await;
    client.submit(&page, &[("role", "owner"), ("group", "Console owner")]).await;
    assert_eq!(groups(&house, Role::Owner).await, ["Others"]);
    assert_eq!(client.get("/admin").await.status, 403, "and with it the role of who did it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_removals_at_once_one_owner_is_left() {
    for postgres in [false, true] {
        let options = crate::harness::app::Options { postgres, ..Default::default() };
        let house = House::with(options).await;
        let core = &house.app.core;
        let mut tx = core.store.begin().await.unwrap();
        for group in ["A", "B"] {
            tx.bind_role(core.tenant, Role::Owner, group, None).await.unwrap();
        }
        tx.commit().await.unwrap();
        let remove = async |group: &str| {
            let mut tx = core.store.begin().await.unwrap();
            tx.unbind_role(core.tenant, (Role::Owner, group), None, &Default::default()).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(remove("A"), remove("B"));
        assert_eq!(groups(&house, Role::Owner).await.len(), 1, "PostgreSQL: {postgres}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_group_is_found_and_chosen_without_javascript() {
    let house = house().await;
    let mut client = house.admin("olga", Some(Role::Owner)).await;
    for name in ["Service desk", "Service desk (night)", "Staff"] {
        house.group(name, &[], &[]).await;
    }
    let csrf = client.get("/admin/roles/add").await.field("csrf").unwrap();
    let mut press = async |act: &str, role: &str, group: &str, find: &str| {
        let fields = [("csrf", csrf.as_str()), ("role", role), ("group", group), ("find-group", find), ("do", act)];
        client.post("/admin/roles/add", &fields).await
    };
    let page = press("find-group", "help-desk", "", "serv").await;
    assert!(page.text().contains("Service desk Add") && page.text().contains("(night) Add"), "{}", page.text());
    assert!(!page.text().contains("Staff"), "{}", page.text());
    assert!(page.body.contains("value=\"help-desk\" checked"), "the role is kept: {}", page.body);
    let page = press("find-group", "", "", "nothing like it").await;
    assert!(page.text().contains("is called “ nothing like it ”"), "{}", page.text());
    // Enter in the field, or the main button: the search comes first. The whole name is a choice.
    let page = press("give", "help-desk", "", "service desk (night)").await;
    assert!(page.text().contains("Service desk (night) Take out"), "{}", page.text());
    assert_eq!(page.field("group").as_deref(), Some("Service desk (night)"));
    let page = press("add-group:Service desk", "help-desk", "Service desk (night)", "").await;
    assert_eq!(page.field("group").as_deref(), Some("Service desk"));
    let page = press("remove-group:0", "help-desk", "Service desk", "").await;
    assert_eq!(page.field("group").as_deref(), Some(""));
    assert!(page.text().contains("Nothing yet."), "{}", page.text());
    for act in ["nonsense", "remove-group:1", "add-other:x"] {
        assert_eq!(press(act, "help-desk", "Service desk", "").await.status, 400, "{act}");
    }
    let page = press("give", "help-desk", "Service desk", "").await;
    assert!(page.text().contains("The role is given"), "{}", page.text());
    assert_eq!(groups(&house, Role::HelpDesk).await, ["Service desk"]);
}

/// A group that certainly is not there has no members; whoever can not tell that refuses.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r144_a_group_that_is_gone_binds_nobody_and_one_that_can_not_be_read_stops_help() {
    let house = house().await;
    let core = &house.app.core;
    let alice = house.person("alice").await;
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let mut agent = house.admin("hugo", Some(Role::HelpDesk)).await;
    let path = format!("/admin/people/{}/act", alice.0);
    let bound = async |group: &str| {
        let mut tx = core.store.begin().await.unwrap();
        tx.bind_role(core.tenant, Role::Owner, group, None).await.unwrap();
        tx.commit().await.unwrap();
    };
    bound("Long gone").await;
    let page = agent.get(&format!("{path}?do=register")).await;
    let page = agent.submit(&page, &[("do", "register")]).await;
    assert!(page.text().contains("asked to register"), "the help desk goes on: {}", page.text());
    for page in ["/admin/roles", "/admin"] {
        let text = owner.get(page).await.text();
        assert!(text.contains("no such group") || text.contains("has no group of this name"), "{page}: {text}");
        assert!(text.contains("Long gone"), "{page}: {text}");
    }
    assert!(!agent.get("/admin").await.text().contains("Long gone"), "who can do nothing about it is not told");
    // The group that makes the last living owners stays, whatever else is bound; the one that is gone goes.
    let own = "Console owner";
    let page = owner.get("/admin/roles/remove?role=owner&group=Console+owner").await;
    let page = owner.submit(&page, &[("role", "owner"), ("group", own)]).await;
    assert!(page.text().contains("Nothing was changed"), "{}", page.text());
    let page = owner.get("/admin/roles/remove?role=owner&group=Long+gone").await;
    let page = owner.submit(&page, &[("role", "owner"), ("group", "Long gone")]).await;
    assert!(page.text().contains("The role is taken away"), "{}", page.text());
    assert_eq!(groups(&house, Role::Owner).await, [own]);
    // Nobody can tell who is in it: perhaps alice.
    bound("Hidden").await;
    house.directory.behave(|b| b.unreadable = ["Hidden".to_owned()].into());
    let registered = async || house.number("SELECT count(*) FROM people WHERE must_register").await;
    house.sql("UPDATE people SET must_register = 0").await;
    let page = agent.get(&format!("{path}?do=register")).await;
    assert_eq!(page.status, 503, "{}", page.text());
    let csrf = agent.get("/admin/people").await.field("csrf").unwrap();
    let page = agent.post(&path, &[("csrf", &csrf), ("do", "register")]).await;
    assert_eq!((page.status.as_u16(), registered().await), (503, 0), "{}", page.text());
    let text = owner.get("/admin/roles").await.text();
    assert!(text.contains("Hidden cannot be read") && text.contains("nobody can be helped"), "{text}");
    assert!(owner.get("/admin").await.text().contains("the help desk can help nobody"));
    // Nor while it does not answer at all.
    house.directory.behave(|b| (b.unreadable, b.down) = (Default::default(), true));
    let page = agent.post(&path, &[("csrf", &csrf), ("do", "register")]).await;
    assert_eq!((page.status.as_u16(), registered().await), (503, 0), "{}", page.text());
}
