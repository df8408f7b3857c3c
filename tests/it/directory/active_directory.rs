//! Against Samba as an Active Directory domain controller; `kinit` is the third party that proves passwords.

use latchkey::{
    directory::{
        AccountWrite as _, DirectoryRead as _, Found, PasswordCheck as _, PasswordWrite as _, SignIn, SignInRefusal,
        WriteError,
    },
    domain::{
        account::{Contact, PasswordState, Protection},
        password::{Complexity, Refusal},
    },
};

use super::{
    account, aim,
    bed::{ADMIN, ADMIN_PASSWORD, BASE, SAMBA, START},
    directory, find, password,
    people::dn,
};

#[tokio::test]
async fn a_reset_is_what_kerberos_believes() {
    let d = directory(SAMBA.settings());
    let aim = aim(&d, "alice").await;
    d.reset(&aim, &password("Größe-日本語-🔑-1a")).await.unwrap();
    assert_eq!(SAMBA.kinit("alice", "Größe-日本語-🔑-1a"), "");
    assert!(SAMBA.kinit("alice", START).contains("Password incorrect"));
    let settled = d.settle(&aim.server, aim.account.id, &aim.before).await.unwrap();
    assert!(settled.password_written && !settled.locked);
}

#[tokio::test]
async fn people_are_found_by_every_name_they_have() {
    let d = directory(SAMBA.settings());
    let id = account(&d, "bob").await.id;
    for name in ["BOB", "bob@contoso.test", "Bob@CONTOSO.TEST", "CONTOSO\\bob", "contoso.test\\bob", "bob@mail.example"]
    {
        assert_eq!(account(&d, name).await.id, id, "{name}");
    }
    for name in ["FABRIKAM\\bob", "bob@fabrikam.test", "nobody", "DC1$", "CONTOSO\\", "G-Portal", "*", "b*"] {
        assert!(matches!(find(&d, name).await, Found::Nobody), "{name}");
    }
    assert_eq!(d.get(id).await.unwrap().unwrap().login, "bob");
}

#[tokio::test]
async fn r94_hostile_names_find_nobody() {
    let d = directory(SAMBA.settings());
    for name in [
        "*)(uid=*))(|(uid=*",
        "bob)(&)",
        "bob*",
        "\\2a",
        "(objectClass=*)",
        "bob)(objectClass=*",
        "é*",
        "CN=bob,OU=Staff",
    ] {
        assert!(matches!(find(&d, name).await, Found::Nobody), "{name}");
    }
}

#[tokio::test]
async fn r95_a_shared_mail_address_names_nobody() {
    SAMBA.ldif(&format!("dn: {}\nchangetype: modify\nreplace: mail\nmail: shared@mail.example\n\n", dn("mona")));
    SAMBA.ldif(&format!("dn: {}\nchangetype: modify\nreplace: mail\nmail: shared@mail.example\n\n", dn("nina")));
    let d = directory(SAMBA.settings());
    assert!(matches!(find(&d, "shared@mail.example").await, Found::Ambiguous));
    assert_eq!(account(&d, "mona").await.login, "mona");
}

#[tokio::test]
async fn r96_a_moved_account_is_the_same_and_a_new_one_is_not() {
    let d = directory(SAMBA.settings());
    let aim = aim(&d, "oscar").await;
    SAMBA.ldif(&format!(
        "dn: {}\nchangetype: moddn\nnewrdn: CN=Renamed\ndeleteoldrdn: 1\nnewsuperior: OU=Staff,{BASE}\n\n",
        dn("oscar")
    ));
    d.reset(&aim, &password("Moved!Away-2026")).await.unwrap();
    assert_eq!(SAMBA.kinit("oscar", "Moved!Away-2026"), "");
    SAMBA.ldif(&format!("dn: CN=Renamed,OU=Staff,{BASE}\nchangetype: delete\n\n"));
    SAMBA.plain_ldif(&format!(
        "dn: {}\nchangetype: add\nobjectClass: user\nsAMAccountName: oscar\nuserAccountControl: 512\nunicodePwd:: {}\n\n",
        dn("oscar"),
        super::people::unicode(START)
    ));
    assert!(matches!(d.reset(&aim, &password("Never!Set-2026")).await, Err(WriteError::Gone(_))));
    assert!(d.get(aim.account.id).await.unwrap().is_none());
    assert_eq!(SAMBA.kinit("oscar", START), "");
}

