//! The doctor names what is wrong and the command that puts it right.

use latchkey::{
    domain::finding::{Finding, FindingStatus as Outcome},
    domain::identifier::LoginName,
};

use super::{
    bed::{ADMIN, ADMIN_PASSWORD, SAMBA, SLAPD},
    directory,
};

fn one<'a>(findings: &'a [Finding], check: &str) -> &'a Finding {
    findings.iter().find(|f| f.check == check).unwrap_or_else(|| panic!("no `{check}` in {findings:#?}"))
}

fn login(name: &str) -> LoginName {
    LoginName::parse(name).unwrap()
}

#[tokio::test]
async fn a_good_set_up_is_well() {
    let findings = directory(SAMBA.settings()).diagnose(Some(&login("ruth"))).await;
    let bad: Vec<_> = findings.iter().filter(|f| f.status == Outcome::Fail).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    for check in [
        "dns",
        "tcp",
        "tls",
        "bind",
        "base",
        "clock",
        "reset-right",
        "unlock-right",
        "least-privilege",
        "service-account",
        "nested-groups",
        "fine-grained-policies",
    ] {
        assert_eq!(one(&findings, check).status, Outcome::Ok, "{findings:#?}");
    }
    // Samba knows no policy hints.
    assert_eq!(one(&findings, "policy-hints").status, Outcome::Warn);
}

#[tokio::test]
async fn r113_missing_and_excessive_rights_are_named_with_the_command() {
    let findings = directory(SAMBA.settings()).diagnose(Some(&login("other"))).await;
    let reset = one(&findings, "reset-right");
    assert_eq!(reset.status, Outcome::Fail);
    assert_eq!(
        reset.remedy,
        "dsacls \"OU=Other,DC=contoso,DC=test\" /I:S /G \"svcportal@contoso.test:CA;Reset Password;user\""
    );
    assert!(one(&findings, "unlock-right").remedy.contains("RPWP;lockoutTime;user"));
    let mut settings = SAMBA.settings();
    settings.bind_dn = ADMIN.to_owned();
    settings.bind_password = ADMIN_PASSWORD.to_owned().into();
    let findings = directory(settings).diagnose(None).await;
    assert_eq!(one(&findings, "service-account").status, Outcome::Fail);
    assert_eq!(one(&findings, "least-privilege").status, Outcome::Fail);
}

#[tokio::test]
async fn what_stands_in_the_way_is_named() {
    let mut settings = SAMBA.settings();
    settings.bind_password = "wrong".to_owned().into();
    assert_eq!(one(&directory(settings).diagnose(None).await, "bind").status, Outcome::Fail);
    let mut settings = SAMBA.settings();
    settings.base = "OU=Nowhere,DC=contoso,DC=test".to_owned();
    assert_eq!(one(&directory(settings).diagnose(None).await, "base").status, Outcome::Fail);
    let mut settings = SAMBA.settings();
    settings.servers = vec![format!("ldaps://{}:1", SAMBA.ip).parse().unwrap()];
    assert_eq!(one(&directory(settings).diagnose(None).await, "tcp").status, Outcome::Fail);
    let mut settings = SAMBA.settings();
    settings.ca_file = Some(super::bed::Authority::new("other").file);
    assert_eq!(one(&directory(settings).diagnose(None).await, "tls").status, Outcome::Fail);
    let findings = directory(SLAPD.settings()).diagnose(Some(&login("ivan"))).await;
    assert!(findings.iter().all(|f| f.status == Outcome::Ok), "{findings:#?}");
}
