//! The portal dies, or the directory hangs, at chosen points of a write (R155, R156). Whatever happened, it is found
//! out and told once, and nothing is written twice.

use std::time::Duration;

use super::{
    active_directory::resets_of,
    journey::{PATIENCE, Visitor, is_checking},
    portal::{Portal, Setup},
    wire::{Stop, Wire},
};
use crate::harness::{
    bed,
    http::{Client, Page},
    samba::{Options, Person, Samba},
    wait_until,
};

const NEW: &str = "After-The!Crash-77";
/// A message that the killed portal had taken up is free again when its lease ends, a minute later: longer than that.
const TOLD: Duration = Duration::from_secs(150);

/// A person before the page of the new password, on a portal behind a wire.
struct Case {
    portal: Portal,
    wire: Wire,
    person: Person,
}

impl Case {
    async fn new(dc: &Samba, person: Person) -> Self {
        let wire = Wire::to(dc).await;
        let portal = Portal::start(Setup::active_directory(&[&wire.url], &wire.ca_file)).await;
        Self { portal, wire, person }
    }

    /// Sends the new password without waiting for the answer; gives the browser.
    async fn submit(&self) -> (Client, tokio::task::JoinHandle<Page>) {
        let mut visitor = Visitor::new(&self.portal);
        let page = visitor.prove_as(&self.person).await;
        let mut second = Client::over(&self.portal.url, self.portal.client());
        second.cookies = visitor.browser.cookies.clone();
        second.headers = visitor.browser.headers.clone();
        let mut first = visitor.browser;
        let sending = tokio::spawn(async move { first.submit(&page, &[("new-password", NEW)]).await });
        (second, sending)
    }

    /// What the person sees in the end.
    async fn outcome(&self, browser: Client) -> (Visitor<'_>, Page) {
        let mut visitor = Visitor { portal: &self.portal, browser };
        let page = visitor.browser.get("/reset/result").await;
        let page = visitor.settled(page).await;
        (visitor, page)
    }

    /// The portal comes to the right end: the person reads it, and is told once.
    async fn assert_changed(&self, browser: Client, dc: &Samba) {
        let (_, page) = self.outcome(browser).await;
        assert!(page.text().contains("Your password was changed"), "{}", page.text());
        self.assert_told_once(dc).await;
    }

    /// The write is known to have happened, everywhere, once.
    async fn assert_told_once(&self, dc: &Samba) {
        dc.kinit(&self.person.login, NEW).unwrap();
        let told = || self.portal.notices();
        wait_until("both contacts are told", TOLD, async || (told().len() >= 2).then_some(())).await;
        // A portal that starts again says nothing more.
        self.portal.kill();
        self.portal.up().await;
        wait_until("nothing is left to do", PATIENCE, async || {
            self.portal.health("/readyz").await.0.eq(&200).then_some(())
        })
        .await;
        let mut expected = vec![self.person.mail.clone(), self.person.mobile.clone()];
        expected.sort();
        assert_eq!(told(), expected);
        assert_eq!(self.portal.events("password.reset", "success").len(), 1);
        let noted = resets_of(&dc.log(), &self.person.dn).len();
        assert_eq!(noted, 1, "the domain controller was asked once");
        assert_eq!(self.wire.writes(), 1, "one write on the wire");
    }

    /// The write is known not to have happened; nobody is told, and the person can try again.
    async fn assert_not_written_and_try_again(&self, dc: &Samba, browser: Client) {
        let (mut visitor, page) = self.outcome(browser).await;
        assert!(page.field("new-password").is_some(), "a new password is asked for again: {}", page.text());
        assert!(page.text().contains("Your new password was not saved. Nothing was changed"), "{}", page.text());
        dc.kinit(&self.person.login, NEW).unwrap_err();
        assert!(self.portal.notices().is_empty());
        assert!(self.portal.events("password.reset", "success").is_empty());
        let page = visitor.set(&page, "Second-Try!Secret-5").await;
        assert!(page.text().contains("Your password was changed"), "{}", page.text());
        dc.kinit(&self.person.login, "Second-Try!Secret-5").unwrap();
        wait_until("both contacts are told", TOLD, async || (self.portal.notices().len() >= 2).then_some(())).await;
        assert_eq!(self.portal.events("password.reset", "success").len(), 1);
        assert_eq!(resets_of(&dc.log(), &self.person.dn).len(), 1);
    }
}

/// Killed while the write waits to be sent, and it is never sent.
async fn killed_before_and_never_written(dc: &Samba, person: Person) {
    let case = Case::new(dc, person).await;
    case.wire.set(Stop::Before);
    let (browser, sending) = case.submit().await;
    case.wire.write_seen().await;
    case.portal.kill();
    sending.abort();
    case.wire.set(Stop::Drop);
    case.portal.up().await;
    case.wire.set(Stop::Nowhere);
    let mut looking = Client::over(&case.portal.url, case.portal.client());
    looking.cookies = browser.cookies.clone();
    let page = looking.get("/reset/result").await;
    assert!(is_checking(&page), "nobody knows yet: {}", page.text());
    case.assert_not_written_and_try_again(dc, browser).await;
}

/// Killed while the write waits to be sent; the server carries it out when the portal is back.
async fn killed_before_and_written_late(dc: &Samba, person: Person) {
    let case = Case::new(dc, person).await;
    case.wire.set(Stop::Before);
    let (browser, sending) = case.submit().await;
    case.wire.write_seen().await;
    case.portal.kill();
    sending.abort();
    case.portal.up().await;
    let mut looking = Client::over(&case.portal.url, case.portal.client());
    looking.cookies = browser.cookies.clone();
    assert!(is_checking(&looking.get("/reset/result").await));
    // The first question has found the old password by then: its answer is not believed so early.
    tokio::time::sleep(Duration::from_secs(18)).await;
    assert!(is_checking(&looking.get("/reset/result").await));
    case.wire.set(Stop::Nowhere);
    case.assert_changed(browser, dc).await;
}

