//! Active Directory, played by Samba: its count of changes, tombstones, moved containers.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use latchkey::{
    directory::ldap::{Kind, LdapSettings, dn::escaped},
    domain::account::{PasswordState, Protection},
    store::sync_state::SyncAsk,
};

use super::{
    people::ODD,
    rig::{Rig, TENANT, driver},
};
use crate::harness::samba::{ADMIN_DN, ADMIN_PASSWORD, BASE, Options, SERVICE_PASSWORD, STAFF, Samba};

const COUNT: usize = 1_500;

fn settings(server: &Samba) -> LdapSettings {
    let url = server.url().parse().unwrap();
    let mut settings =
        LdapSettings::new(Kind::ActiveDirectory, vec![url], BASE, "svcportal@contoso.test", SERVICE_PASSWORD.into());
    settings.ca_file = Some(server.ca_file());
    settings.default_region = Some("US".into());
    settings
}

fn person(login: &str, name: &str, place: &str) -> String {
    let coded = |name: &str, value: &str| format!("{name}:: {}", STANDARD.encode(value));
    format!(
        "{}\nchangetype: add\nobjectClass: user\nsAMAccountName: {login}\n{}\nuserAccountControl: 544\n\
         userPrincipalName: {login}@contoso.test\nmobile: +12025550100\n\n",
        coded("dn", &format!("CN={},{place}", escaped(name))),
        coded("displayName", name)
    )
}

fn unit(name: &str) -> String {
    format!("dn: OU={name},{STAFF}\nchangetype: add\nobjectClass: organizationalUnit\n\n")
}

/// A domain with many people.
fn start() -> Samba {
    let server = Samba::start(Options::default());
    let plain = (0..COUNT).map(|n| person(&format!("q{n:05}"), &format!("Quentin {n}"), STAFF));
    let odd = ODD.iter().map(|(login, name)| person(login, name, STAFF));
    let team = (0..3).map(|n| person(&format!("team{n}"), &format!("Team {n}"), &format!("OU=Team,{STAFF}")));
    let all = [unit("Team"), unit("Left")].into_iter().chain(plain).chain(odd).chain(team);
    server.modify(&all.collect::<String>());
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_then_what_changed_then_another_server() {
    let server = start();
    let mut rig = Rig::ldap(settings(&server)).await;
    let first = rig.scan().await;
    assert!(first.full && first.pages > 3 && first.seen > COUNT as u64, "{first:?}");
    for (login, name) in ODD {
        assert_eq!(rig.one(login).await.display_name, name);
    }
    assert_eq!(rig.one("svcportal").await.protection, Some(Protection::Service), "ourselves");
    assert_eq!(rig.one("krbtgt").await.protection, Some(Protection::Service));
    assert!(first.counts.services >= 2, "{:?}", first.counts);
    let quiet = rig.scan().await;
    assert!(!quiet.full && quiet.changed == 0 && quiet.gone == 0, "{quiet:?}");

    let gone = rig.one("q00003").await.id;
    let dn = |n: usize| format!("CN=Quentin {n},{STAFF}");
    server.modify(&format!(
        "dn: {}\nchangetype: modify\nreplace: displayName\ndisplayName: Zelda Newname\n\n\
         dn: {}\nchangetype: modrdn\nnewrdn: CN=Renamed Person\ndeleteoldrdn: 1\n\n\
         dn: {}\nchangetype: delete\n\n\
         dn: {}\nchangetype: modrdn\nnewrdn: CN=Quentin 4\ndeleteoldrdn: 1\nnewsuperior: OU=Left,{STAFF}\n\n\
         dn: {}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: 546\n\n\
         dn: {}\nchangetype: modify\nreplace: accountExpires\naccountExpires: 130000000000000000\n\n",
        dn(1),
        dn(2),
        dn(3),
        dn(4),
        dn(5),
        dn(6),
    ));
    server.modify(&person("newcomer", "Nina Newcomer", STAFF));
    let changes = rig.scan().await;
    assert!(!changes.full && changes.gone == 1 && changes.changed >= 5, "{changes:?}");
    assert_eq!(rig.one("zelda newn").await.login, "q00001");
    assert_eq!(rig.one("q00002").await.location, format!("CN=Renamed Person,{STAFF}"));
    assert!(rig.found("q00003").await.is_empty() && rig.known(gone).await.gone_at.is_some());
    assert_eq!(rig.one("q00004").await.location, format!("CN=Quentin 4,OU=Left,{STAFF}"));
    assert!(rig.one("q00005").await.disabled);
    assert!(rig.one("q00006").await.expired);
    assert_eq!(rig.one("q00007").await.password, PasswordState::MustChange);
    assert_eq!(rig.one("nina newc").await.login, "newcomer");

    server.modify(&format!(
        "dn: OU=Team,{STAFF}\nchangetype: modrdn\nnewrdn: OU=Squad\ndeleteoldrdn: 1\nnewsuperior: OU=Left,{STAFF}\n\n"
    ));
    let moved = rig.scan().await;
    assert!(!moved.full && moved.gone == 0 && moved.changed == 3, "{moved:?}");
    assert_eq!(rig.one("team1").await.location, format!("CN=Team 1,OU=Squad,OU=Left,{STAFF}"));

    // Another server of the domain, of which nothing is remembered.
    let other = Samba::start(Options::default());
    rig.turn_to(driver(settings(&other)));
    rig.sync.accept_missing = true;
    let elsewhere = rig.scan().await;
    assert!(elsewhere.full && elsewhere.server == other.url(), "{elsewhere:?}");
    assert!(elsewhere.gone > COUNT as u64, "it never had them");
    rig.turn_to(driver(settings(&server)));
    let before = rig.scan().await;
    assert!(!before.full, "its count is remembered");
    assert_eq!(rig.store.sync_cursors(TENANT).await.unwrap().len(), 2);
    assert!(rig.ask(SyncAsk::Now { full: true }).await.unwrap().unwrap().full);
    assert_eq!(rig.one("team1").await.location, format!("CN=Team 1,OU=Squad,OU=Left,{STAFF}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn tombstones_are_followed_where_they_can_be_read() {
    let server = Samba::start(Options::default());
    let two = [person("tomb1", "Tomb 1", STAFF), person("tomb2", "Tomb 2", STAFF)];
    server.modify(&two.concat());
    let mut settings = settings(&server);
    (settings.bind_dn, settings.bind_password) = (ADMIN_DN.into(), ADMIN_PASSWORD.into());
    let rig = Rig::ldap(settings).await;
    rig.scan().await;
    let id = rig.one("tomb1").await.id;
    server.modify(&format!("dn: CN=Tomb 1,{STAFF}\nchangetype: delete\n\n"));
    let report = rig.scan().await;
    assert_eq!((report.full, report.gone, report.seen), (false, 1, 0), "{report:?}");
    assert_eq!(report.pages, 2, "what changed and what was deleted; nobody was compared");
    assert!(rig.known(id).await.gone_at.is_some());
    assert_eq!(rig.one("tomb2").await.gone_at, None);
}
