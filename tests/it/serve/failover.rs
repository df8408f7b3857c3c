//! Domain controllers that die during a reset, all of them, and come back (R163); one that is not to be believed (R165).

use std::time::{Duration, Instant};

use super::{
    journey::{PATIENCE, Visitor},
    portal::{Portal, Setup},
};
use crate::harness::{
    bed, pki,
    samba::{Options, Samba},
    wait_until,
};

#[tokio::test(flavor = "multi_thread")]
async fn r163_a_reset_is_finished_on_the_second_server() {
    let (one, two) = (Samba::start(Options::default()), Samba::start(Options::default()));
    let portal = Portal::start(Setup::active_directory(&[&one.url(), &two.url()], &one.ca_file())).await;
    let mut visitor = Visitor::new(&portal);
    let page = visitor.prove("user07", "user07@mail.example", "+12065550107").await;
    assert!(page.field("new-password").is_some(), "{}", page.text());
    one.kill();
    let begun = Instant::now();
    let page = visitor.set(&page, "Failed-Over!Secret-7").await;
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    two.kinit("user07", "Failed-Over!Secret-7").unwrap();
    assert_eq!(portal.health("/readyz").await.0, 200, "one server is enough");
    assert_eq!(portal.events("password.reset", "success").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r163_without_any_server_everybody_is_told_the_same_and_the_flow_goes_on_later() {
    let dc = Samba::start(Options::default());
    let person = dc.add_person("");
    let portal = Portal::start(Setup::samba(&dc)).await;
    assert_eq!(portal.health("/readyz").await.0, 200);
    let mut known = Visitor::new(&portal);
    let page = known.prove_as(&person).await;
    assert!(page.field("new-password").is_some(), "{}", page.text());
    let sent = (portal.smtp.mails().len(), portal.sms.messages().len());
    dc.kill();

    // Somebody who begins now sees the usual pages, whoever it is, and gets no code yet.
    let mut pages = Vec::new();
    let mut waiting = Vec::new();
    for login in ["user08", "nobody-of-this-name"] {
        let mut visitor = Visitor::new(&portal);
        let methods = visitor.begin(login).await;
        let code = visitor.browser.submit(&methods, &[("method", "email")]).await;
        assert!(code.field("code").is_some(), "{}", code.text());
        pages.push((methods.status, code.status));
        waiting.push((visitor, code));
    }
    assert_eq!(pages[0], pages[1]);

    // Who has proved everything is told that it is the service, and keeps what was proved.
    let page = known.set(&page, "Velvet-kettle!under-nine-owls-7").await;
    assert_eq!(page.status, 503);
    assert!(page.text().contains("LK-0030") && page.text().contains("Nothing was changed"), "{}", page.text());
    wait_until("it is not ready", PATIENCE, async || (portal.health("/readyz").await.0 == 503).then_some(())).await;
    assert!(portal.health("/readyz").await.1.contains("directory failed"));
    assert_eq!(portal.health("/healthz").await.0, 200);
    assert_eq!((portal.smtp.mails().len(), portal.sms.messages().len()), sent, "no code is burnt");

    dc.restart();
    wait_until("it is ready", PATIENCE, async || (portal.health("/readyz").await.0 == 200).then_some(())).await;
    let page = known.browser.get("/reset/password").await;
    let page = known.set(&page, "Velvet-kettle!under-nine-owls-7").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    dc.kinit(&person.login, "Velvet-kettle!under-nine-owls-7").unwrap();
    // And the code that somebody waits for is sent now.
    let (mut visitor, page) = waiting.swap_remove(0);
    let code = visitor.code("user08@mail.example", (0, 0)).await;
    let page = visitor.browser.submit(&page, &[("code", &code)]).await;
    assert!(page.field("method").is_some(), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn r165_a_server_that_can_not_be_believed_is_named_by_the_doctor_and_never_asked() {
    let dc = bed().samba();
    let other = crate::harness::new_dir("authority");
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    std::fs::write(other.join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
    let foreign = Portal::start(Setup::active_directory(&[&dc.url()], &other.join("ca.pem"))).await;
    assert_eq!(foreign.health("/readyz").await.0, 503);
    let doctor = foreign.command(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert_eq!(doctor.status.code(), Some(1), "{said}");
    assert!(said.contains("FAIL  tls"), "{said}");

    // The right authority, another name than the certificate's: its address, instead of one of its names.
    let misnamed = Samba::start(Options { names: vec!["dc9.contoso.test".into()], ..Options::default() });
    pki::issue(&misnamed.dir, &["dc9.contoso.test"]);
    misnamed.restart();
    let portal = Portal::start(Setup::samba(&misnamed)).await;
    assert_eq!(portal.health("/readyz").await.0, 503);
    let said = String::from_utf8_lossy(&portal.command(&["doctor"]).stdout).into_owned();
    assert!(said.contains("FAIL  tls") && said.contains("name"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn r165_only_a_pinned_authority_is_trusted() {
    let dc = bed().samba();
    let portal = Portal::prepare(Setup::samba(dc)).await;
    let ca = <rustls::pki_types::CertificateDer<'_> as rustls::pki_types::pem::PemObject>::from_pem_file(dc.ca_file())
        .unwrap();
    let pin: Vec<String> =
        <sha2::Sha256 as sha2::Digest>::digest(&ca).iter().map(|byte| format!("{byte:02X}")).collect();
    portal.edit("default_region", &format!("ca_pins = [\"{}\"]\ndefault_region", pin.join(":")));
    portal.up().await;
    assert_eq!(portal.health("/readyz").await.0, 200);
    portal.kill();
    portal.edit(&pin.join(":"), &["00"; 32].join(":"));
    let doctor = portal.command(&["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(said.contains("directory.ca_pins") && doctor.status.code() == Some(1), "{said}");
}
