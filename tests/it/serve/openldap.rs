//! The same on OpenLDAP with password policy.

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
        let new = format!("Brand-New!Secret-41{}", phone.len());
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
    let page = visitor.set(&page, "Tiny-Wxlrus!Nqw-9").await;
    assert_eq!(page.status, 422);
    let text = page.text();
    let named = text.contains("at least 20 characters") || text.contains("Your password is too short");
    assert!(named, "{text}");
    let page = visitor.set(&page, "Long-Enough!For-Important-People-9").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    let rules = |kind: &str, detail: &str| -> Vec<_> {
        portal
            .events(kind, "failure")
            .iter()
            .map(|e| e["detail"][detail].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    // A length is known before the write; only the directory knows the former passwords.
    assert_eq!(rules("writeback.settled", "rule"), ["UsedBefore"]);
    assert_eq!(rules("password.refused", "rules"), ["TooShort(Some(20))"]);
}
