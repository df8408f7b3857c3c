//! R167: what happens to a text message when a provider misbehaves, and that no person gets two.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use latchkey::notify::{
    SendErrorKind, SmsSender as _,
    settings::{BodyFormat, GatewaySettings, GatewaySuccess, Provider},
};

use super::{gateway, sms, sms_settings, twilio};
use crate::harness::sms::{Fault, SmsDouble};

const NEVER: SendErrorKind = SendErrorKind::Never;
const UNKNOWN: SendErrorKind = SendErrorKind::Unknown;

fn retry(seconds: Option<u64>) -> SendErrorKind {
    SendErrorKind::Retry(seconds.map(Duration::from_secs))
}

fn http(double: &SmsDouble, success: GatewaySuccess) -> Provider {
    Provider::Http(GatewaySettings {
        url: format!("{}/gateway", double.url()),
        method: "POST".into(),
        headers: BTreeMap::new(),
        format: BodyFormat::Json,
        body: Some(r#"{"to":"{to}","text":"{text}"}"#.into()),
        secrets: BTreeMap::new(),
        success,
        ca_file: None,
    })
}

#[tokio::test]
async fn twilios_errors_are_understood() {
    for (code, status, text, kind, name) in [
        (21211, 400, "The 'To' number +33612345678 is not a valid phone number.", NEVER, "sms-number"),
        (21614, 400, "'To' number is not a valid mobile number", NEVER, "sms-number"),
        (21610, 400, "Attempt to send to unsubscribed recipient", NEVER, "sms-opt-out"),
        (21408, 400, "Permission to send an SMS has not been enabled for the region", NEVER, "sms-country"),
        (21617, 400, "The concatenated message body exceeds the 1600 character limit", NEVER, "sms-text"),
        (21606, 400, "The 'From' phone number is not a valid, SMS-capable number", retry(Some(60)), "sms-settings"),
        (20003, 401, "Authenticate", retry(Some(60)), "sms-credentials"),
        (20404, 404, "The requested resource was not found", retry(Some(60)), "sms-settings"),
        (20429, 429, "Too Many Requests", retry(None), "sms-busy"),
        (21611, 400, "This 'From' number has exceeded the maximum number of queued messages", retry(None), "sms-busy"),
        (20500, 500, "Internal Server Error", retry(None), "sms-provider"),
        (20503, 503, "Service Unavailable", retry(None), "sms-provider"),
        (30007, 400, "Message filtered", NEVER, "sms-filtered"),
        (99999, 400, "Something new", NEVER, "sms-refused"),
        (99999, 503, "Something new", retry(None), "sms-provider"),
    ] {
        let double = SmsDouble::start().await;
        double.fault(Fault::Twilio(code, status, text), 1);
        let error = gateway(&sms_settings(Provider::Twilio(twilio(&double)))).send(sms(1)).await.unwrap_err();
        assert_eq!((error.kind, error.code), (kind, name), "{code}: {error}");
        assert!(error.admin_detail.contains(&code.to_string()), "the admin can look {code} up");
        assert!(!error.admin_detail.contains("612345678"), "R151: {}", error.admin_detail);
        assert_eq!(double.messages().len(), 0);
    }
}

#[tokio::test]
async fn r167_too_many_requests_wait_as_long_as_the_provider_says() {
    let double = SmsDouble::start().await;
    let body = r#"{"code":20429,"message":"Too Many Requests","status":429}"#.to_owned();
    double.fault(Fault::Answer(429, vec![("retry-after", "17".into())], body.clone()), 1);
    double.fault(Fault::Answer(429, vec![("retry-after", "999999999".into())], body), 1);
    let gateway = gateway(&sms_settings(Provider::Twilio(twilio(&double))));
    assert_eq!(gateway.send(sms(1)).await.unwrap_err().kind, retry(Some(17)));
    assert_eq!(gateway.send(sms(1)).await.unwrap_err().kind, retry(Some(3600)), "nobody waits a year");
    gateway.send(sms(1)).await.expect("the third try");
    assert_eq!((double.requests().len(), double.messages().len()), (3, 1));
}

#[tokio::test]
async fn r167_a_yes_that_is_a_no_is_read() {
    for (body, kind, code) in [
        (
            r#"{"sid":"SM1","status":"failed","error_code":30007,"error_message":"Message filtered"}"#,
            NEVER,
            "sms-filtered",
        ),
        (r#"{"sid":"SM1","status":"undelivered","error_code":30006}"#, NEVER, "sms-number"),
        (r#"{"sid":"SM1","status":"failed","error_code":30008}"#, UNKNOWN, "sms-unknown"),
        (r#"{"code":21211,"message":"invalid","status":400}"#, NEVER, "sms-number"),
        ("<html>Welcome to the hotel Wi-Fi</html>", UNKNOWN, "sms-unknown"),
        ("", UNKNOWN, "sms-unknown"),
        ("{}", UNKNOWN, "sms-unknown"),
    ] {
        for status in [200, 201] {
            let double = SmsDouble::start().await;
            double.fault(Fault::Answer(status, vec![], body.to_owned()), 1);
            let error = gateway(&sms_settings(Provider::Twilio(twilio(&double)))).send(sms(1)).await.unwrap_err();
            assert_eq!((error.kind, error.code), (kind, code), "{body}: {error}");
        }
    }
}

#[tokio::test]
async fn r167_an_answer_that_is_lost_is_unknown_and_the_person_gets_no_second_message() {
    let double = SmsDouble::start().await;
    let other = SmsDouble::start().await;
    for fault in [Fault::Close, Fault::Slow(Duration::from_secs(30)), Fault::Answer(504, vec![], String::new())] {
        double.fault(fault.clone(), 1);
        let (before, sent) = (double.requests().len(), double.messages().len());
        let mut settings = sms_settings(Provider::Twilio(twilio(&double)));
        settings.second = Some(Box::new(Provider::Twilio(twilio(&other))));
        settings.timeout = Duration::from_millis(600);
        let gateway = gateway(&settings);
        for _ in 0..3 {
            let error = gateway.send(sms(1)).await.unwrap_err();
            assert_eq!((error.kind, error.code), (UNKNOWN, "sms-unknown"), "{fault:?}: {error}");
        }
        assert_eq!(double.requests().len(), before + 1, "asked once");
        assert!(double.messages().len() <= sent + 1);
        double.heal();
    }
    assert_eq!(other.requests().len(), 0, "the second provider is not asked when the first may have delivered");
}

#[tokio::test]
async fn r167_a_provider_that_takes_thirty_seconds_is_given_ten() {
    let double = SmsDouble::start().await;
    double.fault(Fault::Slow(Duration::from_secs(30)), 1);
    let start = Instant::now();
    let error = gateway(&sms_settings(Provider::Twilio(twilio(&double)))).send(sms(1)).await.unwrap_err();
    assert_eq!(error.kind, UNKNOWN);
    assert!((9..12).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    assert_eq!(double.messages().len(), 1);
}

#[tokio::test]
async fn where_the_policy_says_so_an_unknown_message_is_sent_again() {
    let double = SmsDouble::start().await;
    double.fault(Fault::Close, 1);
    let mut settings = sms_settings(Provider::Twilio(twilio(&double)));
    settings.resend_unknown = true;
    let gateway = gateway(&settings);
    assert_eq!(gateway.send(sms(1)).await.unwrap_err().kind, retry(None));
    gateway.send(sms(1)).await.unwrap();
    assert_eq!(double.messages().len(), 2);
}

#[tokio::test]
async fn r167_a_second_provider_helps_out_when_the_first_surely_did_not_deliver() {
    let first = SmsDouble::start().await;
    let second = SmsDouble::start().await;
    let mut settings = sms_settings(Provider::Twilio(twilio(&first)));
    settings.second = Some(Box::new(http(&second, GatewaySuccess::default())));
    let gateway = gateway(&settings);
    for (n, (code, status)) in
        [(20429, 429), (20503, 503), (20003, 401), (21408, 400), (30007, 400), (21606, 400)].into_iter().enumerate()
    {
        first.fault(Fault::Twilio(code, status, "no"), 1);
        let receipt = gateway.send(sms(n as u128)).await.unwrap();
        assert_eq!(receipt.provider, "http", "{code}");
        assert_eq!(second.messages().len(), n + 1);
    }
    let before = second.messages().len();
    for (n, code) in [21211, 21614, 21610].into_iter().enumerate() {
        first.fault(Fault::Twilio(code, 400, "no"), 1);
        assert_eq!(gateway.send(sms(100 + n as u128)).await.unwrap_err().kind, NEVER, "{code}");
    }
    assert_eq!(second.messages().len(), before, "no other provider makes the number right, or the person willing");
    gateway.send(sms(200)).await.unwrap();
    assert_eq!((first.messages().len(), second.messages().len()), (1, before), "the first one again, once it is well");
}

#[tokio::test]
async fn r167_when_both_fail_the_word_that_stands_is_the_safer_one() {
    let first = SmsDouble::start().await;
    let second = SmsDouble::start().await;
    let mut settings = sms_settings(Provider::Twilio(twilio(&first)));
    settings.second = Some(Box::new(Provider::Twilio(twilio(&second))));
    let gateway = gateway(&settings);
    for (n, (one, two, kind)) in [
        (Fault::Twilio(20429, 429, ""), Fault::Twilio(20503, 503, ""), retry(None)),
        (Fault::Twilio(20429, 429, ""), Fault::Twilio(30007, 400, ""), retry(None)),
        (Fault::Twilio(20429, 429, ""), Fault::Twilio(21211, 400, ""), NEVER),
        (Fault::Twilio(20429, 429, ""), Fault::Close, UNKNOWN),
        (Fault::Twilio(30007, 400, ""), Fault::Twilio(20429, 429, ""), retry(None)),
        (Fault::Twilio(30007, 400, ""), Fault::Twilio(21408, 400, ""), NEVER),
    ]
    .into_iter()
    .enumerate()
    {
        first.fault(one.clone(), 1);
        second.fault(two.clone(), 1);
        let error = gateway.send(sms(n as u128)).await.unwrap_err();
        assert_eq!(error.kind, kind, "{one:?}, then {two:?}: {error}");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_tried_again_or_elsewhere() {
    let gone = SmsDouble::start().await;
    let mut settings = sms_settings(Provider::Twilio(twilio(&gone)));
    drop(gone);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    if let Provider::Twilio(twilio) = &mut settings.provider {
        twilio.base_url = url;
    }
    let error = gateway(&settings).send(sms(1)).await.unwrap_err();
    assert_eq!((error.kind, error.code), (retry(None), "sms-unreachable"), "{error}");
    let second = SmsDouble::start().await;
    settings.second = Some(Box::new(Provider::Twilio(twilio(&second))));
    gateway(&settings).send(sms(1)).await.unwrap();
    assert_eq!(second.messages().len(), 1);
}

#[tokio::test]
async fn a_gateway_that_says_200_to_everything_is_read_by_its_body() {
    let success = |edit: fn(&mut GatewaySuccess)| {
        let mut success = GatewaySuccess::default();
        edit(&mut success);
        success
    };
    let accepted = success(|s| {
        s.pointer = Some("/result/status".into());
        s.equals = Some("accepted".into());
        s.retry_contains = Some("queue full".into());
    });
    let marked = success(|s| s.contains = Some("OK:".into()));
    let created = success(|s| s.status = vec![201]);
    let present = success(|s| s.pointer = Some("/ids/0".into()));
    for (success, status, body, kind) in [
        (&accepted, 200, r#"{"result":{"status":"accepted"}}"#, None),
        (&accepted, 200, r#"{"result":{"status":"rejected"}}"#, Some(NEVER)),
        (&accepted, 200, r#"{"result":{"status":"queue full"}}"#, Some(retry(None))),
        (&accepted, 200, "accepted", Some(NEVER)),
        (&accepted, 500, r#"{"result":{"status":"accepted"}}"#, Some(retry(None))),
        (&accepted, 403, "", Some(retry(Some(60)))),
        (&accepted, 400, "", Some(NEVER)),
        (&accepted, 302, "", Some(retry(Some(60)))),
        (&marked, 200, "OK: 17", None),
        (&marked, 200, "ERR: 17", Some(NEVER)),
        (&created, 201, "", None),
        (&created, 200, "", Some(NEVER)),
        (&present, 200, r#"{"ids":[7]}"#, None),
        (&present, 200, r#"{"ids":[]}"#, Some(NEVER)),
        (&present, 200, r#"{"ids":[null]}"#, Some(NEVER)),
    ] {
        let double = SmsDouble::start().await;
        double.fault(Fault::Answer(status, vec![("location", "http://127.0.0.1:1/".into())], body.to_owned()), 1);
        let result = gateway(&sms_settings(http(&double, success.clone()))).send(sms(1)).await;
        assert_eq!(result.as_ref().err().map(|e| e.kind), kind, "{status} {body}: {result:?}");
        assert_eq!(double.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_provider_is_believed_under_its_own_authority_only() {
    let double = SmsDouble::start_tls().await;
    let mut settings = sms_settings(Provider::Twilio(twilio(&double)));
    gateway(&settings).send(sms(1)).await.unwrap();
    let (_folder, other) = super::other_authority();
    if let Provider::Twilio(twilio) = &mut settings.provider {
        twilio.ca_file = Some(other);
    }
    let error = gateway(&settings).send(sms(2)).await.unwrap_err();
    assert_eq!((error.kind, error.code), (retry(None), "sms-unreachable"), "{error}");
    assert!(error.admin_detail.contains("certificate"), "the cause is named: {error}");
    assert_eq!(double.requests().len(), 1);
}
