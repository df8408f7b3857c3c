//! The scan of the directory in the console: during a run, after it, when it fails, when it is off.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use latchkey::{
    directory::{
        DirectoryError, DirectoryRead as _,
        ldap::LdapDirectory,
        scan::{DirectoryScan, PageToken, Scan, ScanPage},
        watch::ServerWatch as _,
    },
    domain::{account::AccountId, role::Role, time::Clock as _},
    jobs::sync::Sync,
    store::sync_state::SyncAsk,
};
use reqwest::StatusCode;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{TENANT, press};
use crate::harness::{
    app::{House, Options},
    clock::TestClock,
    crowd,
    slapd::Slapd,
    wait_until,
};

/// A directory of 3000 accounts, 500 on a page, that stops after the page it is told to, or fails, or is empty.
struct Slow {
    stop_after: AtomicU32,
    fails: AtomicBool,
    empty: AtomicBool,
    pages: AtomicU32,
}

#[async_trait]
impl DirectoryScan for Slow {
    async fn scan(&self, what: &Scan, _: PageToken) -> Result<ScanPage, DirectoryError> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(DirectoryError::Unavailable("dc1: the cable was pulled".into()));
        }
        let page = self.pages.fetch_add(1, Ordering::Relaxed);
        while page >= self.stop_after.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let mut answer = ScanPage {
            server: "ldaps://dc1.contoso.test".into(),
            full: *what == Scan::Everybody,
            ..ScanPage::default()
        };
        if self.empty.load(Ordering::Relaxed) {
            return Ok(answer);
        }
        let first = usize::try_from(page).unwrap() % 6 * 500;
        answer.accounts = (first..first + 500).map(crowd::account).collect();
        if first < 2_500 {
            answer.next = Some(PageToken::first());
        }
        Ok(answer)
    }
}

fn slow() -> Arc<Slow> {
    let never = AtomicU32::new(u32::MAX);
    Arc::new(Slow {
        stop_after: never,
        fails: AtomicBool::default(),
        empty: AtomicBool::default(),
        pages: AtomicU32::default(),
    })
}

