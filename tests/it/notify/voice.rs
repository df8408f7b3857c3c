//! What Twilio is asked when a code is read out, and which numbers are never called.

use latchkey::{
    domain::{contact::Phone, locale::Locale},
    notify::{
        OutgoingCall, SendErrorKind, VoiceCaller as _,
        settings::{Provider, SmsSettings},
        voice::VoiceGateway,
    },
};

use super::{id, sms_settings, twilio};
use crate::harness::sms::{Fault, SmsDouble};

fn settings(double: &SmsDouble) -> SmsSettings {
    sms_settings(Provider::Twilio(twilio(double)))
}

fn caller(settings: &SmsSettings) -> VoiceGateway {
    VoiceGateway::new(settings).expect("settings that work").expect("a number to call from")
}

fn call(n: u128, to: &str) -> OutgoingCall {
    OutgoingCall {
        id: id(n),
        to: Phone::parse(to, None).expect("a number"),
        speech: "This is <Contoso> & \"Sons\". Your code is: 0, 1, 2, 3, 4, 5.".into(),
        language: Locale("fr".into()),
    }
}

#[tokio::test]
async fn twilio_gets_a_call_that_says_the_code_twice() {
    let double = SmsDouble::start().await;
    let receipt = caller(&settings(&double)).call(call(1, "+33142685300")).await.unwrap();
    assert_eq!(receipt.provider, "twilio");
    assert!(receipt.reference.starts_with("CA"), "{}", receipt.reference);
    let request = double.requests().remove(0);
    assert!(request.path.ends_with("/Calls.json"), "{}", request.path);
    assert_eq!(request.field("To").as_deref(), Some("+33142685300"), "a landline can be called");
    assert_eq!(request.field("From").as_deref(), Some("+15005550007"));
    let twiml = request.field("Twiml").unwrap();
    assert_eq!(twiml.matches(r#"<Say language="fr-FR">"#).count(), 2, "{twiml}");
    // The double reads it as XML.
    let made = double.messages().remove(0);
    assert!(made.call);
    assert_eq!(made.code().as_deref(), Some("012345"));
    assert_eq!(made.text, call(1, "+33142685300").speech.repeat(2));
}

#[tokio::test]
async fn r167_nobody_is_called_twice_for_one_message() {
    let double = SmsDouble::start().await;
    let caller = caller(&settings(&double));
    let first = caller.call(call(1, "+33612345678")).await.unwrap();
    assert_eq!(caller.call(call(1, "+33612345678")).await.unwrap(), first);
    double.fault(Fault::Close, 1);
    assert_eq!(caller.call(call(2, "+33612345678")).await.unwrap_err().kind, SendErrorKind::Unknown);
    assert_eq!(caller.call(call(2, "+33612345678")).await.unwrap_err().kind, SendErrorKind::Unknown);
    assert_eq!(double.messages().len(), 2);
}

#[tokio::test]
async fn r41_no_country_that_is_not_named_and_no_premium_number_is_called() {
    let double = SmsDouble::start().await;
    let caller = caller(&settings(&double));
    for (n, to) in [(1, "+14155552671"), (2, "+33899123456"), (3, "+881612345678")] {
        let error = caller.call(call(n, to)).await.unwrap_err();
        assert_eq!(error.kind, SendErrorKind::Never, "{to}");
    }
    assert!(double.requests().is_empty());
}

#[tokio::test]
async fn what_twilio_answers_is_understood() {
    let double = SmsDouble::start().await;
    let caller = caller(&settings(&double));
    for (n, code, status, kind, name) in [
        (1, 21215, 400, SendErrorKind::Never, "sms-country"),
        (2, 21211, 400, SendErrorKind::Never, "sms-number"),
        (3, 20429, 429, SendErrorKind::Retry(None), "sms-busy"),
    ] {
        double.fault(Fault::Twilio(code, status, "no"), 1);
        let error = caller.call(call(n, "+33612345678")).await.unwrap_err();
        assert_eq!((error.kind, error.code), (kind, name), "{code}: {error}");
    }
    let mut wrong = settings(&double);
    if let Provider::Twilio(account) = &mut wrong.provider {
        account.auth_token = "wrong".into();
    }
    let error = self::caller(&wrong).call(call(9, "+33612345678")).await.unwrap_err();
    assert_eq!(error.code, "sms-credentials", "{error}");
}

#[tokio::test]
async fn without_a_number_to_call_from_there_are_no_calls() {
    let double = SmsDouble::start().await;
    let mut account = twilio(&double);
    account.voice_from = None;
    assert!(VoiceGateway::new(&sms_settings(Provider::Twilio(account.clone()))).unwrap().is_none());
    account.voice_from = Some("Contoso".into());
    let error = VoiceGateway::new(&sms_settings(Provider::Twilio(account))).unwrap_err();
    assert_eq!(error.key, "voice_from");
}