/// Killed after the server has written and before the portal hears of it.
async fn killed_after_the_write(dc: &Samba, person: Person) {
    let case = Case::new(dc, person).await;
    case.wire.set(Stop::After);
    let (browser, sending) = case.submit().await;
    case.wire.write_answered().await;
    case.portal.kill();
    sending.abort();
    case.wire.set(Stop::Nowhere);
    case.portal.up().await;
    case.assert_changed(browser, dc).await;
}

/// The answer is lost and the portal lives (R156).
async fn the_answer_is_lost(dc: &Samba, person: Person) {
    let case = Case::new(dc, person).await;
    case.wire.set(Stop::After);
    let (browser, sending) = case.submit().await;
    let page = tokio::time::timeout(Duration::from_secs(20), sending).await.expect("an answer in time").unwrap();
    assert!(is_checking(&page), "{}", page.text());
    case.wire.set(Stop::Nowhere);
    case.assert_changed(browser, dc).await;
}

/// The domain controller freezes with the write in its hands, and thaws (R156).
async fn the_server_freezes() {
    let dc = Samba::start(Options::default());
    let person = dc.add_person("");
    let case = Case::new(&dc, person).await;
    case.wire.set(Stop::Before);
    let (browser, sending) = case.submit().await;
    case.wire.write_seen().await;
    dc.freeze();
    case.wire.set(Stop::Nowhere);
    let page = tokio::time::timeout(Duration::from_secs(20), sending).await.expect("an answer in time").unwrap();
    assert!(is_checking(&page), "{}", page.text());
    case.portal.kill();
    case.portal.up().await;
    dc.thaw();
    case.assert_changed(browser, &dc).await;
}

/// Portal and domain controller lose power together, before the write.
async fn everything_dies() {
    let dc = Samba::start(Options::default());
    let person = dc.add_person("");
    let case = Case::new(&dc, person).await;
    case.wire.set(Stop::Before);
    let (browser, sending) = case.submit().await;
    case.wire.write_seen().await;
    dc.kill();
    case.portal.kill();
    sending.abort();
    case.wire.set(Stop::Drop);
    case.portal.up().await;
    let mut looking = Client::over(&case.portal.url, case.portal.client());
    looking.cookies = browser.cookies.clone();
    assert!(is_checking(&looking.get("/reset/result").await));
    case.wire.set(Stop::Nowhere);
    dc.restart();
    case.assert_not_written_and_try_again(&dc, browser).await;
}

/// Killed so many milliseconds after the password was sent, wherever that is.
async fn killed_at(dc: &Samba, person: Person, after: u64) {
    let case = Case::new(dc, person).await;
    let (browser, sending) = case.submit().await;
    tokio::time::sleep(Duration::from_millis(after)).await;
    case.portal.kill();
    sending.abort();
    case.portal.up().await;
    let mut visitor = Visitor { portal: &case.portal, browser };
    let page = visitor.browser.get("/reset/result").await;
    let page = visitor.settled(page).await;
    let written = dc.kinit(&case.person.login, NEW).is_ok();
    if written {
        // The cookie changed with the outcome: a browser that never got it starts again, and is told by message.
        wait_until("both contacts are told", TOLD, async || (case.portal.notices().len() >= 2).then_some(())).await;
    } else {
        assert!(page.field("new-password").is_some(), "after {after} ms: {}", page.text());
    }
    assert_eq!(case.portal.notices().len(), if written { 2 } else { 0 }, "after {after} ms");
    assert_eq!(case.portal.events("password.reset", "success").len(), usize::from(written), "after {after} ms");
    assert_eq!(resets_of(&dc.log(), &case.person.dn).len(), usize::from(written), "after {after} ms");
    assert!(case.wire.writes() <= 1, "after {after} ms");
}

/// Each case has a thread and a runtime of its own: most of a case is waiting for the portal's own time limits.
fn at_once(name: String, case: impl AsyncFnOnce() + Send + 'static) -> (String, std::thread::JoinHandle<()>) {
    let running = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(case());
    });
    (name, running)
}

#[test]
fn r155_r156_a_write_that_is_cut_off_is_found_out_and_told_once() {
    let dc = bed().samba();
    let mut people = dc.add_people(10).into_iter();
    let mut cases = Vec::new();
    macro_rules! case {
        ($name:ident) => {
            let person = people.next().expect("a person");
            cases.push(at_once(stringify!($name).to_owned(), async move || $name(dc, person).await));
        };
    }
    case!(killed_before_and_never_written);
    case!(killed_before_and_written_late);
    case!(killed_after_the_write);
    case!(the_answer_is_lost);
    cases.push(at_once("the_server_freezes".to_owned(), the_server_freezes));
    cases.push(at_once("everything_dies".to_owned(), everything_dies));
    for after in [0, 4, 12, 25, 60] {
        let person = people.next().expect("a person");
        cases.push(at_once(format!("killed after {after} ms"), async move || killed_at(dc, person, after).await));
    }
    let said = |panic: Box<dyn std::any::Any + Send>| match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast_ref::<&str>().copied().unwrap_or("it panicked").to_owned(),
    };
    let failed: Vec<String> = cases
        .into_iter()
        .filter_map(|(name, running)| Some(format!("{name}: {}", said(running.join().err()?))))
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}
