//! What happens to a mail when the relay, or someone between, misbehaves.

use std::time::{Duration, Instant};

use latchkey::{
    domain::message::Repeat,
    notify::{MailSender as _, OutgoingMail, SendError, SendErrorKind, settings::MailSecurity},
};

use super::{mail, mail_settings, other_authority, sender};
use crate::harness::smtp::{Fault, Mode, Options, SmtpSink, Stage};

async fn fails_with(options: Options, stage: Stage, fault: Fault) -> (SendError, SmtpSink) {
    let sink = SmtpSink::start(options).await;
    sink.fault(stage, fault, 1);
    let mut settings = mail_settings(&sink);
    settings.timeout = Duration::from_millis(600);
    let error = sender(settings).send(mail(1)).await.expect_err("this goes wrong");
    (error, sink)
}

fn kind(error: &SendError) -> &'static str {
    match error.kind {
        SendErrorKind::Retry(_) => "retry",
        SendErrorKind::Never => "never",
        SendErrorKind::Unknown => "unknown",
    }
}

#[tokio::test]
async fn a_stripped_starttls_is_refused_before_a_word_is_said() {
    let sink = SmtpSink::start(Options { mode: Mode::Plain, ..Options::default() }).await;
    let mut settings = mail_settings(&sink);
    settings.username = Some("portal".into());
    settings.password = Some("secret".into());
    let error = sender(settings).send(mail(1)).await.unwrap_err();
    assert_eq!((kind(&error), error.code), ("retry", "mail-starttls"));
    assert_eq!(sink.mails().len(), 0);
    assert_eq!(sink.commands(), ["EHLO portal.example.org"], "no sign-in, no sender, no recipient in the clear");
}

#[tokio::test]
async fn words_injected_between_starttls_and_tls_are_refused() {
    let sink = SmtpSink::start(Options::default()).await;
    sink.inject_after_starttls("250 AUTH PLAIN");
    let error = sender(mail_settings(&sink)).send(mail(1)).await.unwrap_err();
    assert_eq!(error.code, "mail-starttls", "{error}");
    assert_eq!(sink.mails().len(), 0);
}

#[tokio::test]
async fn a_certificate_of_another_authority_name_or_time_is_refused() {
    let (_folder, other) = other_authority();
    let wrong_name = Options { names: vec!["mail.example.org".into()], ..Options::default() };
    let expired = Options { expired: true, ..Options::default() };
    for (options, ca) in
        [(Options::default(), Some(other.clone())), (Options::default(), None), (wrong_name, None), (expired, None)]
    {
        for mode in [Mode::StartTls, Mode::Tls] {
            let own_ca = options.names != ["mail.example.org"] && !options.expired;
            let sink = SmtpSink::start(Options { mode, ..options.clone() }).await;
            let mut settings = mail_settings(&sink);
            settings.security = if mode == Mode::Tls { MailSecurity::Tls } else { MailSecurity::StartTls };
            if own_ca {
                settings.ca_file = ca.clone();
            }
            let error = match latchkey::notify::mail::SmtpSender::new(settings, super::clock()) {
                Ok(sender) => sender.send(mail(1)).await.unwrap_err(),
                // A machine without any authority says so at the start.
                Err(e) if ca.is_none() && own_ca && e.key == "ca_file" => continue,
                Err(e) => panic!("{e}"),
            };
            assert_eq!((kind(&error), error.code), ("retry", "mail-tls"), "{error}");
            assert_eq!(sink.mails().len(), 0);
        }
    }
}

