//! What a mail looks like when it arrives, and over what it came.

use std::sync::Arc;

use latchkey::{
    domain::{contact::Mailbox, locale::Locale},
    notify::{MailSender as _, OutgoingMail, settings::MailSecurity},
};

use super::{id, mail, mail_settings, sender};
use crate::harness::smtp::{Mode, Options, SmtpSink, Stage};

#[tokio::test]
async fn a_mail_arrives_over_starttls_with_the_headers_it_must_have() {
    let sink = SmtpSink::start(Options::default()).await;
    let mut settings = mail_settings(&sink);
    settings.reply_to = Some(Mailbox::parse("helpdesk@example.org").unwrap());
    let receipt = sender(settings).send(mail(1)).await.unwrap();

    let got = sink.mails().remove(0);
    assert!(got.tls);
    assert_eq!(
        (got.from.as_str(), got.recipients.as_slice()),
        ("passwords@example.org", &["alice@example.net".to_owned()][..])
    );
    assert_eq!(got.headers("to"), ["alice@example.net"]);
    assert_eq!(got.headers("reply-to"), ["helpdesk@example.org"]);
    assert_eq!(got.headers("auto-submitted"), ["auto-generated"]);
    assert_eq!(got.headers("content-language"), ["en"]);
    assert_eq!(got.headers("mime-version"), ["1.0"]);
    assert_eq!(got.headers("date"), ["Sat, 21 Nov 2026 09:28:00 +0000"]);
    assert_eq!(got.headers("message-id"), std::slice::from_ref(&receipt.reference));
    assert!(receipt.reference.ends_with("@example.org>"), "own domain: {}", receipt.reference);
    assert!(got.headers("from")[0].ends_with("<passwords@example.org>"));
    assert_eq!(got.subject(), "Your password reset code 1");
    assert_eq!(got.code().as_deref(), Some("12345678"));

    let raw = String::from_utf8(got.data.clone()).unwrap();
    let (text, html) = (raw.find("text/plain").unwrap(), raw.find("text/html").unwrap());
    assert!(raw.contains("multipart/alternative") && text < html, "plain text first");
    assert!(got.html().contains("<b>12345678</b>"));
    let hello: Vec<_> = sink.commands().into_iter().filter(|c| c.starts_with("EHLO")).collect();
    assert_eq!(hello, ["EHLO portal.example.org", "EHLO portal.example.org"], "before and after TLS");
}

#[tokio::test]
async fn signs_in_by_plain_and_by_login_over_implicit_tls() {
    for mechanisms in ["PLAIN", "LOGIN", "XOAUTH2 LOGIN PLAIN"] {
        let options = Options {
            mode: Mode::Tls,
            auth: Some(("portal".into(), "p@ss wörd".into())),
            mechanisms,
            ..Options::default()
        };
        let sink = SmtpSink::start(options).await;
        let mut settings = mail_settings(&sink);
        settings.security = MailSecurity::Tls;
        settings.username = Some("portal".into());
        settings.password = Some("p@ss wörd".into());
        sender(settings).send(mail(1)).await.unwrap();
        let got = sink.mails().remove(0);
        assert!(got.tls);
        assert_eq!(got.user.as_deref(), Some("portal"), "{mechanisms}");
    }
}

#[tokio::test]
async fn text_arrives_as_written_dots_long_lines_and_all_scripts() {
    let sink = SmtpSink::start(Options::default()).await;
    let sender = sender(mail_settings(&sink));
    let texts = [
        ".\n..\n.hidden\nfrom\n",
        "Réinitialisation: votre code est 12345678\n\nعربي\n日本語 🙂\n",
        "a\r\nb\rc\n",
        &"x".repeat(3000),
        &format!("{}\n", "mot ".repeat(700)),
    ];
    for (n, text) in texts.iter().enumerate() {
        let outgoing = OutgoingMail {
            text: (*text).to_owned(),
            subject: "Réinitialisation 🙂".into(),
            language: Locale("fr".into()),
            ..mail(n as u128)
        };
        sender.send(outgoing).await.unwrap();
        let got = sink.mails().pop().unwrap();
        let wanted = text.replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(got.text().replace("\r\n", "\n").trim_end(), wanted.trim_end(), "text {n}");
        assert_eq!(got.subject(), "Réinitialisation 🙂");
        assert!(got.data.split(|b| *b == b'\n').all(|line| line.len() < 1000), "RFC 5321 line length");
        assert!(got.data.is_ascii(), "no relay has to know 8BITMIME");
    }
    assert_eq!(sink.connections(), 1, "one connection carries them all");
}

#[tokio::test]
async fn a_relay_on_this_machine_may_do_without_tls_and_no_other() {
    let sink = SmtpSink::start(Options { mode: Mode::Plain, ..Options::default() }).await;
    let mut settings = mail_settings(&sink);
    settings.security = MailSecurity::None;
    settings.host = "127.0.0.1".into();
    sender(settings.clone()).send(mail(1)).await.unwrap();
    assert!(!sink.mails()[0].tls);
    for host in ["mail.example.org", "192.0.2.1", "10.0.0.1", "localhost.example.org", "[2001:db8::1]", "0.0.0.0"] {
        settings.host = host.into();
        let error = latchkey::notify::mail::SmtpSender::new(settings.clone(), super::clock()).unwrap_err();
        assert!(error.key == "security" || error.key == "host", "{host}: {error}");
    }
}

