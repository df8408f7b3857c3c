//! R151: whatever level an administrator turns on, logs hold no codes, contacts or secrets of a send.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use latchkey::notify::{MailSender as _, SmsSender as _, settings::Provider};
use tracing_subscriber::util::SubscriberInitExt as _;

use super::{gateway, mail, mail_settings, sender, sms, sms_settings, twilio};
use crate::harness::{
    sms::{ACCOUNT, Fault as SmsFault, SmsDouble, TOKEN},
    smtp::{Fault, Options, SmtpSink, Stage},
};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn r151_no_log_line_at_any_level_holds_a_code_a_contact_or_a_secret() {
    let lines = Lines::default();
    let writer = lines.clone();
    // For this thread, on which this test's runtime runs everything.
    let _guard = tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .set_default();
    tracing::info!("the capture works");

    let sink =
        SmtpSink::start(Options { auth: Some(("portal".into(), "s3cret-of-mail".into())), ..Options::default() }).await;
    let mut settings = mail_settings(&sink);
    settings.username = Some("portal".into());
    settings.password = Some("s3cret-of-mail".into());
    let sender = sender(settings);
    sender.send(mail(1)).await.unwrap();
    sink.fault(Stage::Rcpt, Fault::Say("550 5.1.1 <alice@example.net>: unknown".into()), 1);
    let refused = sender.send(mail(2)).await.unwrap_err();
    tracing::warn!(%refused, ?sender, message = ?mail(2));

    let double = SmsDouble::start().await;
    let gateway = gateway(&sms_settings(Provider::Twilio(twilio(&double))));
    gateway.send(sms(1)).await.unwrap();
    double.fault(SmsFault::Twilio(21211, 400, "The 'To' number +33 6 12 34 56 78 is not valid"), 1);
    let refused = gateway.send(sms(2)).await.unwrap_err();
    tracing::warn!(%refused, ?gateway, message = ?sms(2));

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("the capture works") && text.contains("mail-recipient") && text.contains("sms-number"));
    assert!(text.contains("hyper") || text.contains("reqwest"), "libraries' own lines are captured too");
    let basic = BASE64.encode(format!("{ACCOUNT}:{TOKEN}"));
    let plain = BASE64.encode("\0portal\0s3cret-of-mail");
    for canary in ["alice@", "12345678", "123456", "612345678", "34 56 78", "s3cret-of-mail", TOKEN, &basic, &plain] {
        let line = text.lines().find(|l| l.contains(canary));
        assert_eq!(line, None, "{canary}");
    }
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("R101: each line is one JSON object");
    }
}
