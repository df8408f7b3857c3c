//! Mail and text messages against real servers: what arrives, what is refused, what is tried again.

mod check;
mod fate;
mod logs;
mod mail;
mod mail_faults;
mod sms;
mod sms_faults;
mod voice;

use std::{path::PathBuf, sync::Arc, time::Duration};

use latchkey::{
    domain::{
        contact::{Mailbox, Phone},
        locale::Locale,
        message::Repeat,
        time::{Clock, Timestamp},
    },
    notify::{
        OutgoingMail, OutgoingSms,
        mail::SmtpSender,
        settings::{MailSecurity, MailSettings, Provider, SmsSettings, TwilioSettings},
        sms::SmsGateway,
    },
};
use uuid::Uuid;

use crate::harness::{
    sms::{ACCOUNT, SmsDouble, TOKEN},
    smtp::SmtpSink,
};

/// 2026-11-21 09:28:00 UTC.
const NOW: Timestamp = Timestamp(1_795_253_280_000);

#[derive(Debug)]
struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(At(NOW))
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn mail(n: u128) -> OutgoingMail {
    OutgoingMail {
        id: id(n),
        to: Mailbox::parse("alice@example.net").unwrap(),
        subject: format!("Your password reset code {n}"),
        text: "Your code is 12345678.\n".into(),
        html: "<!doctype html><html lang=\"en\"><body><p>Your code is <b>12345678</b>.</p></body></html>".into(),
        language: Locale::english(),
        repeat: Repeat::Never,
    }
}

fn mail_settings(sink: &SmtpSink) -> MailSettings {
    MailSettings {
        host: "localhost".into(),
        port: sink.address.port(),
        security: MailSecurity::StartTls,
        username: None,
        password: None,
        from: Mailbox::parse("passwords@example.org").unwrap(),
        from_name: "Passwörter, Example".into(),
        reply_to: None,
        ca_file: Some(sink.ca_file.clone()),
        timeout: Duration::from_secs(10),
        hello_name: Some("portal.example.org".into()),
        resend_unknown: false,
    }
}

fn sender(settings: MailSettings) -> SmtpSender {
    SmtpSender::new(settings, clock()).expect("settings that work")
}

fn sms(n: u128) -> OutgoingSms {
    OutgoingSms {
        id: id(n),
        to: Phone::parse("+33612345678", None).unwrap(),
        text: "123456 is your Example code.\n\n@passwords.example.org #123456".into(),
        repeat: Repeat::Never,
    }
}

fn twilio(double: &SmsDouble) -> TwilioSettings {
    TwilioSettings {
        account_sid: ACCOUNT.into(),
        api_key: None,
        auth_token: TOKEN.into(),
        from: Some("+15005550006".into()),
        messaging_service_sid: None,
        voice_from: Some("+15005550007".into()),
        base_url: double.url(),
        ca_file: double.ca_file(),
    }
}

fn sms_settings(provider: Provider) -> SmsSettings {
    SmsSettings {
        provider,
        second: None,
        allowed_countries: vec!["FR".into(), "DE".into()],
        timeout: Duration::from_secs(10),
        resend_unknown: false,
    }
}

fn gateway(settings: &SmsSettings) -> SmsGateway {
    SmsGateway::new(settings).expect("settings that work")
}

/// A file that is no authority of the sink's.
fn other_authority() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.pem");
    let key = rcgen::KeyPair::generate().unwrap();
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    std::fs::write(&path, parameters.self_signed(&key).unwrap().pem()).unwrap();
    (folder, path)
}