#[tokio::test]
async fn refusals_before_the_mail_is_taken_say_whether_to_try_again() {
    let say = |line: &str| Fault::Say(line.to_owned());
    for (stage, fault, wanted) in [
        (Stage::Greeting, say("421 4.3.2 Closing down"), ("retry", "mail-busy")),
        (Stage::Greeting, say("554 5.7.1 No service"), ("retry", "mail-unreachable")),
        (Stage::Ehlo, say("550 5.7.1 Who are you"), ("retry", "mail-unreachable")),
        (Stage::StartTls, say("454 4.7.0 TLS not available"), ("retry", "mail-busy")),
        (Stage::Mail, say("451 4.3.0 Try later"), ("retry", "mail-busy")),
        (Stage::Mail, say("550 5.7.60 Not allowed to send as this"), ("retry", "mail-sender")),
        (Stage::Rcpt, say("450 4.2.0 Greylisted"), ("retry", "mail-busy")),
        (Stage::Rcpt, say("452 4.2.2 Mailbox full"), ("retry", "mail-busy")),
        (Stage::Rcpt, say("550 5.1.1 <alice@example.net>: alice unknown"), ("never", "mail-recipient")),
        (Stage::Data, say("451 4.3.0 Try later"), ("retry", "mail-busy")),
        (Stage::Data, say("554 5.5.1 No valid recipients"), ("never", "mail-refused")),
        (Stage::Content, say("451 4.7.1 Scanner is busy"), ("retry", "mail-busy")),
        (Stage::Content, say("554 5.7.1 Looks like spam"), ("never", "mail-refused")),
        (Stage::Mail, say("hello"), ("retry", "mail-unreachable")),
    ] {
        let (error, sink) = fails_with(Options::default(), stage, fault.clone()).await;
        assert_eq!((kind(&error), error.code), wanted, "{stage:?} {fault:?}: {error}");
        assert_eq!(sink.mails().len(), 0);
        assert!(!error.admin_detail.contains("alice"), "R151: {}", error.admin_detail);
    }
}

#[tokio::test]
async fn silence_and_hanging_up_before_the_mail_are_tried_again() {
    for stage in [Stage::Greeting, Stage::Ehlo, Stage::StartTls, Stage::Mail, Stage::Rcpt, Stage::Data] {
        for fault in [Fault::Close, Fault::Hang] {
            let start = Instant::now();
            let (error, sink) = fails_with(Options::default(), stage, fault.clone()).await;
            assert_eq!(kind(&error), "retry", "{stage:?} {fault:?}: {error}");
            assert!(start.elapsed() < Duration::from_secs(5), "bounded");
            assert_eq!(sink.mails().len(), 0);
        }
    }
}

#[tokio::test]
async fn r167_a_lost_answer_to_the_mail_is_unknown_and_never_sent_again() {
    for fault in [Fault::Close, Fault::Hang, Fault::Say("what?".into())] {
        let sink = SmtpSink::start(Options::default()).await;
        sink.fault(Stage::Content, fault.clone(), 1);
        let mut settings = mail_settings(&sink);
        settings.timeout = Duration::from_millis(600);
        let sender = sender(settings);
        let error = sender.send(mail(1)).await.unwrap_err();
        assert_eq!((kind(&error), error.code), ("unknown", "mail-unknown"), "{fault:?}: {error}");
        let before = sink.commands().len();
        let again = sender.send(mail(1)).await.unwrap_err();
        assert_eq!(kind(&again), "unknown");
        assert_eq!(sink.commands().len(), before, "the relay was not asked again");
        sender.send(mail(2)).await.expect("another mail goes out, over a fresh connection");
    }
}

#[tokio::test]
async fn r167_a_notice_that_may_have_been_delivered_is_sent_again_and_a_delivered_one_is_not() {
    for fault in [Fault::Close, Fault::Hang] {
        let sink = SmtpSink::start(Options::default()).await;
        sink.fault(Stage::Content, fault.clone(), 1);
        let mut settings = mail_settings(&sink);
        settings.timeout = Duration::from_millis(600);
        let sender = sender(settings);
        let notice = || OutgoingMail { repeat: Repeat::RatherThanLost, ..mail(1) };
        let error = sender.send(notice()).await.unwrap_err();
        assert_eq!((kind(&error), error.code), ("retry", "mail-unknown"), "{fault:?}: {error}");
        let receipt = sender.send(notice()).await.expect("this time it is known");
        let mails = sink.mails().len();
        assert_eq!(sender.send(notice()).await, Ok(receipt), "known, and not sent a third time");
        assert_eq!(sink.mails().len(), mails);
    }
}