fn sync(house: &House, directory: &Arc<Slow>) -> Sync {
    Sync { directory: Arc::clone(directory) as _, ..house.app.sync() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_asked_for_watched_and_remembered() {
    let config = String::new();
    let house = House::with(Options { config, ..Options::default() }).await;
    let mut admin = house.admin("paula", Some(Role::PolicyAdmin)).await;
    let page = admin.get("/admin/directory").await;
    let text = page.text();
    assert!(text.contains("The directory was not read yet.") && text.contains("does not read the directory by itself"));
    let page = press(&mut admin, &page, "/admin/directory/scan", &[("what", "full")]).await;
    assert!(page.text().contains("A scan was asked for. It begins in a moment."), "{}", page.text());

    let slow = slow();
    slow.stop_after.store(3, Ordering::Relaxed);
    let running = sync(&house, &slow);
    assert!(running.only_asked, "[sync] is off in this house, and the button works all the same");
    let task = tokio::spawn(async move { running.once(SyncAsk::Wanted, &CancellationToken::new()).await });
    wait_until("three pages are written", Duration::from_secs(30), async || {
        let state = house.app.core.store.sync_state(TENANT).await.unwrap()?;
        (state.pages == 3).then_some(())
    })
    .await;
    let page = admin.get("/admin/directory").await;
    let text = page.text();
    assert!(text.contains("The directory is being read") && text.contains("1500 accounts read so far"), "{text}");
    assert!(text.contains("Reading everybody from ldaps://dc1.contoso.test"), "{text}");
    assert!(page.body.contains("<progress ") && page.body.contains("http-equiv=\"refresh\""));
    assert!(!page.body.contains("action=\"/admin/directory/scan\""), "not while one runs");
    slow.stop_after.store(u32::MAX, Ordering::Relaxed);
    let report = task.await.unwrap().unwrap().unwrap();
    assert_eq!((report.seen, report.full), (3_000, true));
    let page = admin.get("/admin/directory").await;
    let text = page.text();
    assert!(text.contains("3000 accounts in all") && text.contains("Everybody ldaps://dc1.contoso.test"), "{text}");
    assert!(!page.body.contains("http-equiv=\"refresh\""));

    // The next one of everybody knows how many there are about.
    press(&mut admin, &page, "/admin/directory/scan", &[("what", "full")]).await;
    slow.pages.store(0, Ordering::Relaxed);
    slow.stop_after.store(2, Ordering::Relaxed);
    let running = sync(&house, &slow);
    let task = tokio::spawn(async move { running.once(SyncAsk::Wanted, &CancellationToken::new()).await });
    wait_until("two pages are written", Duration::from_secs(30), async || {
        let state = house.app.core.store.sync_state(TENANT).await.unwrap()?;
        (state.pages == 2 && state.pass == 2).then_some(())
    })
    .await;
    let page = admin.get("/admin/directory").await;
    assert!(page.text().contains("1000 of about 3000 accounts"), "{}", page.text());
    assert!(page.body.contains("<progress max=\"3000\" value=\"1000\""), "{}", page.body);
    slow.stop_after.store(u32::MAX, Ordering::Relaxed);
    task.await.unwrap().unwrap().unwrap();
    let events = house.events().await;
    let asked: Vec<_> = events.iter().filter(|event| event.kind == "directory.scan-asked").collect();
    assert_eq!(asked.len(), 2);
    assert_eq!(
        (asked[0].detail["what"].as_str(), asked[0].personal.as_ref().unwrap().actor.as_deref()),
        (Some("full"), Some("paula"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_is_shown_as_it_is_now() {
    let (well, dead) = (Slapd::start(Default::default()), Slapd::start(Default::default()));
    well.certify(TestClock::real().now().after(Duration::from_secs(9 * 24 * 3600 + 60)));
    dead.kill();
    let mut settings = well.settings();
    settings.servers.push(dead.url().parse().unwrap());
    let ldap = Arc::new(LdapDirectory::new(settings, Arc::new(TestClock::real())).unwrap());
    let house = House::with(Options { servers: Some(Arc::clone(&ldap) as _), ..Options::default() }).await;
    let mut auditor = house.admin("audrey", Some(Role::Auditor)).await;
    let text = auditor.get("/admin/directory").await.text();
    for words in [
        "The servers now",
        &well.url(),
        "Answers in",
        "ends in 9 days",
        "Not since the portal was started",
        &dead.url(),
        "Can not be used",
        "It takes no connection.",
        "Start the server, or open its port in the firewall",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    ldap.ready().await.unwrap();
    // The same answer for a while, whoever asks: looking is no way to keep a directory busy.
    let begun = std::time::Instant::now();
    let mut looking = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let ldap = Arc::clone(&ldap);
        looking.spawn(async move { ldap.servers().await });
    }
    let all = looking.join_all().await;
    assert!(all.iter().all(|other| *other == all[0]) && begun.elapsed() < Duration::from_millis(500));
    let mut french = house.admin("florence", Some(Role::HelpDesk)).await;
    french.headers.insert("Accept-Language".into(), "fr".into());
    let text = french.get("/admin/directory").await.text();
    assert!(text.contains("Il n’accepte pas de connexion.") && text.contains("se termine dans 9 jours"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_has_its_remedy_and_people_who_are_really_gone_are_accepted() {
    let house = House::new().await;
    let slow = slow();
    let scan = sync(&house, &slow);
    let go = CancellationToken::new();
    scan.once(SyncAsk::Now { full: true }, &go).await.unwrap().unwrap();
    slow.fails.store(true, Ordering::Relaxed);
    scan.once(SyncAsk::Now { full: false }, &go).await.unwrap_err();
    scan.once(SyncAsk::Now { full: false }, &go).await.unwrap_err();
    let mut admin = house.admin("paula", Some(Role::PolicyAdmin)).await;
    let text = admin.get("/admin/directory").await.text();
    assert!(text.contains("The last 2 scans failed") && text.contains("the cable was pulled"), "{text}");
    assert!(text.contains("Run “latchkey doctor” on this machine: it says which server fails"), "{text}");
    assert!(text.contains("3000 accounts in all"), "what is known stays: {text}");

    slow.fails.store(false, Ordering::Relaxed);
    slow.empty.store(true, Ordering::Relaxed);
    scan.once(SyncAsk::Now { full: true }, &go).await.unwrap_err();
    let mut help = house.admin("henri", Some(Role::HelpDesk)).await;
    let page = help.get("/admin/directory").await;
    assert!(page.text().contains("would be gone at once") && !page.body.contains("full-accepting"), "{}", page.text());
    let page = admin.get("/admin/directory").await;
    let refused =
        help.post_once("/admin/directory/scan", &[("csrf", &page.field("csrf").unwrap()), ("what", "full")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    press(&mut admin, &page, "/admin/directory/scan", &[("what", "full-accepting")]).await;
    let report = scan.once(SyncAsk::Wanted, &go).await.unwrap().unwrap();
    assert_eq!((report.gone, report.counts.accounts), (3_000, 0));
    let page = admin.get("/admin/directory").await;
    assert!(
        page.text().contains("3000 accounts no longer there") && !page.text().contains("failed it"),
        "{}",
        page.text()
    );
    let runs = house.app.core.store.sync_runs(TENANT, None, 10).await.unwrap();
    let failed: Vec<bool> = runs.iter().map(|run| run.error.is_some()).collect();
    assert_eq!(failed, [false, true, true, true, false], "each with its end");
    assert_eq!((runs[0].gone, runs[4].seen), (3_000, 3_000));
    let what =
        admin.post_once("/admin/directory/scan", &[("csrf", &page.field("csrf").unwrap()), ("what", "all")]).await;
    assert_eq!(what.status, StatusCode::BAD_REQUEST);
    let known = house.app.core.store.listed_account(TENANT, AccountId(Uuid::nil())).await.unwrap();
    assert!(known.is_none());
}

/// A portal whose jobs run takes the request up by itself.
#[tokio::test(flavor = "multi_thread")]
async fn the_button_is_heard_within_seconds() {
    let house = House::new().await;
    house.person("alice").await;
    house.run_jobs();
    let mut admin = house.admin("paula", Some(Role::Owner)).await;
    let page = admin.get("/admin/directory").await;
    press(&mut admin, &page, "/admin/directory/scan", &[("what", "changes")]).await;
    wait_until("it was scanned", Duration::from_secs(30), async || {
        house.app.core.store.sync_state(TENANT).await.unwrap()?.finished_at.map(drop)
    })
    .await;
    let text = admin.get("/admin/directory").await.text();
    assert!(text.contains("2 accounts in all"), "{text}");
    let page = admin.get("/admin/audit/chain").await;
    press(&mut admin, &page, "/admin/audit/verify", &[]).await;
    wait_until("the log was checked", Duration::from_secs(30), async || {
        house.app.core.store.audit_check(TENANT).await.unwrap()?.last.map(drop)
    })
    .await;
}
