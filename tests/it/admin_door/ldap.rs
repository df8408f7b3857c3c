//! The program as it ships, on OpenLDAP: set-up from its console, roles through nested groups, two factors.

use std::{
    process::Output,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use latchkey::domain::time::Timestamp;

use crate::{
    devices::{key_of, oathtool},
    harness::{bed, slapd, wait_until},
    serve::portal::{Portal, Setup},
};

const OUTER: &str = "cn=outer,ou=groups,dc=contoso,dc=test";

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_millis()).unwrap())
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The code in what the program printed.
fn code_in(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| line.len() == 43 && !line.contains(' '));
    line.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn r141_from_the_first_start_to_an_owner_in_a_nested_group() {
    let server = bed().slapd();
    let portal =
        Portal::prepare(Setup::slapd(server).policy("enabled = \"all\"\n[registration]\ndirectory_contacts = false\n"))
            .await;
    portal.edit("methods = [\"sms\", \"email\"]", "methods = [\"app\", \"passkey\", \"email\"]");
    portal.up().await;
    let log = portal.log();
    assert!(log.contains(&format!("{}/admin/setup", portal.url)), "{log}");
    let printed = code_in(&log);
    // The commands beside it.
    let roles = said(&portal.command(&["admin", "roles"]));
    assert!(roles.lines().all(|line| line.ends_with("(nobody)")) && roles.lines().count() == 4, "{roles}");
    let again = code_in(&said(&portal.command(&["admin", "setup-token"])));
    assert_ne!(again, printed);

    let mut client = portal.browser();
    let page = client.get("/admin").await;
    let page = client.submit(&page, &[("setup-token", &printed)]).await;
    let page = client.submit(&page, &[("group", "outer"), ("login", "alice")]).await;
    assert!(page.text().contains("The group now owns this console"), "{}", page.text());
    assert!(said(&portal.command(&["admin", "roles"])).contains("outer"));
    let refused = portal.command(&["admin", "setup-token"]);
    assert!(!refused.status.success(), "there is an owner");

    // heidi is in it through two other groups. She has no second factor yet, and is told where to get one.
    let page = client.submit(&page, &[("login", "heidi"), ("password", slapd::PASSWORD)]).await;
    assert!(page.text().contains("A second proof is missing"), "{}", page.text());
    let mut person = portal.browser();
    let page = person.get("/sign-in").await;
    person.submit(&page, &[("login", "heidi"), ("password", slapd::PASSWORD)]).await;
    let page = person.get("/security-info/add/app").await;
    let key = key_of(&page);
    let begun = now().millis() / 30_000;
    let done = person.submit(&page, &[("code", &oathtool(&key, now())), ("name", "")]).await;
    assert_eq!(done.url.path(), "/security-info", "{}", done.text());
    // A code works once: the next one.
    wait_until("the app shows the next code", Duration::from_secs(40), async || {
        (now().millis() / 30_000 > begun).then_some(())
    })
    .await;
    // Registering something ends every other session of hers (R68).
    let page = client.get("/admin").await;
    let page = client.submit(&page, &[("login", "heidi"), ("password", slapd::PASSWORD)]).await;
    let page = client.submit(&page, &[("code", &oathtool(&key, now()))]).await;
    assert_eq!(page.url.path(), "/admin", "{}", page.text());
    assert!(page.text().contains("Owner"), "{}", page.text());

    // Roles from the machine, by DN and by name; a demotion counts at once.
    said(&portal.command(&["admin", "grant", "auditor", OUTER, "--member", "heidi", "--by", "root"]));
    let wrong = portal.command(&["admin", "grant", "auditor", "inner", "--member", "user15"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("not in the group"), "{wrong:?}");
    let last = portal.command(&["admin", "revoke", "owner", "outer"]);
    assert!(String::from_utf8_lossy(&last.stderr).contains("only group that makes owners"), "{last:?}");
    said(&portal.command(&["admin", "grant", "owner", "mid"]));
    assert_eq!(client.get("/admin/roles").await.status, 200);
    said(&portal.command(&["admin", "revoke", "owner", "outer"]));
    assert_eq!(client.get("/admin/roles").await.status, 200, "mid is in outer, and inner in mid: still an owner");
    said(&portal.command(&["admin", "grant", "owner", "cn=outer,ou=groups,dc=contoso,dc=test"]));
    assert_eq!(portal.events("console.entered", "success").len(), 1);
    assert_eq!(portal.events("role.revoked", "success").len(), 1);
    // The printed codes are nowhere in the audit log or the database.
    assert!(!portal.audit().iter().any(|event| event.to_string().contains(&printed)));
}
