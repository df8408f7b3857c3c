//! The same on OpenLDAP with password policy, and Active Directory's own error texts by a double.

use super::{
    journey::{PATIENCE, Visitor},
    portal::{Portal, Setup},
};
use crate::harness::{bed, slapd, wait_until};

/// Two people under a policy of their own: twenty characters at least.
const STRICT: &str = "dn: cn=long,ou=policies,dc=contoso,dc=test
objectClass: device
objectClass: pwdPolicy
cn: long
pwdAttribute: userPassword
pwdMinLength: 20
pwdCheckQuality: 2

dn: uid=lena,ou=people,dc=contoso,dc=test
objectClass: inetOrgPerson
uid: lena
cn: Lena Test
givenName: Lena
sn: Test
displayName: Lena Test
mail: lena@mail.example
mobile: +12075550133
userPassword: {SSHA}BtVhb925Cqeirm8vLueAYA60zAlsYXRjaGtleQ==
pwdPolicySubentry: cn=long,ou=policies,dc=contoso,dc=test
";

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_is_proven_by_openldaps_own_client() {
    let server = bed().slapd();
    let portal = Portal::start(Setup::slapd(server)).await;
    for (login, typed, phone) in
        [("user01", "user01", "+12065550101"), ("user02", "user02@mail.example", "+12065550102")]
    {
        let mut visitor = Visitor::new(&portal);
        let new = format!("Brand-New!Secret-{login}");
        visitor.reset(typed, &format!("{login}@mail.example"), phone, &new).await;
        server.bind(&server.dn(login), &new).unwrap();
        server.bind(&server.dn(login), slapd::PASSWORD).unwrap_err();
        assert_eq!(server.attribute(login, "pwdReset"), None, "they chose it themselves");
    }
    wait_until("both are told twice", PATIENCE, async || (portal.notices().len() >= 4).then_some(())).await;
    assert_eq!(portal.events("password.reset", "success").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_password_policy_refuses_is_said_in_plain_words() {
    let server = slapd::Slapd::start(slapd::Options { entries: STRICT.into(), ..slapd::Options::default() });
    let portal = Portal::start(Setup::slapd(&server)).await;

    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove("user03", "user03@mail.example", "+12065550103").await;
    let page = visitor.set(&page, slapd::PASSWORD).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("You have used this password before"), "{}", page.text());
    let page = visitor.set(&page, "Other-Enough!Now-7").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    server.bind(&server.dn("user03"), "Other-Enough!Now-7").unwrap();

    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove("lena", "lena@mail.example", "+12075550133").await;
    let page = visitor.set(&page, "Too-Short!Now-9").await;
    assert_eq!(page.status, 422);
    let text = page.text();
    let named = text.contains("at least 20 characters") || text.contains("Your password is too short");
    assert!(named, "{text}");
    let page = visitor.set(&page, "Long-Enough!For-Important-People-9").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    let rules: Vec<_> = portal.events("writeback.settled", "failure").iter().map(|e| e["detail"]["rule"].clone()).collect();
    assert_eq!(rules.len(), 2, "{rules:?}");
    assert!(rules[0].as_str().unwrap().contains("TooShort") && rules[1] == "UsedBefore", "{rules:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r115_active_directorys_own_refusals_are_told_apart() {
    let server = bed().ad_errors();
    let setup = Setup::active_directory(&[&server.url()], &server.ca_file());
    let portal = Portal::prepare(setup).await;
    portal.edit("svcportal@contoso.test", slapd::SERVICE_DN);
    portal.edit("DC=contoso,DC=test", slapd::BASE);
    portal.up().await;
    for (login, n, status, words) in [
        ("unwilling", 2, 422, "This password was refused, and we do not know why"),
        ("constraint", 3, 422, "This password was refused, and we do not know why"),
        ("denied", 4, 503, "The fault is ours"),
        ("busy", 5, 503, "Try again in a few minutes"),
        ("unavailable", 6, 503, "Try again in a few minutes"),
        ("gone", 7, 409, "Your account has changed since you started"),
    ] {
        let mut visitor = Visitor::new(&portal);
        let phone = server.attribute(login, "mobile").unwrap_or_else(|| panic!("{login} ({n}) has a phone"));
        let page = visitor.prove(login, &format!("{login}@mail.example"), &phone).await;
        let page = visitor.set(&page, "Good-Enough!Now-7").await;
        assert_eq!(page.status, status, "{login}: {}", page.text());
        assert!(page.text().contains(words), "{login}: {}", page.text());
        assert!(!page.text().contains("SvcErr"), "{login}: the directory's own words are for the log");
    }
    assert!(portal.events("password.reset", "success").is_empty());
    let diagnostics: Vec<String> = portal
        .events("writeback.settled", "failure")
        .iter()
        .map(|event| event["personal"]["diagnostic"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(diagnostics.iter().any(|text| text.contains("0000052D: SvcErr")), "{diagnostics:#?}");
}
