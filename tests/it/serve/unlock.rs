//! Lockouts: lifted without a new password, and with one.

use super::{
    active_directory::resets_of,
    journey::{PATIENCE, Visitor},
    portal::{Portal, Setup},
};
use crate::harness::{bed, samba, wait_until};

#[tokio::test(flavor = "multi_thread")]
async fn r116_a_locked_account_is_unlocked_and_keeps_its_password() {
    let dc = bed().samba();
    let person = dc.add_person("");
    dc.lock(&person.login);
    let set = dc.attribute(&person.login, "pwdLastSet");
    let portal = Portal::start(Setup::samba(dc)).await;
    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove_as(&person).await;
    assert!(page.text().contains("Your account is locked"), "{}", page.text());
    let page = visitor.browser.submit(&page, &[("action", "unlock")]).await;
    let page = visitor.settled(page).await;
    assert!(page.text().contains("Your account is unlocked"), "{}", page.text());
    assert_eq!(dc.attribute(&person.login, "lockoutTime").as_deref(), Some("0"));
    assert_eq!(dc.attribute(&person.login, "pwdLastSet"), set, "the password is untouched");
    assert!(resets_of(&dc.log(), &person.dn).is_empty());
    dc.kinit(&person.login, samba::PASSWORD).unwrap();
    assert_eq!(portal.events("account.unlocked", "success").len(), 1);
    wait_until("both contacts are told", PATIENCE, async || (portal.notices().len() >= 2).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r116_a_reset_of_a_locked_account_unlocks_it_too() {
    let dc = bed().samba();
    let person = dc.add_person("");
    dc.lock(&person.login);
    let portal = Portal::start(Setup::samba(dc)).await;
    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove_as(&person).await;
    let page = visitor.browser.submit(&page, &[("action", "reset")]).await;
    let page = visitor.set(&page, "Un-Locked!Secret-3").await;
    assert!(page.text().contains("Your password was changed and your account is unlocked"), "{}", page.text());
    assert!(!dc.is_locked(&person.login));
    dc.kinit(&person.login, "Un-Locked!Secret-3").unwrap();
    let events = portal.events("password.reset", "success");
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["detail"]["end"], "reset-and-unlocked");
}

#[tokio::test(flavor = "multi_thread")]
async fn r116_openldaps_lockout_is_lifted_but_not_an_administrators() {
    let server = bed().slapd();
    server.lock("user05");
    let portal = Portal::start(Setup::slapd(server)).await;
    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove("user05", "user05@mail.example", "+12065550105").await;
    let page = visitor.browser.submit(&page, &[("action", "unlock")]).await;
    let page = visitor.settled(page).await;
    assert!(page.text().contains("Your account is unlocked"), "{}", page.text());
    server.bind(&server.dn("user05"), crate::harness::slapd::PASSWORD).unwrap();

    let mut visitor = Visitor::new(&portal);
    let page = visitor.begin("perma").await;
    visitor.browser.submit(&page, &[("method", "email")]).await;
    let seen = wait_until("a verdict", PATIENCE, async || {
        portal.audit().into_iter().find(|e| e["kind"] == "reset.account-looked-up" && e["outcome"] == "failure")
    })
    .await;
    assert_eq!(seen["code"], "LK-0019");
    assert!(server.is_locked("perma"));
}
