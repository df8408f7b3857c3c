//! What the doctor says of mail and text messages: every step, the fault, the remedy, and nothing sent.

use std::time::Duration;

use latchkey::{
    domain::finding::{Finding, FindingStatus},
    notify::{
        check::{check_mail, check_sms},
        settings::{MailSecurity, Provider},
    },
};

use super::{mail_settings, other_authority, sms_settings, twilio};
use crate::harness::{
    sms::SmsDouble,
    smtp::{Fault, Mode, Options, SmtpSink, Stage},
};

fn last(findings: &[Finding]) -> &Finding {
    findings.last().expect("a finding")
}

#[tokio::test]
async fn a_relay_in_order_passes_every_step_and_gets_no_mail() {
    let sink = SmtpSink::start(Options { auth: Some(("portal".into(), "right".into())), ..Options::default() }).await;
    let mut settings = mail_settings(&sink);
    settings.username = Some("portal".into());
    settings.password = Some("right".into());
    let findings = check_mail(&settings).await;
    let names: Vec<_> = findings.iter().map(|f| f.check).collect();
    assert_eq!(names, ["mail-dns", "mail-tcp", "mail-tls", "mail-ehlo", "mail-auth", "mail-from"]);
    assert!(findings.iter().all(|f| f.status == FindingStatus::Ok && f.remedy.is_empty()), "{findings:?}");
    assert_eq!(sink.mails().len(), 0);
    let commands = sink.commands();
    assert!(commands.iter().any(|c| c.starts_with("MAIL FROM")) && commands.contains(&"RSET".to_owned()));
    assert!(!commands.iter().any(|c| c.starts_with("RCPT") || c.starts_with("DATA")), "{commands:?}");
}

#[tokio::test]
async fn each_fault_of_a_relay_is_named_with_its_remedy() {
    let say = |line: &str| Fault::Say(line.to_owned());
    let auth = || Options { auth: Some(("portal".into(), "right".into())), ..Options::default() };
    let plain = Options { mode: Mode::Plain, ..Options::default() };
    let named = Options { names: vec!["mail.example.org".into()], ..Options::default() };
    let expired = Options { expired: true, ..Options::default() };
    let no_auth = Options { mechanisms: "GSSAPI", ..auth() };
    for (options, fault, check, remedy) in [
        (plain, None, "mail-tls", "turn STARTTLS on"),
        (named, None, "mail-tls", "exactly as the server's certificate has it"),
        (expired, None, "mail-tls", "renew the server's certificate"),
        (Options::default(), Some((Stage::Greeting, Fault::Hang)), "mail-ehlo", "TLS port"),
        (Options::default(), Some((Stage::StartTls, Fault::Close)), "mail-tls", "relay's log"),
        (Options::default(), Some((Stage::Ehlo, say("550 no"))), "mail-ehlo", "hello_name"),
        (auth(), Some((Stage::Auth, say("535 5.7.8 no"))), "mail-auth", "app password"),
        (no_auth, None, "mail-auth", "AUTH PLAIN or LOGIN"),
        (auth(), Some((Stage::Mail, say("553 5.7.1 not yours"))), "mail-from", "send as passwords@example.org"),
    ] {
        let sink = SmtpSink::start(options.clone()).await;
        if let Some((stage, fault)) = fault {
            sink.fault(stage, fault, 1);
        }
        let mut settings = mail_settings(&sink);
        settings.timeout = Duration::from_millis(600);
        if options.auth.is_some() {
            settings.username = Some("portal".into());
            settings.password = Some("right".into());
        }
        let findings = check_mail(&settings).await;
        let found = last(&findings);
        assert_eq!((found.check, found.status), (check, FindingStatus::Fail), "{findings:?}");
        assert!(found.remedy.contains(remedy), "{remedy}: {found:?}");
        assert!(
            findings.iter().rev().skip(1).all(|f| f.status == FindingStatus::Ok),
            "what came before was seen to work"
        );
        assert_eq!(sink.mails().len(), 0);
    }
}

#[tokio::test]
async fn wrong_authority_wrong_port_and_no_such_host_are_told_apart() {
    let sink = SmtpSink::start(Options::default()).await;
    let (_folder, other) = other_authority();
    let mut settings = mail_settings(&sink);
    settings.ca_file = Some(other);
    let findings = check_mail(&settings).await;
    assert!(last(&findings).remedy.contains("`ca_file`"), "{findings:?}");

    let mut settings = mail_settings(&sink);
    settings.security = MailSecurity::Tls;
    let findings = check_mail(&settings).await;
    assert_eq!(last(&findings).check, "mail-tls");
    assert!(last(&findings).remedy.contains("starttls"), "{findings:?}");

    let mut settings = mail_settings(&sink);
    settings.host = "no-such-host.invalid".into();
    let findings = check_mail(&settings).await;
    assert_eq!((findings.len(), last(&findings).check), (1, "mail-dns"), "{findings:?}");

    let mut settings = mail_settings(&sink);
    settings.security = MailSecurity::None;
    settings.host = "mail.example.org".into();
    let findings = check_mail(&settings).await;
    assert_eq!((findings.len(), last(&findings).check), (1, "mail-settings"));

    let mut settings = mail_settings(&sink);
    drop(sink);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    settings.port = listener.local_addr().unwrap().port();
    drop(listener);
    let (_other_folder, other) = other_authority();
    settings.ca_file = Some(other);
    let findings = check_mail(&settings).await;
    assert_eq!(last(&findings).check, "mail-tcp", "{findings:?}");
}

#[tokio::test]
async fn a_relay_without_tls_on_this_machine_is_a_warning() {
    let sink = SmtpSink::start(Options { mode: Mode::Plain, ..Options::default() }).await;
    let mut settings = mail_settings(&sink);
    settings.security = MailSecurity::None;
    let findings = check_mail(&settings).await;
    let warnings: Vec<_> = findings.iter().filter(|f| f.status == FindingStatus::Warn).map(|f| f.check).collect();
    assert_eq!(warnings, ["mail-tls"], "{findings:?}");
    assert_eq!(last(&findings).status, FindingStatus::Ok);
}

#[tokio::test]
async fn twilio_is_asked_for_its_account_and_sends_nothing() {
    let double = SmsDouble::start().await;
    let mut settings = sms_settings(Provider::Twilio(twilio(&double)));
    let findings = check_sms(&settings).await;
    assert!(findings.iter().all(|f| f.status == FindingStatus::Ok), "{findings:?}");

    double.account_status("suspended");
    let findings = check_sms(&settings).await;
    assert!(last(&findings).what.contains("suspended"), "{findings:?}");
    double.account_status("active");

    let mut wrong = twilio(&double);
    wrong.auth_token = "wrong".into();
    settings.second = Some(Box::new(Provider::Twilio(wrong)));
    settings.allowed_countries.clear();
    let findings = check_sms(&settings).await;
    let seen: Vec<_> = findings.iter().map(|f| (f.check, f.status)).collect();
    use FindingStatus::{Fail, Ok, Warn};
    assert_eq!(seen, [("sms-countries", Warn), ("sms-provider", Ok), ("sms-second-provider", Fail)]);
    assert!(last(&findings).remedy.contains("auth_token"), "{findings:?}");
    assert_eq!(double.messages().len(), 0);
}