/// R99: thirty ways to smuggle a recipient or a header in. Where the text is no address, it is refused before any
/// mail; as a subject or name it arrives as text on one line.
const INJECTIONS: [&str; 30] = [
    "a@example.net\r\nBcc: evil@example.com",
    "a@example.net\nBcc: evil@example.com",
    "a@example.net\rBcc: evil@example.com",
    "a@example.net%0aBcc:evil@example.com",
    "a@example.net%0d%0aBcc:evil@example.com",
    "a@example.net,evil@example.com",
    "a@example.net;evil@example.com",
    "a@example.net evil@example.com",
    "a@example.net>\r\nRCPT TO:<evil@example.com",
    "a@example.net> SIZE=1",
    "<a@example.net>,<evil@example.com>",
    "\"a\" <a@example.net>, evil@example.com",
    "Evil <evil@example.com>",
    "\"a@example.net\r\nBcc: evil@example.com\"@example.com",
    "\"evil@example.com,\"@example.net",
    "a(comment)@example.net",
    "a@example.net(evil@example.com)",
    "a@[127.0.0.1]",
    "a\\@example.net",
    "a@example.net\0evil@example.com",
    "a@example.net\u{2028}Bcc: evil@example.com",
    "a@example.net\u{85}Bcc: evil@example.com",
    "a@example.net\u{b}Bcc: evil@example.com",
    "a@example.net\t\r\n\tBcc: evil@example.com",
    "=?utf-8?q?a=0d=0aBcc:_evil=40example.com?=",
    "a@example.net\r\n\r\n.\r\nMAIL FROM:<evil@example.com>",
    "\r\n.\r\nQUIT\r\n",
    "a@example.net\r\nContent-Type: text/html\r\n\r\n<script>",
    "a@@example.net",
    "@evil.example.com:a@example.net",
];

#[tokio::test]
async fn r99_no_text_adds_a_recipient_or_a_header() {
    let sink = SmtpSink::start(Options::default()).await;
    let plain = {
        sender(mail_settings(&sink)).send(mail(0)).await.unwrap();
        sink.mails().pop().unwrap().header_names()
    };
    for (n, text) in INJECTIONS.iter().enumerate() {
        if let Ok(address) = Mailbox::parse(text) {
            panic!("{text:?} is no single plain address, and was taken for {address:?}");
        }
        let mut settings = mail_settings(&sink);
        settings.from_name = format!("Example {text}");
        let outgoing =
            OutgoingMail { subject: format!("Hello {text}"), text: format!("Dear {text}"), ..mail(100 + n as u128) };
        sender(settings).send(outgoing).await.unwrap();
        let got = sink.mails().pop().unwrap();
        assert_eq!(got.recipients, ["alice@example.net"], "{text:?}");
        assert_eq!(got.header_names(), plain, "{text:?}");
        assert_eq!(got.headers("to"), ["alice@example.net"]);
        assert!(!got.subject().contains(['\r', '\n', '\0']), "{text:?}");
        assert!(got.headers("from")[0].ends_with("<passwords@example.org>"), "{text:?}");
    }
    assert_eq!(sink.mails().len(), INJECTIONS.len() + 1, "one mail each, none smuggled in behind a dot");
    assert!(
        !sink.commands().iter().any(|c| c.contains("evil") && !c.starts_with("EHLO")),
        "no command names the other"
    );
}

#[tokio::test]
async fn r100_a_name_from_the_directory_can_not_turn_the_subject_round() {
    let sink = SmtpSink::start(Options::default()).await;
    let name = "\u{202e}gnp.exe\u{202c}\u{200b}\u{feff} <img src=x onerror=alert(1)>";
    let outgoing = OutgoingMail { subject: format!("Hello {name} {}", "A".repeat(5000)), ..mail(1) };
    sender(mail_settings(&sink)).send(outgoing).await.unwrap();
    let subject = sink.mails()[0].subject();
    assert!(!subject.contains(['\u{202e}', '\u{202c}', '\u{200b}', '\u{feff}']));
    assert!(subject.chars().count() <= 200, "cut to a length that people read");
}

#[tokio::test]
async fn r167_the_same_id_is_sent_once_even_at_the_same_time() {
    let sink = SmtpSink::start(Options::default()).await;
    let sender = Arc::new(sender(mail_settings(&sink)));
    sink.fault(Stage::Content, crate::harness::smtp::Fault::Slow(std::time::Duration::from_millis(200)), 1);
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let sender = Arc::clone(&sender);
            tokio::spawn(async move { sender.send(mail(7)).await })
        })
        .collect();
    let mut sent = 0;
    for one in tries {
        sent += usize::from(one.await.unwrap().is_ok());
    }
    assert!(sent >= 1);
    assert_eq!(sender.send(mail(7)).await.unwrap().provider, "smtp", "asked again, the receipt is the same");
    assert_eq!(sink.mails().len(), 1);
    // Another process (after a crash) makes the same Message-ID, by which mail programs show one of two.
    let first = sink.mails()[0].headers("message-id");
    super::sender(mail_settings(&sink)).send(mail(7)).await.unwrap();
    assert_eq!(sink.mails()[1].headers("message-id"), first);
    assert_ne!(id(7).to_string(), first[0]);
}

#[tokio::test]
async fn an_address_that_needs_smtputf8_is_sent_where_the_relay_can() {
    for can in [true, false] {
        let sink = SmtpSink::start(Options { smtputf8: can, ..Options::default() }).await;
        let Ok(to) = Mailbox::parse("jörg@example.net") else { panic!("an address") };
        let result = sender(mail_settings(&sink)).send(OutgoingMail { to, ..mail(1) }).await;
        match result {
            Ok(_) => assert!(can && sink.mails()[0].recipients == ["jörg@example.net"]),
            Err(e) => assert!(!can && e.code == "mail-address" && !e.admin_detail.contains("jörg"), "{e}"),
        }
    }
}
