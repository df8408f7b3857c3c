//! From the first sign-in to a reset with what was registered: the program as it ships, on real directories.

use std::time::Duration;

use latchkey::domain::time::{Clock as _, Timestamp};

use crate::{
    devices::{APP, INFO, RECOVERY, key_of, oathtool, recovery_codes},
    harness::{
        bed,
        clock::TestClock,
        http::{Client, Page},
        samba, slapd, wait_until,
    },
    serve::{
        journey::{PATIENCE, Visitor},
        portal::{Portal, Setup},
    },
};

/// The phone that is registered; no directory holds it.
const PHONE: &str = "+12125550142";
const NEW: &str = "Velvet-Kettle!Nine-Owls-7";

/// The machine's time, and the portal's when it was started so much later.
fn in_two_minutes() -> Timestamp {
    TestClock::real().now().after(Duration::from_secs(120))
}

async fn sign_in(browser: &mut Client, login: &str, password: &str) -> Page {
    let page = browser.get("/register").await;
    browser.submit(&page, &[("login", login), ("password", password)]).await
}

/// Registers phone, app and recovery codes; resets by app and phone; signs in with the new password. `mailbox` is what
/// the directory holds.
async fn registers_and_resets(setup: Setup, login: &str, old: &str, mailbox: &str) {
    let registration = "enabled = \"all\"\n[registration]\nrequired = true\ndirectory_contacts = false\n";
    let portal = Portal::prepare(setup.policy(registration)).await;
    portal.edit("methods = [\"sms\", \"email\"]", "methods = [\"app\", \"sms\", \"email\", \"recovery-code\"]");
    portal.up().await;
    let mut browser = portal.browser();
    let page = sign_in(&mut browser, login, old).await;
    assert_eq!(page.url.path(), INFO, "{}", page.text());
    assert!(page.text().contains("0 of 3 done"), "{}", page.text());

    let page = browser.get("/security-info/add/phone").await;
    let page = browser.submit(&page, &[("phone", "(212) 555-0142"), ("by", "sms")]).await;
    assert_eq!(page.url.path(), "/security-info/add/code", "{}", page.text());
    let code = portal.sms.wait_for(|message| message.to == PHONE).await.code().expect("a code");
    let page = browser.submit(&page, &[("code", &code)]).await;
    assert!(page.text().contains("1 of 3 done"), "{}", page.text());

    let page = browser.get(APP).await;
    let key = key_of(&page);
    let code = oathtool(&key, TestClock::real().now());
    let page = browser.submit(&page, &[("code", &code), ("name", "My phone")]).await;
    assert!(page.text().contains("2 of 3 done"), "{}", page.text());

    let page = browser.get(RECOVERY).await;
    let page = browser.submit(&page, &[("make", "1")]).await;
    let set = recovery_codes(&page);
    let page = browser.submit(&page, &[("group", set[7].split('-').nth(1).unwrap())]).await;
    assert_eq!(page.url.path(), INFO, "{}", page.text());
    assert!(page.text().contains("Your account is recoverable"), "{}", page.text());
    assert_eq!(portal.events("security-info.registered", "success").len(), 3);
    assert_eq!(portal.events("security-info.completed", "success").len(), 1);
    let told = || {
        portal
            .smtp
            .mails()
            .iter()
            .filter(|mail| {
                mail.recipients.iter().any(|to| to.contains(mailbox)) && mail.subject().contains("New security info")
            })
            .count()
    };
    wait_until("the mailbox in the directory is told of each", PATIENCE, async || (told() == 3).then_some(())).await;

    // Two minutes later by the portal's clock: an app shows another code, and another text message may go out.
    portal.kill();
    portal.up_in("+2m").await;
    let mut visitor = Visitor::new(&portal);
    let page = visitor.begin(login).await;
    // The phone first: its message shows that the account was found, behind the pages.
    let page = visitor.gate(&page, PHONE).await;
    assert!(page.field("method").is_some(), "a second method is asked for: {}", page.text());
    let page = visitor.browser.submit(&page, &[("method", "app")]).await;
    let page = visitor.browser.submit(&page, &[("code", &oathtool(&key, in_two_minutes()))]).await;
    assert!(page.field("new-password").is_some(), "{}", page.text());
    let page = visitor.set(&page, NEW).await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());

    // Who was signed in is signed in no more; what was registered is untouched (R55).
    assert_eq!(browser.get(INFO).await.url.path(), "/sign-in");
    let page = sign_in(&mut browser, login, NEW).await;
    let text = page.text();
    for kind in ["Phone", "Authenticator app", "Recovery codes", "10 codes are left"] {
        assert!(text.contains(kind), "{kind}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r55_r117_r132_phone_app_and_codes_are_registered_and_reset_a_password_of_active_directory() {
    let dc = bed().samba();
    let person = dc.add_person("");
    registers_and_resets(Setup::samba(dc), &person.login, samba::PASSWORD, &person.mail).await;
    dc.kinit(&person.login, NEW).unwrap();
    dc.kinit(&person.login, samba::PASSWORD).unwrap_err();
    // Nobody is made to change what they chose, and nothing of what they registered is in the directory.
    assert_ne!(dc.attribute(&person.login, "pwdLastSet").as_deref(), Some("0"));
    assert_eq!(dc.attribute(&person.login, "mobile"), Some(person.mobile));
}

#[tokio::test(flavor = "multi_thread")]
async fn r55_r132_phone_app_and_codes_are_registered_and_reset_a_password_of_openldap() {
    let server = bed().slapd();
    registers_and_resets(Setup::slapd(server), "user20", slapd::PASSWORD, "user20@mail.example").await;
    server.bind(&server.dn("user20"), NEW).unwrap();
    server.bind(&server.dn("user20"), slapd::PASSWORD).unwrap_err();
    assert_eq!(server.attribute("user20", "pwdReset"), None, "they chose it themselves");
    assert_eq!(server.attribute("user20", "mobile").as_deref(), Some("+12065550120"));
}