#[tokio::test]
async fn r100_contacts_are_read_and_bad_values_left_out() {
    let mut settings = SAMBA.settings();
    settings.default_region = Some("FR".to_owned());
    let zoe = account(&directory(settings), "zoe").await;
    let seen: Vec<String> = zoe
        .contacts
        .iter()
        .map(|contact| match contact {
            Contact::Mail(m) => m.as_str().to_owned(),
            Contact::Mobile(p) | Contact::Office(p) => p.as_str().to_owned(),
        })
        .collect();
    assert_eq!(seen, ["zoe@home.example", "zoe@mail.example", "+33612345678"]);
    assert_eq!(zoe.language.as_deref(), Some("fr-CA"));
    assert_eq!(zoe.location, dn("zoe"));
}

#[tokio::test]
async fn states_are_what_the_domain_says() {
    let d = directory(SAMBA.settings());
    assert!(account(&d, "dave").await.state.disabled);
    assert!(account(&d, "erin").await.state.expired);
    assert_eq!(account(&d, "frank").await.state.password, PasswordState::MustChange);
    let bob = account(&d, "bob").await.state;
    assert!(!bob.disabled && !bob.expired && bob.lock.is_none() && bob.protection.is_none());
}

#[tokio::test]
async fn r114_protected_accounts_are_known_and_never_reset() {
    let mut settings = SAMBA.settings();
    settings.service_ous = vec![format!("OU=Service,{BASE}")];
    settings.protected_groups = vec!["G-HelpDesk".to_owned()];
    settings.protected_accounts = vec!["NAMED".to_owned()];
    let d = directory(settings);
    let group = |name: &str| Some(Protection::PrivilegedGroup(name.to_owned()));
    for (login, why) in [
        ("adam", group("Domain Admins")),
        ("nested", group("Domain Admins")),
        ("operator", group("Account Operators")),
        ("dnsadmin", group("DnsAdmins")),
        ("delegated", group("G-HelpDesk")),
        ("former", Some(Protection::AdminCount)),
        ("websvc", Some(Protection::Service)),
        ("batch", Some(Protection::Service)),
        ("svcportal", Some(Protection::Service)),
        ("krbtgt", Some(Protection::Service)),
        ("named", Some(Protection::Configured)),
        ("carol", None),
    ] {
        assert_eq!(account(&d, login).await.state.protection, why, "{login}");
        if why.is_some() {
            let before = SAMBA.read(login, "pwdLastSet");
            let aim = aim(&d, login).await;
            assert!(matches!(d.reset(&aim, &password("Never!Set-2026")).await, Err(WriteError::Denied(_))), "{login}");
            assert_eq!(SAMBA.read(login, "pwdLastSet"), before, "{login}");
        }
    }
    assert!(account(&d, "Administrator").await.state.protection.is_some());
    let aim = aim(&d, "dave").await;
    assert!(matches!(d.reset(&aim, &password("Never!Set-2026")).await, Err(WriteError::Denied(_))), "disabled");
}

#[tokio::test]
async fn r114_a_group_that_can_not_be_read_is_an_error() {
    let mut settings = SAMBA.settings();
    settings.protected_groups = vec!["No such group".to_owned()];
    let d = directory(settings);
    let name = latchkey::domain::identifier::LoginName::parse("carol").unwrap();
    let error = d.find(&name).await.unwrap_err().to_string();
    assert!(error.contains("No such group"), "{error}");
}

#[tokio::test]
async fn memberships_reach_through_groups() {
    let d = directory(SAMBA.settings());
    let among: Vec<String> =
        ["G-Portal", "G-Mid", &format!("CN=G-Inner,OU=Groups,{BASE}"), "G-Deputies", "Domain Users"]
            .map(str::to_owned)
            .into();
    let heidi = d.memberships(account(&d, "heidi").await.id, &among).await.unwrap();
    assert_eq!(heidi.len(), 4, "{heidi:?}");
    assert!(!heidi.contains("G-Deputies") && heidi.contains("Domain Users"));
    let bob = account(&d, "bob").await.id;
    assert_eq!(d.memberships(bob, &among).await.unwrap().into_iter().collect::<Vec<_>>(), ["Domain Users"]);
    let error = d.memberships(bob, &["G-Portal".to_owned(), "G-Ghost".to_owned()]).await.unwrap_err();
    assert!(error.to_string().contains("G-Ghost"), "{error}");
}

