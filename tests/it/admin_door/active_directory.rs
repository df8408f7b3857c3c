//! The console on Samba as a domain controller, by the program as it ships: groups of the domain have roles.

use std::time::Duration;

use latchkey::domain::time::Clock as _;

use crate::{
    devices::{APP, key_of, oathtool},
    harness::{bed, clock::TestClock, samba},
    serve::portal::{Portal, Setup},
};

/// Makes a global security group; its DN.
fn group(dc: &samba::Samba, name: &str, member: &str) -> String {
    let dn = format!("CN={name},OU=Groups,{}", samba::BASE);
    dc.modify(&format!(
        "dn: {dn}\nchangetype: add\nobjectClass: group\nsAMAccountName: {name}\ngroupType: -2147483646\nmember: {member}\n"
    ));
    dn
}

fn member(dc: &samba::Samba, act: &str, group: &str, member: &str) {
    dc.modify(&format!("dn: {group}\nchangetype: modify\n{act}: member\nmember: {member}\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn r141_r145_roles_come_with_groups_of_active_directory_nested_ones_too_and_end_with_them() {
    let dc = bed().samba();
    let (person, stranger) = (dc.add_person(""), dc.add_person(""));
    let name = |kind: &str| format!("lk-{kind}-{}", person.login);
    let inner = group(dc, &name("inner"), &person.dn);
    let middle = group(dc, &name("middle"), &inner);
    group(dc, &name("outer"), &middle);
    let direct = group(dc, &name("direct"), &person.dn);

    let policy = "enabled = \"all\"\n[registration]\ndirectory_contacts = false\n";
    let portal = Portal::prepare(Setup::samba(dc).policy(policy)).await;
    portal.edit("methods = [\"sms\", \"email\"]", "methods = [\"app\", \"email\"]");
    portal.up().await;
    for (role, group, login, good) in [
        ("owner", "outer", &person.login, true),
        ("auditor", "direct", &person.login, true),
        ("auditor", "outer", &stranger.login, false),
    ] {
        let output = portal.command(&["admin", "grant", role, &name(group), "--member", login]);
        assert_eq!(output.status.success(), good, "{role} {group}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let mut browser = portal.browser();
    let page = browser.get("/sign-in").await;
    browser.submit(&page, &[("login", &person.login), ("password", samba::PASSWORD)]).await;
    let page = browser.get(APP).await;
    let key = key_of(&page);
    let code = oathtool(&key, TestClock::real().now());
    let page = browser.submit(&page, &[("code", &code), ("name", "")]).await;
    assert_eq!(page.url.path(), "/security-info", "{}", page.text());

    // Two minutes later by the portal's clock, so that the app shows another code.
    portal.kill();
    portal.up_in("+2m").await;
    let mut admin = portal.browser();
    let page = admin.get("/admin").await;
    let page = admin.submit(&page, &[("login", &person.login), ("password", samba::PASSWORD)]).await;
    assert_eq!(page.url.path(), "/admin/prove", "the password alone is not enough: {}", page.text());
    assert_eq!(admin.get("/admin/roles").await.url.path(), "/admin/prove");
    let used = admin.submit(&page, &[("code", &code)]).await;
    assert_eq!(used.status, 422, "a code of two minutes ago: {}", used.text());
    let now = TestClock::real().now().after(Duration::from_secs(120));
    let page = admin.submit(&used, &[("code", &oathtool(&key, now))]).await;
    assert_eq!(page.url.path(), "/admin", "{}", page.text());
    assert!(page.text().contains("Owner"), "{}", page.text());
    assert_eq!(admin.get("/admin/roles").await.status, 200);
    assert_eq!(admin.get("/admin/audit").await.status, 200);

    // Out of the innermost group: an owner no more, at the next request; an auditor still.
    member(dc, "delete", &inner, &person.dn);
    assert_eq!(admin.get("/admin/roles").await.status, 403);
    assert_eq!(admin.get("/admin/audit").await.status, 200);
    member(dc, "delete", &direct, &person.dn);
    let page = admin.get("/admin/audit").await;
    assert_eq!(page.status, 403, "{}", page.text());
    // And in again: the middle group this time.
    member(dc, "add", &middle, &person.dn);
    assert_eq!(admin.get("/admin/roles").await.status, 200);
    assert_eq!(portal.events("console.entered", "success").len(), 1);
}
