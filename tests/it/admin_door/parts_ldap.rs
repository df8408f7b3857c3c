//! A help desk of one part of the directory on real servers, by the program as it ships: an OpenLDAP whose OUs have names
//! that begin alike, and a domain whose OUs have names that must be escaped.

use std::process::Output;

use latchkey::{
    app::{App, Replace},
    config::Config,
    directory::Found,
    domain::identifier::LoginName,
};

use super::outage_ldap::in_console;
use crate::{
    harness::{bed, http::Client, number, samba, slapd::Slapd},
    serve::portal::{Portal, Setup},
};

/// What it said, and that it went well.
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The pages of people, by login name.
async fn page_of(portal: &Portal, login: &str) -> String {
    let config = Config::load(&portal.dir.join("latchkey.toml")).unwrap();
    let app = App::build(config, Replace::default()).await.unwrap();
    let Found::One(account) = app.directory.find(&LoginName::parse(login).unwrap()).await.unwrap() else { panic!() };
    app.core.store.close().await;
    format!("/admin/people/{}", account.id.0)
}

async fn agent(portal: &Portal, login: &str) -> Client {
    let mut client = portal.browser();
    client.cookies.insert("__Host-ra".into(), in_console(portal, login, None).await);
    client
}

const PEOPLE: &str = "ou=people,dc=contoso,dc=test";

fn ou(server: &Slapd, name: &str, above: &str) {
    server.modify(&format!("dn: ou={name},{above}\nchangetype: add\nobjectClass: organizationalUnit\nou: {name}\n"));
}