#[tokio::test]
async fn r110_rules_come_from_the_domain_and_from_fine_grained_policies() {
    let d = directory(SAMBA.settings());
    let bob = d.password_rules(account(&d, "bob").await.id).await.unwrap();
    assert_eq!((bob.minimum_length, bob.complexity, bob.history), (Some(7), Complexity::ThreeOfFiveSamba, Some(24)));
    assert_eq!(bob.minimum_age, Some(std::time::Duration::from_secs(86_400)));
    SAMBA.ldif(&format!(
        "dn: CN=Strict,CN=Password Settings Container,CN=System,{BASE}\nchangetype: add\n\
         objectClass: msDS-PasswordSettings\nmsDS-PasswordSettingsPrecedence: 10\nmsDS-PasswordReversibleEncryptionEnabled: FALSE\n\
         msDS-PasswordHistoryLength: 5\nmsDS-PasswordComplexityEnabled: FALSE\nmsDS-MinimumPasswordLength: 16\n\
         msDS-MinimumPasswordAge: 0\nmsDS-MaximumPasswordAge: -36288000000000\nmsDS-LockoutThreshold: 0\n\
         msDS-LockoutObservationWindow: -18000000000\nmsDS-LockoutDuration: -18000000000\nmsDS-PSOAppliesTo: {}\n\n",
        dn("pat")
    ));
    let aim = aim(&d, "pat").await;
    let pat = d.password_rules(aim.account.id).await.unwrap();
    assert_eq!((pat.minimum_length, pat.complexity, pat.history), (Some(16), Complexity::No, Some(5)));
    let refused = d.reset(&aim, &password("Short!Pass1")).await;
    assert!(matches!(refused, Err(WriteError::Refused(Refusal::TooShort(Some(16)), _))), "{refused:?}");
}

#[tokio::test]
async fn r115_refusals_are_named() {
    let d = directory(SAMBA.settings());
    let judy = aim(&d, "judy").await;
    let short = d.reset(&judy, &password("aB1!")).await;
    assert!(matches!(short, Err(WriteError::Refused(Refusal::TooShort(Some(7)), _))), "{short:?}");
    let plain = d.reset(&judy, &password("alllowercaseletters")).await;
    assert!(matches!(plain, Err(WriteError::Refused(Refusal::Complexity, _))), "{plain:?}");
    assert!(matches!(d.reset(&judy, &password("")).await, Err(WriteError::Refused(Refusal::Empty, _))));
    let foreign = aim(&d, "other").await;
    assert!(matches!(d.reset(&foreign, &password("Not!Allowed-1")).await, Err(WriteError::Denied(_))));
    let young = d.change(&judy, &password(START), &password("Other!Pass-77")).await;
    assert!(matches!(young, Err(WriteError::Refused(Refusal::TooYoung, _))), "{young:?}");
    let wrong = d.change(&judy, &password("not it"), &password("Other!Pass-77")).await;
    assert!(matches!(wrong, Err(WriteError::WrongOld(_))), "{wrong:?}");
    assert_eq!(SAMBA.kinit("judy", START), "");
}

#[tokio::test]
async fn a_password_that_must_be_changed_can_be_changed() {
    let d = directory(SAMBA.settings());
    let frank = aim(&d, "tina").await;
    assert_eq!(d.check_password(frank.account.id, &password(START)).await.unwrap(), SignIn::MustChange);
    d.change(&frank, &password(START), &password("Changed!Pass-1")).await.unwrap();
    assert_eq!(SAMBA.kinit("tina", "Changed!Pass-1"), "");
    SAMBA.ldif(&format!(
        "dn: {}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: 130000000000000000\n\n",
        dn("quinn")
    ));
    let quinn = aim(&d, "quinn").await;
    assert_eq!(quinn.account.state.password, PasswordState::Expired);
    assert_eq!(d.check_password(quinn.account.id, &password(START)).await.unwrap(), SignIn::Expired);
    d.change(&quinn, &password(START), &password("Changed!Pass-2")).await.unwrap();
    assert_eq!(d.check_password(quinn.account.id, &password("Changed!Pass-2")).await.unwrap(), SignIn::Ok);
}

