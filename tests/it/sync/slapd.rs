//! OpenLDAP: everybody, what changed, who is gone.

use super::{
    people::{ODD, entry, ldif, settings},
    rig::{Rig, TENANT, driver},
};
use crate::harness::slapd::{BASE, Options, Slapd};

fn start(count: usize) -> Slapd {
    Slapd::start(Options { entries: ldif(count), ..Options::default() })
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_and_then_only_what_changed() {
    let server = start(3_000);
    let rig = Rig::ldap(settings(&[&server])).await;
    let first = rig.scan().await;
    assert!(first.full && first.pages > 6, "{first:?}");
    assert_eq!((first.changed, first.gone), (first.seen, 0));
    assert!(first.counts.accounts >= 3_011 && first.counts.with_mobile >= 3_011, "{:?}", first.counts);
    for (login, name) in ODD {
        let person = rig.one(login).await;
        assert_eq!(person.display_name, name);
        assert!(rig.found(name).await.contains(&login.to_owned()), "{name}");
    }

    // Nothing happened: hardly anything is read, and nothing written anew.
    let second = rig.scan().await;
    assert!(!second.full && second.seen < 100, "{second:?}");
    assert_eq!((second.changed, second.gone, second.counts.accounts), (0, 0, first.counts.accounts));

    let ids = [rig.one("p00001").await.id, rig.one("p00003").await.id];
    let dn = |cn: &str| format!("cn={cn},ou=people,{BASE}");
    let (p1, p2, p3, p4) = ("Bert Family001 1", "Carla Family002 2", "Dino Family003 3", "Anna Family004 4");
    server.modify(&format!("dn: {}\nchangetype: modify\nreplace: displayName\ndisplayName: Zelda Newname\n", dn(p1)));
    server.modify(&format!("dn: {}\nchangetype: modrdn\nnewrdn: cn=Renamed Person\ndeleteoldrdn: 1\n", dn(p2)));
    server.modify(&format!("dn: {}\nchangetype: delete\n", dn(p3)));
    server.modify(&format!(
        "dn: {}\nchangetype: modrdn\nnewrdn: cn={p4}\ndeleteoldrdn: 0\nnewsuperior: ou=left,{BASE}\n",
        dn(p4)
    ));
    let new = entry(990_001, "newcomer", "Nina Newcomer", "Newcomer", "ou=people");
    let new: String =
        new.lines().filter(|l| !["entry", "modify"].iter().any(|p| l.starts_with(p))).collect::<Vec<_>>().join("\n");
    server.modify(&format!("{}\n", new.replacen('\n', "\nchangetype: add\n", 1)));
    server.lock("user04");
    let third = rig.scan().await;
    assert!(!third.full && third.gone == 1 && third.changed >= 5, "{third:?}");
    assert_eq!(rig.one("zelda newname").await.login, "p00001");
    assert!(rig.found("p00001 zelda").await == ["p00001"] && rig.found("p00001 newname").await == ["p00001"]);
    assert_eq!(rig.one("p00002").await.location, dn("Renamed Person"));
    assert!(rig.found("p00003").await.is_empty() && rig.known(ids[1]).await.gone_at.is_some());
    assert_eq!(rig.one("p00004").await.location, format!("cn={p4},ou=left,{BASE}"));
    assert_eq!(rig.one("nina newc").await.login, "newcomer");
    assert!(rig.one("user04").await.locked);
    assert_eq!(third.counts.accounts, first.counts.accounts);
    assert!(rig.known(ids[0]).await.gone_at.is_none());

    // An organisational unit moves: nobody in it is touched.
    server.modify(&format!(
        "dn: ou=team,ou=people,{BASE}\nchangetype: modrdn\nnewrdn: ou=squad\ndeleteoldrdn: 1\nnewsuperior: ou=left,{BASE}\n"
    ));
    let fourth = rig.scan().await;
    assert!(!fourth.full && fourth.gone == 0 && fourth.changed == 3, "{fourth:?}");
    assert_eq!(rig.one("team1").await.location, format!("cn=Team 1,ou=squad,ou=left,{BASE}"));

    // Who came back is back.
    let back = entry(3, "p00003", p3, "Family003", "ou=people");
    let back = back.replacen('\n', "\nchangetype: add\n", 1);
    let back: String = back
        .lines()
        .filter(|l| !["entryCSN", "modify"].iter().any(|p| l.starts_with(p)))
        .collect::<Vec<_>>()
        .join("\n");
    server.modify(&format!("{back}\n"));
    rig.scan().await;
    assert_eq!(rig.known(ids[1]).await.gone_at, None);
    assert_eq!(rig.one("p00003").await.id, ids[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_no_longer_meet_the_filter_are_gone_and_look_ups_agree() {
    let server = start(30);
    let mut only = settings(&[&server]);
    only.user_filter = Some("(sn=Family00*)".into());
    let rig = Rig::ldap(only).await;
    let first = rig.scan().await;
    assert_eq!(first.counts.accounts, 10, "p00000 to p00009");
    let dn = format!("cn=Carla Family002 2,ou=people,{BASE}");
    server.modify(&format!("dn: {dn}\nchangetype: modify\nreplace: sn\nsn: Other\n"));
    assert_eq!(rig.scan().await.gone, 1);
    assert!(rig.found("p00002").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_is_read_from_its_beginning() {
    let (one, two) = (start(600), start(600));
    let both = settings(&[&one, &two]);
    let mut ca = std::fs::read_to_string(one.ca_file()).unwrap();
    ca += &std::fs::read_to_string(two.ca_file()).unwrap();
    let file = one.dir.join("both.pem");
    std::fs::write(&file, ca).unwrap();
    let mut both = both;
    both.ca_file = Some(file);
    let rig = Rig::ldap(both).await;
    assert_eq!(rig.scan().await.server, one.url());
    assert!(!rig.scan().await.full);
    one.kill();
    let elsewhere = rig.scan().await;
    assert_eq!((elsewhere.server.clone(), elsewhere.full), (two.url(), true));
    // Loaded at another time, so its people differ in nothing but who made them.
    assert_eq!(elsewhere.gone, elsewhere.counts.gone, "{elsewhere:?}");
    assert!(!rig.scan().await.full, "its cursor is remembered");
    assert_eq!(rig.store.sync_cursors(TENANT).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_gives_only_some_is_an_error_and_nobody_is_gone() {
    let server = start(1_500);
    let mut rig = Rig::ldap(settings(&[&server])).await;
    let first = rig.scan().await;
    let conf = server.dir.join("slapd.conf");
    let text = std::fs::read_to_string(&conf).unwrap();
    std::fs::write(&conf, text.replace("size.prtotal=unlimited", "size.prtotal=700")).unwrap();
    server.restart();
    rig.turn_to(driver(settings(&[&server])));
    let error = rig.ask(latchkey::store::sync_state::SyncAsk::Now { full: true }).await.unwrap_err().to_string();
    assert!(error.contains("does not give all entries"), "{error}");
    let state = rig.state().await;
    assert_eq!(state.error.as_deref(), Some(error.as_str()));
    assert_eq!(rig.store.count_people(TENANT).await.unwrap().accounts, first.counts.accounts);
}
