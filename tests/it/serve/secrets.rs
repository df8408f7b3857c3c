//! Where a password, a code, a contact or a login name must never be found (R118, R151).

use super::{
    journey::{PATIENCE, Visitor},
    portal::{Portal, Setup},
};
use crate::harness::{
    bed,
    canary::{assert_absent, assert_absent_in},
    wait_until,
};

#[tokio::test(flavor = "multi_thread")]
async fn r118_r151_no_password_anywhere_and_no_person_in_the_log_at_its_most_talkative() {
    let dc = bed().samba();
    let person = dc.add_person("");
    let portal = Portal::start(Setup::samba(dc).filter("trace")).await;
    let mut visitor = Visitor::new(&portal);
    let (refused, new) = ("canaryrefusedsmallletters", "CANARY-Secret!Word-8263");
    let page = visitor.prove_as(&person).await;
    let page = visitor.set(&page, refused).await;
    assert_eq!(page.status, 422, "{}", page.text());
    let page = visitor.set(&page, new).await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    dc.kinit(&person.login, new).unwrap();
    wait_until("both contacts are told", PATIENCE, async || (portal.notices().len() >= 2).then_some(())).await;
    // Somebody unknown, too, and a wrong code.
    let mut stranger = Visitor::new(&portal);
    let page = stranger.begin("stranger-canary-login").await;
    let page = stranger.browser.submit(&page, &[("method", "email")]).await;
    stranger.browser.submit(&page, &[("code", "86420975")]).await;

    let core = std::fs::read(format!("/proc/{}/cmdline", portal.pid())).unwrap();
    let environment = std::fs::read(format!("/proc/{}/environ", portal.pid())).unwrap();
    for (name, bytes) in [("argv", &core), ("environment", &environment)] {
        assert_absent_in(name, bytes, &[new, refused, crate::harness::samba::SERVICE_PASSWORD]);
    }
    let audit = portal.command(&["audit", "list", "--limit", "500"]);
    assert_absent_in("the audit log", &audit.stdout, &[new, refused]);
    // While it runs (write-ahead log included), and after it has ended.
    assert_absent(&portal.dir, &[new, refused]);
    let codes: Vec<String> = portal
        .smtp
        .mails()
        .iter()
        .filter_map(crate::harness::smtp::Received::code)
        .chain(portal.sms.messages().iter().filter_map(crate::harness::sms::Message::code))
        .collect();
    assert_eq!(codes.len(), 2);
    portal.end(rustix::process::Signal::TERM);
    assert_absent(&portal.dir, &[new, refused]);

    let log = portal.log();
    assert!(log.lines().any(|line| line.contains("TRACE")), "the filter counts");
    let national = person.mobile.trim_start_matches("+1");
    let mut private = vec![
        new,
        refused,
        person.login.as_str(),
        person.mail.as_str(),
        person.mobile.as_str(),
        national,
        "stranger-canary-login",
        "86420975",
        crate::harness::samba::SERVICE_PASSWORD,
        crate::harness::sms::TOKEN,
    ];
    private.extend(codes.iter().map(String::as_str));
    assert_absent_in("the log", log.as_bytes(), &private);
    // The set-up code is printed for whoever sits at the machine: no line of the log.
    for line in log.lines().filter(|line| line.starts_with('{')) {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}