#[tokio::test]
async fn sign_ins_are_told_apart() {
    let d = directory(SAMBA.settings());
    for (login, typed, expected) in [
        ("kate", START, SignIn::Ok),
        ("kate", "wrong", SignIn::Refused(SignInRefusal::Wrong)),
        ("kate", "", SignIn::Refused(SignInRefusal::Wrong)),
        ("dave", START, SignIn::Refused(SignInRefusal::Disabled)),
        ("erin", START, SignIn::Refused(SignInRefusal::AccountExpired)),
    ] {
        let id = account(&d, login).await.id;
        assert_eq!(d.check_password(id, &password(typed)).await.unwrap(), expected, "{login} {typed}");
    }
}

#[tokio::test]
async fn r36_r116_a_lock_is_seen_lifted_apart_and_reset_traffic_never_adds_to_it() {
    let ldap = super::bed::Samba::start();
    ldap.ldif(&format!("dn: {BASE}\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: 3\n\n"));
    let d = directory(ldap.settings());
    let id = account(&d, "grace").await.id;
    for _ in 0..3 {
        assert!(ldap.kinit("grace", "wrong").contains("Password incorrect"));
    }
    let wanted = SignIn::Refused(SignInRefusal::Locked);
    assert_eq!(d.check_password(id, &password(START)).await.unwrap(), wanted);
    let grace = aim(&d, "grace").await;
    assert!(grace.account.state.lock.unwrap().since.is_some() && grace.before.lock.is_some());
    d.reset(&grace, &password("Fresh!Pass-2026")).await.unwrap();
    let settled = d.settle(&grace.server, id, &grace.before).await.unwrap();
    assert!(settled.password_written && settled.locked, "a reset does not unlock");
    d.unlock(&grace).await.unwrap();
    d.unlock(&grace).await.unwrap();
    assert!(!d.settle(&grace.server, id, &grace.before).await.unwrap().locked);
    assert_eq!(d.check_password(id, &password("Fresh!Pass-2026")).await.unwrap(), SignIn::Ok);
    assert_ne!(ldap.read("grace", "pwdLastSet"), "0", "R117: not forced to change");
    for _ in 0..20 {
        let leo = aim(&d, "leo").await;
        drop(d.reset(&leo, &password("short")).await);
    }
    assert_eq!(ldap.read("leo", "badPwdCount"), "0");
}

#[tokio::test]
async fn r113_the_service_account_can_not_write_elsewhere() {
    assert!(super::bed::lets_in(SAMBA.url().as_str(), ADMIN, ADMIN_PASSWORD));
    let d = directory(SAMBA.settings());
    let mut foreign = aim(&d, "Administrator").await;
    foreign.account.state.protection = None;
    assert!(matches!(d.reset(&foreign, &password("Taken!Over-2026")).await, Err(WriteError::Denied(_))));
    assert!(super::bed::lets_in(SAMBA.url().as_str(), ADMIN, ADMIN_PASSWORD));
}

#[tokio::test]
async fn r163_the_pdc_emulator_is_written_to_when_asked_for() {
    let mut settings = SAMBA.settings();
    settings.write_to_pdc = true;
    // A server that is down comes first in the order; the one with the role is found all the same.
    settings.servers.insert(0, format!("ldaps://{}:1", SAMBA.ip).parse().unwrap());
    let d = directory(settings);
    let ruth = aim(&d, "ruth").await;
    assert_eq!(ruth.server, SAMBA.url().as_str().trim_end_matches('/'));
    d.reset(&ruth, &password("Written!To-PDC1")).await.unwrap();
    assert_eq!(SAMBA.kinit("ruth", "Written!To-PDC1"), "");
}

#[tokio::test]
async fn r37_wrong_passwords_stay_below_the_lockout_threshold() {
    let ldap = super::bed::Samba::start();
    ldap.ldif(&format!("dn: {BASE}\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: 5\n\n"));
    let d = directory(ldap.settings());
    let kate = aim(&d, "kate").await;
    for _ in 0..25 {
        assert!(matches!(d.check_password(kate.account.id, &password("wrong")).await.unwrap(), SignIn::Refused(_)));
        let change = d.change(&kate, &password("wrong"), &password("Other!Pass-77")).await;
        assert!(matches!(change, Err(WriteError::WrongOld(_))), "{change:?}");
    }
    assert_eq!(ldap.read("kate", "badPwdCount"), "3");
    assert_eq!(ldap.kinit("kate", START), "", "not locked");
}
