//! The outbox and a relay that dies when it has a mail: a code is not sent again, a notice is, also by a process that
//! took the work over from one that died.

use std::{sync::Arc, time::Duration};

use latchkey::{
    domain::{
        contact::Mailbox,
        locale::Locale,
        message::{Address, Envelope, Message},
    },
    jobs::Runner,
    store::outbox::NewMessage,
};

use super::{mail_settings, sender};
use crate::{
    harness::{
        app::House,
        smtp::{Fault, Options, SmtpSink, Stage},
    },
    store::TENANT,
};

const HOUR: Duration = Duration::from_secs(3600);
/// Longer than any wait between two tries at first, and than the lease of a message.
const LATER: Duration = Duration::from_secs(120);

/// A house whose mail goes to a real relay, as one process of several.
struct Office {
    house: House,
    sink: SmtpSink,
}

impl Office {
    async fn new() -> Self {
        Self { house: House::new().await, sink: SmtpSink::start(Options::default()).await }
    }

    /// A process: its memory of what it sent is its own.
    fn process(&self) -> Runner {
        let (app, mut settings) = (&self.house.app, mail_settings(&self.sink));
        settings.timeout = Duration::from_millis(800);
        let mail = Arc::new(sender(settings));
        let (renderer, org) = (Arc::clone(&app.renderer), Arc::clone(&app.org));
        Runner::new(app.core.clone(), Arc::clone(&app.directory), renderer, org, mail, None, None)
    }

    async fn queue(&self, to: &str, message: Message) {
        let core = &self.house.app.core;
        let to = Address::Mail(Mailbox::parse(to).unwrap());
        let envelope = Envelope { to, locale: Locale::english(), name: String::new(), message };
        let (run_at, expires_at) = (core.now(), core.now().after(HOUR));
        let new = NewMessage { tenant: TENANT, envelope: &envelope, flow: None, dedupe: None, run_at, expires_at };
        let mut tx = core.store.begin().await.unwrap();
        tx.send(new).await.unwrap().expect("a new message");
        tx.commit().await.unwrap();
    }

    async fn both(&self) {
        self.queue("code@home.test", Message::Code { code: "12345678".into(), minutes: 15 }).await;
        self.queue("notice@home.test", Message::CannotReset { support_id: "K7Q2-M4XD".into() }).await;
    }

    /// How many mails the relay had for somebody.
    fn had(&self, to: &str) -> usize {
        self.sink.mails().iter().filter(|mail| mail.recipients.iter().any(|other| other.contains(to))).count()
    }

    /// The reasons of what was given up.
    async fn given_up(&self) -> Vec<(String, String)> {
        let events = self.house.events().await;
        let failed = events.iter().filter(|event| event.kind == "message.failed");
        let fact =
            |event: &latchkey::store::audit::StoredEvent, key: &str| event.detail[key].as_str().unwrap().to_owned();
        failed.map(|event| (fact(event, "message"), fact(event, "why"))).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r167_after_a_lost_answer_a_code_stays_single_and_a_notice_arrives() {
    let office = Office::new().await;
    let process = office.process();
    // The relay takes both mails, and dies before it says so.
    office.sink.fault(Stage::Content, Fault::Close, 2);
    office.both().await;
    process.drain().await.unwrap();
    assert_eq!((office.had("code@"), office.had("notice@")), (1, 1));
    assert_eq!(office.given_up().await, [("code".to_owned(), "mail-unknown".to_owned())]);
    // It is up again: the same process, whose memory still has the first try.
    office.house.clock.advance(LATER);
    process.drain().await.unwrap();
    assert_eq!((office.had("code@"), office.had("notice@")), (1, 2), "the notice was sent again under its id");
    let ids: Vec<_> = office.sink.mails().iter().map(|mail| mail.headers("message-id")).collect();
    assert!(ids.iter().any(|id| ids.iter().filter(|other| *other == id).count() == 2), "a double can be told: {ids:?}");
    office.house.clock.advance(LATER);
    process.drain().await.unwrap();
    assert_eq!((office.had("code@"), office.had("notice@")), (1, 2), "and it is done");
    assert_eq!(office.given_up().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r167_a_process_that_died_over_a_code_leaves_it_and_over_a_notice_hands_it_on() {
    let office = Office::new().await;
    office.both().await;
    // Taken up by a process that is gone: whether it sent anything, nobody knows.
    let taken = office.house.app.core.store.claim_messages(9, Duration::from_secs(60)).await.unwrap();
    assert_eq!(taken.len(), 2);
    let other = office.process();
    other.drain().await.unwrap();
    assert_eq!(office.sink.mails().len(), 0, "it may still be at it");
    office.house.clock.advance(LATER);
    other.drain().await.unwrap();
    assert_eq!((office.had("code@"), office.had("notice@")), (0, 1));
    assert_eq!(office.given_up().await, [("code".to_owned(), "lost".to_owned())]);
    assert_eq!(office.house.app.core.store.next_message_due().await.unwrap(), None, "nothing waits");
}
