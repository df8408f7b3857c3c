//! The program as it ships on an OpenLDAP server that hangs, and then dies: the kill switch is in reach of who was in, and
//! of the machine.

use std::time::{Duration, Instant};

use latchkey::{
    app::{App, Replace, SystemClock},
    config::Config,
    directory::Found,
    domain::{
        account::Account, client::Client as From, identifier::LoginName, locale::Locale, role::Role, session::Entry,
        time::Clock as _,
    },
    flows::session,
};

use crate::{
    harness::{slapd::Slapd, wait_until},
    serve::portal::{Portal, Setup},
};

const BANNER: &str = "The directory does not answer.";

/// A session of the console beside the running portal, past its pages: its cookie. `owners` is made owner before.
pub(super) async fn in_console(portal: &Portal, login: &str, owners: Option<&str>) -> String {
    let config = Config::load(&portal.dir.join("latchkey.toml")).unwrap();
    let app = App::build(config, Replace::default()).await.unwrap();
    let core = &app.core;
    let Found::One(account) = app.directory.find(&LoginName::parse(login).unwrap()).await.unwrap() else { panic!() };
    let account: Account = *account;
    let client = From { address: "198.51.100.9".parse().unwrap(), agent: "Test".to_owned() };
    let mut tx = core.store.begin().await.unwrap();
    if let Some(group) = owners {
        tx.bind_role(core.tenant, Role::Owner, group, None).await.unwrap();
    }
    let begin = session::Begin {
        account: &account,
        login,
        entry: Entry::Admin,
        applied: core.policies.current().applied(&account, &Default::default()),
        client: &client,
        locale: &Locale::english(),
        return_to: None,
    };
    let (token, _) = session::begin(core, &mut tx, begin).await.unwrap();
    tx.commit().await.unwrap();
    let found = core.store.session_by_cookie(&core.cookie_digest(&token)).await.unwrap().unwrap();
    let mut tx = core.store.begin().await.unwrap();
    let mut row = session::lock(core, &mut tx, &found).await.unwrap();
    row.proved_at = Some(SystemClock.now());
    tx.save_session(&row).await.unwrap();
    tx.commit().await.unwrap();
    core.store.close().await;
    token.expose().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn r145_a_directory_that_hangs_or_dies_leaves_the_kill_switch_in_reach() {
    let server = Slapd::start(Default::default());
    let portal = Portal::start(Setup::slapd(&server)).await;
    let mut heidi = portal.browser();
    heidi.cookies.insert("__Host-ra".into(), in_console(&portal, "heidi", Some("outer")).await);
    let page = heidi.get("/admin").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(!page.text().contains(BANNER));

    server.freeze();
    let begun = Instant::now();
    let page = heidi.get("/admin").await;
    assert!(page.text().contains(BANNER), "{}", page.text());
    assert!(
        begun.elapsed() < Duration::from_secs(8),
        "it does not wait for all that a reset would: {:?}",
        begun.elapsed()
    );
    // What fails is one page away, and says so as soon as nobody has asked the servers for ten seconds.
    wait_until("the page says what fails", Duration::from_secs(20), async || {
        let page = heidi.get("/admin/directory").await;
        page.text().contains("It takes connections and says nothing.").then_some(())
    })
    .await;
    let page = heidi.get("/admin/policy/switch").await;
    let page = heidi.submit(&page, &[("writeback", "off")]).await;
    assert!(page.text().contains("switched off") || page.text().contains("stopped"), "{}", page.text());
    assert!(portal.events("policy.changed", "success")[0]["detail"]["outage"] == "yes");

    server.kill();
    let page = heidi.get("/admin/roles").await;
    assert_eq!(page.status, 503);
    assert!(page.text().contains("Not while the directory does not answer"), "{}", page.text());
    // Whoever has the machine needs no directory either.
    let said = |arguments: &[&str]| {
        let output = portal.command(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(said(&["policy", "switch", "off"]).contains("it was so already"));
    assert!(said(&["policy", "switch", "on", "--by", "root"]).contains("version 2"));
    assert!(said(&["policy", "switch", "off", "--comment", "Intruder", "--by", "root"]).contains("version 3"));
    assert!(said(&["policy", "versions"]).contains("root  Intruder"));

    server.restart();
    wait_until("the directory is asked again", Duration::from_secs(40), async || {
        let page = heidi.get("/admin/roles").await;
        (page.status == 200 && !page.text().contains(BANNER)).then_some(())
    })
    .await;
    assert_eq!(portal.events("console.outage", "success").len(), 1);
}
