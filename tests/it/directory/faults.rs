//! Servers that die, hang, come back, lie about their name or are not to be believed.

use std::time::{Duration, Instant};

use latchkey::{
    directory::{
        DirectoryError, DirectoryRead as _, PasswordWrite as _, WriteError,
        ldap::{Kind, LdapDirectory, LdapSettings},
    },
    domain::identifier::LoginName,
};

use super::{
    Now, aim,
    bed::{Authority, BASE, SAMBA, SERVICE, SERVICE_PASSWORD, SLAPD, Samba, Slapd, settings},
    directory, password,
};

fn with_servers(urls: Vec<url::Url>) -> LdapSettings {
    settings(Kind::ActiveDirectory, urls, BASE, SERVICE, SERVICE_PASSWORD)
}

#[tokio::test(flavor = "multi_thread")]
async fn r163_n30_a_dead_server_costs_seconds_and_the_preferred_one_is_used_again() {
    let (one, two) = (Samba::start(), Samba::start());
    let d = directory(with_servers(vec![one.url(), two.url()]));
    assert_eq!(aim(&d, "alice").await.server, one.url().to_string().trim_end_matches('/'));
    one.signal("KILL");
    let begun = Instant::now();
    let second = aim(&d, "alice").await;
    assert_eq!(second.server, two.url().to_string().trim_end_matches('/'));
    d.reset(&second, &password("Failed!Over-2026")).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
    assert_eq!(two.kinit("alice", "Failed!Over-2026"), "");
    one.up();
    let end = Instant::now() + Duration::from_secs(40);
    while aim(&d, "alice").await.server != one.url().to_string().trim_end_matches('/') {
        assert!(Instant::now() < end, "the preferred server was never used again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    one.signal("KILL");
    two.signal("KILL");
    let begun = Instant::now();
    assert!(matches!(d.get(second.account.id).await, Err(DirectoryError::Unavailable(_))));
    assert!(matches!(d.ready().await, Err(DirectoryError::Unavailable(_))));
    assert!(begun.elapsed() < Duration::from_secs(12));
}

#[tokio::test(flavor = "multi_thread")]
async fn r156_r164_a_server_that_hangs_leaves_it_open_and_settling_tells_the_truth() {
    let samba = Samba::start();
    let mut settings = samba.settings();
    settings.operation_timeout = Duration::from_secs(1);
    settings.connect_timeout = Duration::from_secs(1);
    let d = directory(settings);
    let mut unknown = 0;
    // The server is stopped a little later each round, so that some round stops it while it writes.
    for round in 0..20_u64 {
        let alice = aim(&d, "alice").await;
        let text = format!("Maybe!Written-{round}");
        let new = password(&text);
        let (outcome, ()) = tokio::join!(d.reset(&alice, &new), async {
            tokio::time::sleep(Duration::from_millis(round * 3)).await;
            tokio::task::block_in_place(|| samba.signal("STOP"));
        });
        if matches!(outcome, Err(WriteError::Unknown(_))) {
            let unsettled = d.settle(&alice.server, alice.account.id, &alice.before).await;
            assert!(matches!(unsettled, Err(DirectoryError::Unavailable(_))), "{unsettled:?}");
        }
        samba.signal("CONT");
        let end = Instant::now() + Duration::from_secs(20);
        let settled = loop {
            match d.settle(&alice.server, alice.account.id, &alice.before).await {
                Ok(settled) => break settled,
                Err(_) if Instant::now() < end => tokio::time::sleep(Duration::from_millis(50)).await,
                Err(error) => panic!("{error}"),
            }
        };
        assert_eq!(settled.password_written, samba.kinit("alice", &text).is_empty(), "round {round}: {outcome:?}");
        match outcome {
            Ok(()) => assert!(settled.password_written),
            Err(WriteError::Unknown(_)) => unknown += 1,
            Err(WriteError::Unavailable(_)) => assert!(!settled.password_written),
            Err(other) => panic!("{other:?}"),
        }
        if unknown == 2 {
            return;
        }
    }
    assert!(unknown > 0, "no round stopped the server while it wrote");
}

#[tokio::test]
async fn r165_who_is_not_to_be_believed_is_not_asked() {
    let refused = |settings: LdapSettings| async move {
        match directory(settings).ready().await {
            Err(DirectoryError::Unavailable(why)) => why,
            other => panic!("{other:?}"),
        }
    };
    let mut foreign = SAMBA.settings();
    foreign.ca_file = Some(Authority::new("foreign").file.clone());
    assert!(refused(foreign).await.contains("UnknownIssuer"));
    // A certificate for another name than the one that was asked for.
    let stranger = Slapd::named("elsewhere.contoso.test");
    assert!(refused(stranger.settings()).await.contains("not valid for name"));
    let mut pinned = SAMBA.settings();
    pinned.ca_pins = vec!["00".repeat(32)];
    assert!(LdapDirectory::new(pinned, std::sync::Arc::new(Now)).is_err());
}

#[tokio::test]
async fn starttls_is_insisted_on() {
    let mut settings = SLAPD.settings();
    settings.servers = vec![format!("ldap://{}:3890", SLAPD.ip).parse().unwrap()];
    directory(settings).ready().await.unwrap();
    // A server that can not do it: nobody signs in in the clear.
    let conf = super::people::slapd_conf();
    let plain: String = conf.lines().filter(|l| !l.starts_with("TLS")).map(|l| format!("{l}\n")).collect();
    let plain = Slapd::with(&plain.replace("simple_bind=128", "simple_bind=0"), &super::people::openldap());
    let mut settings = plain.settings();
    settings.servers = vec![format!("ldap://{}:3890", plain.ip).parse().unwrap()];
    assert!(matches!(directory(settings).ready().await, Err(DirectoryError::Unavailable(_))));
}

#[test]
fn r165_r166_settings_that_are_not_safe_are_refused() {
    let refused = |url: &str| {
        let settings = with_servers(vec![url.parse().unwrap()]);
        LdapDirectory::new(settings, std::sync::Arc::new(Now)).err().map(|e| e.to_string())
    };
    for url in
        ["http://dc", "ldapi://dc", "ldaps://dc:3269", "ldap://dc:3268", "ldap:///", "ldaps://[::1]", "ldaps://dc/DC=x"]
    {
        assert!(refused(url).is_some_and(|text| text.contains("servers")), "{url}");
    }
    let mut empty = with_servers(vec!["ldaps://dc".parse().unwrap()]);
    empty.bind_password = String::new().into();
    assert!(LdapDirectory::new(empty, std::sync::Arc::new(Now)).is_err());
}

#[tokio::test]
async fn a_wrong_service_password_is_named_and_not_repeated() {
    let mut settings = SAMBA.settings();
    settings.bind_password = "wrong".to_owned().into();
    let d = directory(settings);
    let error = d.find(&LoginName::parse("bob").unwrap()).await.unwrap_err().to_string();
    assert!(error.contains("service account was refused") && error.contains("52e"), "{error}");
}