fn move_to(server: &Slapd, login: &str, from: &str, to: &str) {
    server.modify(&format!(
        "dn: uid={login},{from}\nchangetype: modrdn\nnewrdn: uid={login}\ndeleteoldrdn: 0\nnewsuperior: {to}\n"
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn r140_r145_a_help_desk_of_an_ou_of_openldap_and_who_moves_out_of_it() {
    let server = Slapd::start(Default::default());
    let paris = format!("ou=Paris,{PEOPLE}");
    ou(&server, "Paris", PEOPLE);
    ou(&server, "Greater Paris", PEOPLE);
    ou(&server, "Paris", &format!("ou=Greater Paris,{PEOPLE}"));
    ou(&server, "Sales", &paris);
    move_to(&server, "alice", PEOPLE, &paris);
    move_to(&server, "user01", PEOPLE, &format!("ou=Sales,{paris}"));
    move_to(&server, "bob", PEOPLE, &format!("ou=Greater Paris,{PEOPLE}"));
    move_to(&server, "carol", PEOPLE, &format!("ou=Paris,ou=Greater Paris,{PEOPLE}"));
    let portal = Portal::start(Setup::slapd(&server)).await;
    said(&portal.command(&["sync", "now", "--full"]));

    let grant = |more: &[&str]| portal.command(&[&["admin", "grant"], more].concat());
    let wrong = refused(&grant(&["auditor", "outer", "--scope", &paris]));
    assert!(wrong.contains("only the help desk can be limited"), "{wrong}");
    for nowhere in ["ou=Nowhere,dc=contoso,dc=test", "Paris", "uid=bob,ou=people,dc=contoso,dc=test", "ou=,=", ""] {
        let wrong = refused(&grant(&["help-desk", "outer", "--scope", nowhere]));
        assert!(wrong.contains("has no such part"), "{nowhere}: {wrong}");
    }
    let text = said(&grant(&["help-desk", "outer", "--scope", "OU = PARIS , ou=People,DC=Contoso,DC=Test"]));
    assert!(text.contains("only in OU = PARIS"), "{text}");
    let listed = said(&portal.command(&["admin", "roles"]));
    assert!(listed.contains(&format!("outer only in {paris}")), "as the directory spells it: {listed}");
    assert_eq!(portal.events("role.granted", "success")[0]["detail"]["scope"], paris.as_str());

    let mut heidi = agent(&portal, "heidi").await;
    let page = heidi.get("/admin").await;
    assert_eq!(page.url.path(), "/admin/people");
    assert!(page.text().contains(&paris), "{}", page.text());
    let everybody = heidi.get("/admin/people?q=").await.text();
    for (login, there) in [("alice", true), ("user01", true), ("bob", false), ("carol", false), ("user02", false)] {
        let row = format!("uid={login},");
        assert_eq!(everybody.contains(&row), there, "{login}: {everybody}");
        assert_eq!(heidi.get(&format!("/admin/people?q={login}")).await.text().contains(&row), there, "{login}");
        let status = heidi.get(&page_of(&portal, login).await).await.status;
        assert_eq!(status.as_u16(), if there { 200 } else { 404 }, "{login}");
    }
    // She moves: the list is that of the last scan, her page is not.
    let alice = page_of(&portal, "alice").await;
    let open = heidi.get(&format!("{alice}/act?do=register")).await;
    assert_eq!(open.status, 200, "{}", open.text());
    move_to(&server, "alice", &paris, &format!("ou=Greater Paris,{PEOPLE}"));
    assert_eq!(heidi.submit(&open, &[("do", "register")]).await.status, 404);
    assert_eq!(heidi.get(&alice).await.status, 404);
    assert!(portal.events("security-info.completed", "pending").is_empty(), "nothing was asked for");
    assert!(portal.events("console.denied", "failure").iter().any(|event| event["detail"]["why"] == "scope"));
    said(&portal.command(&["sync", "now"]));
    assert!(!heidi.get("/admin/people?q=alice").await.text().contains("uid=alice,"));
    // Without the limit, and without the role: from the next request on.
    said(&grant(&["help-desk", "outer"]));
    assert_eq!((heidi.get(&alice).await.status.as_u16(), heidi.get("/admin").await.url.path()), (200, "/admin"));
    said(&portal.command(&["admin", "revoke", "help-desk", "outer"]));
    assert_eq!(heidi.get(&alice).await.status, 404);
    said(&portal.command(&["admin", "revoke", "help-desk", "outer", "--scope", &paris.to_uppercase()]));
    assert_eq!(heidi.get(&alice).await.status, 403);
    assert_eq!(portal.events("role.revoked", "success")[0]["detail"]["scope"], paris.to_uppercase().as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn r140_a_help_desk_of_an_ou_of_active_directory_whose_name_must_be_escaped() {
    let dc = bed().samba();
    let [agent_of, inside, outside] = dc.add_people(3).try_into().ok().unwrap();
    let n = number();
    let zurich = format!("OU=Zürich\\, Nord + {n},{}", samba::STAFF);
    let nord = format!("OU=Nord \\+ {n},{}", samba::STAFF);
    for (name, dn) in
        [(format!("Zürich, Nord + {n}"), zurich.replace(" + ", " \\+ ")), (format!("Nord + {n}"), nord.clone())]
    {
        use base64::Engine as _;
        let code = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        dc.modify(&format!(
            "dn:: {}\nchangetype: add\nobjectClass: organizationalUnit\nou:: {}\n",
            code(&dn),
            code(&name)
        ));
    }
    let zurich = zurich.replace(" + ", " \\+ ");
    let go = |login: &str, dn: &str, to: &str| {
        use base64::Engine as _;
        let to = base64::engine::general_purpose::STANDARD.encode(to);
        dc.modify(&format!("dn: {dn}\nchangetype: modrdn\nnewrdn: CN={login}\ndeleteoldrdn: 1\nnewsuperior:: {to}\n"));
    };
    go(&inside.login, &inside.dn, &zurich);
    go(&outside.login, &outside.dn, &nord);
    let group = format!("lk-desk-{n}");
    dc.modify(&format!(
        "dn: CN={group},OU=Groups,{}\nchangetype: add\nobjectClass: group\nsAMAccountName: {group}\n\
         groupType: -2147483646\nmember: {}\n",
        samba::BASE,
        agent_of.dn
    ));
    let portal = Portal::start(Setup::samba(dc)).await;
    // Another spelling of the same name.
    let spelt = format!("ou=z\\C3\\BCrich\\2C nord \\2B {n},ou=staff,dc=CONTOSO,dc=test");
    said(&portal.command(&["admin", "grant", "help-desk", &group, "--scope", &spelt, "--member", &agent_of.login]));
    said(&portal.command(&["sync", "now", "--full"]));
    let mut client = agent(&portal, &agent_of.login).await;
    let page = client.get("/admin/people").await;
    assert!(page.text().contains(&inside.login) && !page.text().contains(&outside.login), "{}", page.text());
    assert_eq!(page.body.matches("<tr><th scope=\"row\">").count(), 1, "{}", page.text());
    let page = client.get(&page_of(&portal, &inside.login).await).await;
    assert_eq!(page.status, 200, "{}", page.text());
    for elsewhere in [&outside.login, &agent_of.login] {
        assert_eq!(client.get(&page_of(&portal, elsewhere).await).await.status, 404, "{elsewhere}");
        assert!(client.get(&format!("/admin/people?q={elsewhere}")).await.text().contains("Nobody found"));
    }
    go(&inside.login, &dc.dn(&inside.login), &nord);
    assert_eq!(client.get(&page_of(&portal, &inside.login).await).await.status, 404);
}
