//! How each server is now, and when its certificate ends: OpenLDAP that is well, frozen, dead, renewed, and too strict.

use std::time::{Duration, Instant};

use latchkey::{
    directory::{
        DirectoryRead as _,
        ldap::{LdapDirectory, LdapSettings},
        watch::{ServerNow, ServerWatch as _, Trouble},
    },
    domain::{
        finding::FindingStatus,
        time::{Clock as _, Timestamp},
    },
};
use url::Url;

use super::{Now, account, directory};
use crate::harness::{
    pki,
    slapd::{Options, Slapd},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn slapd() -> Slapd {
    Slapd::start(Options::default())
}

fn in_days(days: u32) -> Timestamp {
    // Certificates know whole seconds.
    Timestamp(Now.now().after(DAY * days).millis() / 1000 * 1000)
}

/// A directory of these servers; what was seen of them by another one is not known to it.
fn over(servers: &[&Slapd]) -> LdapDirectory {
    directory(settings(servers))
}

fn settings(servers: &[&Slapd]) -> LdapSettings {
    let urls: Vec<Url> = servers.iter().map(|server| server.url().parse().unwrap()).collect();
    LdapSettings { servers: urls, ..servers[0].settings() }
}

fn trouble(now: &ServerNow) -> Trouble {
    now.answer.as_ref().expect_err("it fails").0
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_is_asked_at_once_within_two_seconds_and_by_one_for_all() {
    let (well, frozen, dead) = (slapd(), slapd(), slapd());
    let end = in_days(20);
    well.certify(end);
    let directory = over(&[&frozen, &well, &dead]);
    frozen.freeze();
    dead.kill();
    let mut unnamed = settings(&[&well]);
    unnamed.servers = vec!["ldaps://no-such-server.contoso.invalid".parse().unwrap()];
    let unnamed = super::directory(unnamed);

    let begun = Instant::now();
    // Ten who look at once are one look.
    let (many, unnamed) =
        tokio::join!(futures_util::future::join_all((0..10).map(|_| directory.servers())), unnamed.servers());
    assert!(begun.elapsed() < Duration::from_millis(3_500), "{:?}", begun.elapsed());
    assert!(many.iter().all(|other| *other == many[0]), "one look for all");
    let [one, two, three] = many[0].as_slice() else { panic!("{many:?}") };
    assert_eq!([&one.server, &two.server, &three.server], [&frozen.url(), &well.url(), &dead.url()]);
    assert_eq!(trouble(one), Trouble::Silent, "{one:?}");
    assert!(two.answer.is_ok(), "{two:?}");
    assert_eq!(two.certificate_ends, Some(end));
    assert_eq!((one.certificate_ends, two.used_at), (None, None), "a look is no use");
    assert_eq!(trouble(three), Trouble::Connection, "{three:?}");
    assert_eq!(trouble(&unnamed[0]), Trouble::Name, "{unnamed:?}");

    // What people did counts as a use; the answer stays for a while.
    let frozen_again = directory.servers().await;
    assert_eq!(frozen_again, many[0]);
    frozen.thaw();
    let other = over(&[&well]);
    account(&other, "user01").await;
    let used = other.servers().await.remove(0).used_at.expect("it was used");
    assert!(Now.now().since(used) < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_a_certificate_that_ends_is_seen_by_look_doctor_and_connection() {
    let server = slapd();
    let soon = in_days(20);
    server.certify(soon);
    let doctor = over(&[&server]).diagnose(None).await;
    let tls = doctor.iter().find(|finding| finding.check == "tls").expect("a finding");
    assert_eq!(tls.status, FindingStatus::Warn);
    assert!(tls.what.contains("ends in 19 days") && tls.remedy.contains("Renew"), "{tls:?}");

    // The end is told although nobody talks to it any more.
    let past = Timestamp(in_days(0).before(DAY).millis());
    server.certify(past);
    let directory = over(&[&server]);
    directory.ready().await.unwrap_err();
    let now = directory.servers().await.remove(0);
    assert_eq!((trouble(&now), now.certificate_ends), (Trouble::CertificateEnded, Some(past)), "{now:?}");
    let doctor = directory.diagnose(None).await;
    let tls = doctor.iter().find(|finding| finding.check == "tls").expect("a finding");
    assert_eq!(tls.status, FindingStatus::Fail);
    assert!(tls.remedy.contains("Renew"), "{tls:?}");

    // Renewed under the same directory: the next look is a full handshake.
    let later = in_days(90);
    server.certify(later);
    directory.ready().await.unwrap();
    let renewed = over(&[&server]).servers().await.remove(0);
    assert_eq!(renewed.certificate_ends, Some(later), "{renewed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_another_name_and_a_refused_service_account_are_told_apart() {
    let server = slapd();
    let mut wrong = settings(&[&server]);
    wrong.bind_password = "Not-The!Password-1".to_owned().into();
    let directory = directory(wrong);
    let now = directory.servers().await.remove(0);
    assert_eq!(trouble(&now), Trouble::SignIn, "{now:?}");
    assert!(now.answer.unwrap_err().1.contains("rc=49") && now.certificate_ends.is_some());

    // Its name in the configuration is none that its certificate has: nothing is noted of a stranger.
    pki::issue(&server.dir, &["somebody-else.contoso.test"]);
    server.restart();
    let stranger = over(&[&server]).servers().await.remove(0);
    assert_eq!((trouble(&stranger), stranger.certificate_ends), (Trouble::Certificate, None), "{stranger:?}");
}
