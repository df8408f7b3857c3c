//! Sign-in on real directories, by the program as it ships.

use std::collections::BTreeSet;

use super::alike;
use crate::{
    harness::{bed, http::Page, samba, slapd},
    serve::portal::{Portal, Setup},
};

async fn sign_in(portal: &Portal, login: &str, password: &str) -> Page {
    let mut client = portal.browser();
    let page = client.get("/sign-in").await;
    client.submit(&page, &[("login", login), ("password", password)]).await
}

fn setup(setup: Setup) -> Setup {
    setup.policy("enabled = \"all\"\n[registration]\nrequired = true")
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_sign_in_on_active_directory() {
    let dc = bed().samba();
    let portal = Portal::start(setup(Setup::samba(dc))).await;
    let person = dc.add_person("");
    for typed in [person.login.clone(), format!("CONTOSO\\{}", person.login), person.mail.clone()] {
        let page = sign_in(&portal, &typed, samba::PASSWORD).await;
        assert_eq!(page.url.path(), "/security-info", "{typed}: {}", page.text());
        assert!(page.text().contains("From your organisation’s records"), "{}", page.text());
    }
    // Wrong, unknown, disabled, past its end, locked: the same bytes.
    let locked = dc.add_person("");
    dc.lock(&locked.login);
    let mut found = BTreeSet::new();
    for (login, password) in [
        (person.login.as_str(), "wrong-Password-1"),
        ("nobody", samba::PASSWORD),
        ("dave", samba::PASSWORD),
        ("erin", samba::PASSWORD),
        (locked.login.as_str(), samba::PASSWORD),
    ] {
        let page = sign_in(&portal, login, password).await;
        assert_eq!(page.status, 422, "{login}: {}", page.text());
        found.insert(alike(&page, login));
    }
    assert_eq!(found.len(), 1, "{found:#?}");
    // 773 and 532: the old one was right, and leads into its change.
    let old = dc.add_person("pwdLastSet: 0\n");
    let aged = dc.add_person("");
    dc.modify_computed(&format!(
        "dn: {}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: 130000000000000000\n",
        aged.dn
    ));
    for login in [&old.login, &aged.login] {
        let mut client = portal.browser();
        let page = client.get("/sign-in").await;
        let page = client.submit(&page, &[("login", login), ("password", samba::PASSWORD)]).await;
        assert_eq!(page.url.path(), "/change", "{login}: {}", page.text());
        assert_eq!(page.field("login").as_deref(), Some(login.as_str()));
        let new = "Brand-New!Secret-41".to_owned();
        let page = client.submit(&page, &[("old-password", samba::PASSWORD), ("new-password", &new)]).await;
        assert_eq!(page.url.path(), "/change/done", "{login}: {}", page.text());
        dc.kinit(login, &new).unwrap();
        let page = sign_in(&portal, login, &new).await;
        assert_eq!(page.url.path(), "/security-info", "{}", page.text());
    }
    // A wrong password of somebody whose password is expired is a wrong password.
    let page = sign_in(&portal, "olden", "wrong-Password-1").await;
    assert_eq!(alike(&page, "olden"), found.pop_first().unwrap());
    let page = sign_in(&portal, "adam", samba::PASSWORD).await;
    assert!(page.text().contains("extra protection"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn r37_fifty_wrong_passwords_are_three_binds_at_active_directory() {
    let dc = bed().samba();
    let portal = Portal::start(setup(Setup::samba(dc))).await;
    let person = dc.add_person("");
    let mut told = (0, 0);
    for n in 0..50 {
        let login = match n % 4 {
            0 => person.login.clone(),
            1 => person.login.to_uppercase(),
            2 => format!("CONTOSO\\{}", person.login),
            _ => person.mail.clone(),
        };
        let page = sign_in(&portal, &login, &format!("wrong-Password-{n}")).await;
        match page.status.as_u16() {
            422 => told.0 += 1,
            429 => told.1 += 1,
            other => panic!("{other}: {}", page.text()),
        }
    }
    assert!(told.0 <= 3, "{told:?}");
    let counted: u32 = dc.attribute(&person.login, "badPwdCount").unwrap().parse().unwrap();
    assert!((1..=3).contains(&counted), "{counted}");
    assert!(!dc.is_locked(&person.login));
    dc.kinit(&person.login, samba::PASSWORD).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_sign_in_on_openldap() {
    let server = bed().slapd();
    let portal = Portal::start(setup(Setup::slapd(server))).await;
    for typed in ["user15", "user15@mail.example"] {
        let page = sign_in(&portal, typed, slapd::PASSWORD).await;
        assert_eq!(page.url.path(), "/security-info", "{typed}: {}", page.text());
    }
    let mut found = BTreeSet::new();
    for (login, password) in [
        ("user15", "wrong-Password-1"),
        ("nobody", slapd::PASSWORD),
        ("grace", slapd::PASSWORD),
        ("perma", slapd::PASSWORD),
    ] {
        let page = sign_in(&portal, login, password).await;
        assert_eq!(page.status, 422, "{login}: {}", page.text());
        found.insert(alike(&page, login));
    }
    assert_eq!(found.len(), 1, "{found:#?}");
    // ppolicy: reset by an administrator, and older than its age.
    for login in ["frank", "olden"] {
        let page = sign_in(&portal, login, slapd::PASSWORD).await;
        assert_eq!(page.url.path(), "/change", "{login}: {}", page.text());
        assert!(page.text().contains("must be changed before you go on"), "{}", page.text());
    }
}
