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
            tx.bind_role(core.tenant, Role::Owner, group).await.unwrap();
        }
        tx.commit().await.unwrap();
        let remove = async |group: &str| {
            let mut tx = core.store.begin().await.unwrap();
            tx.unbind_role(core.tenant, Role::Owner, group, &Default::default()).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(remove("A"), remove("B"));
        assert_eq!(groups(&house, Role::Owner).await.len(), 1, "PostgreSQL: {postgres}");
    }
}