#[tokio::test]
async fn where_the_policy_says_so_an_unknown_mail_is_sent_again() {
    let sink = SmtpSink::start(Options::default()).await;
    sink.fault(Stage::Content, Fault::Close, 1);
    let mut settings = mail_settings(&sink);
    settings.resend_unknown = true;
    let sender = sender(settings);
    let error = sender.send(mail(1)).await.unwrap_err();
    assert_eq!((kind(&error), error.code), ("retry", "mail-unknown"));
    sender.send(mail(1)).await.unwrap();
    let ids: Vec<_> = sink.mails().iter().map(|m| m.headers("message-id")).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1], "the double can be told by its Message-ID");
}

#[tokio::test]
async fn r167_ten_seconds_are_enough_for_a_relay_that_takes_thirty() {
    let sink = SmtpSink::start(Options::default()).await;
    sink.fault(Stage::Rcpt, Fault::Slow(Duration::from_secs(30)), 1);
    let start = Instant::now();
    let error = sender(mail_settings(&sink)).send(mail(1)).await.unwrap_err();
    assert_eq!((kind(&error), error.code), ("retry", "mail-timeout"));
    let took = start.elapsed();
    assert!((9..12).contains(&took.as_secs()), "{took:?}");
}

#[tokio::test]
async fn a_wrong_password_is_a_fault_of_the_settings() {
    let sink = SmtpSink::start(Options { auth: Some(("portal".into(), "right".into())), ..Options::default() }).await;
    let mut settings = mail_settings(&sink);
    settings.username = Some("portal".into());
    settings.password = Some("wrong-s3cret".into());
    let error = sender(settings.clone()).send(mail(1)).await.unwrap_err();
    assert_eq!(error.code, "mail-auth");
    assert_eq!(error.kind, SendErrorKind::Retry(Some(Duration::from_secs(60))));
    assert!(!error.to_string().contains("wrong-s3cret"));
    assert!(!format!("{settings:?}").contains("wrong-s3cret"), "secrets do not print");
    settings.username = None;
    settings.password = None;
    let error = sender(settings).send(mail(1)).await.unwrap_err();
    assert_eq!(error.code, "mail-sender", "530 at MAIL FROM: {error}");
}

#[tokio::test]
async fn nobody_at_the_port_and_no_such_host_are_tried_again() {
    let sink = SmtpSink::start(Options::default()).await;
    let mut settings = mail_settings(&sink);
    drop(sink);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    settings.port = listener.local_addr().unwrap().port();
    drop(listener);
    settings.ca_file = None;
    let (_folder, other) = other_authority();
    settings.ca_file = Some(other);
    let error = sender(settings.clone()).send(mail(1)).await.unwrap_err();
    assert_eq!((kind(&error), error.code), ("retry", "mail-unreachable"), "{error}");
    settings.host = "no-such-host.invalid".into();
    let error = sender(settings).send(mail(1)).await.unwrap_err();
    assert_eq!(kind(&error), "retry", "{error}");
}

#[tokio::test]
async fn after_a_refused_recipient_the_connection_serves_the_next_mail() {
    let sink = SmtpSink::start(Options::default()).await;
    let sender = sender(mail_settings(&sink));
    sink.fault(Stage::Rcpt, Fault::Say("550 5.1.1 unknown".into()), 1);
    sender.send(mail(1)).await.unwrap_err();
    sender.send(mail(2)).await.unwrap();
    assert_eq!(sink.connections(), 1);
    // One that died in the pool is noticed before it is used.
    sink.fault(Stage::Noop, Fault::Close, 1);
    sender.send(mail(3)).await.unwrap();
    let third = sink.wait_for(|m| m.subject() == mail(3).subject).await;
    assert_eq!((sink.connections(), third.connection), (2, 2));
}

#[tokio::test]
async fn a_send_that_is_given_up_half_way_spoils_no_later_one() {
    let sink = SmtpSink::start(Options::default()).await;
    let sender = sender(mail_settings(&sink));
    sender.send(mail(1)).await.unwrap();
    sink.fault(Stage::Rcpt, Fault::Hang, 1);
    let given_up = tokio::time::timeout(Duration::from_millis(300), sender.send(mail(2))).await;
    assert!(given_up.is_err());
    sink.heal();
    sender.send(mail(3)).await.unwrap();
    assert_eq!(sink.mails().iter().map(|m| m.subject()).collect::<Vec<_>>(), [mail(1).subject, mail(3).subject]);
}
