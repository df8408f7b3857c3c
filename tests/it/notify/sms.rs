//! What a provider is asked, and which numbers it is never asked for.

use std::collections::BTreeMap;

use latchkey::{
    domain::contact::Phone,
    notify::{
        OutgoingSms, SendErrorKind, SmsSender as _,
        settings::{BodyFormat, GatewaySettings, GatewaySuccess, Provider, SmsSettings},
        sms::SmsGateway,
    },
};

use super::{gateway, sms, sms_settings, twilio};
use crate::harness::sms::{SmsDouble, TOKEN};

fn http(double: &SmsDouble) -> GatewaySettings {
    GatewaySettings {
        url: format!("{}/gateway", double.url()),
        method: "POST".into(),
        headers: BTreeMap::from([
            ("Authorization".to_owned(), "Bearer {secret:key}".to_owned()),
            ("Idempotency-Key".to_owned(), "{id}".to_owned()),
        ]),
        format: BodyFormat::Json,
        body: Some(r#"{"to":"{to}","text":"{text}"}"#.into()),
        secrets: BTreeMap::from([("key".to_owned(), "s3cret".into())]),
        success: GatewaySuccess::default(),
        ca_file: None,
    }
}

#[tokio::test]
async fn twilio_gets_the_form_that_it_documents() {
    let double = SmsDouble::start().await;
    let receipt = gateway(&sms_settings(Provider::Twilio(twilio(&double)))).send(sms(1)).await.unwrap();
    assert_eq!(receipt.provider, "twilio");
    assert!(receipt.reference.starts_with("SM"));
    let message = double.wait_for(|m| m.to == "+33612345678").await;
    assert_eq!(message.code().as_deref(), Some("123456"));
    let request = double.requests().remove(0);
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.field("To").as_deref(), Some("+33612345678"));
    assert_eq!(request.field("From").as_deref(), Some("+15005550006"));
    assert_eq!(request.field("MessagingServiceSid"), None);
    assert_eq!(request.field("Body"), Some(sms(1).text), "byte for byte, the origin-bound line last");
}

#[tokio::test]
async fn a_messaging_service_stands_for_the_number() {
    let double = SmsDouble::start().await;
    let mut settings = twilio(&double);
    settings.from = None;
    settings.messaging_service_sid = Some("MG0123".into());
    gateway(&sms_settings(Provider::Twilio(settings))).send(sms(1)).await.unwrap();
    let request = double.requests().remove(0);
    assert_eq!((request.field("From"), request.field("MessagingServiceSid").as_deref()), (None, Some("MG0123")));
}

#[tokio::test]
async fn a_gateway_gets_its_template_filled() {
    let double = SmsDouble::start().await;
    let settings = sms_settings(Provider::Http(http(&double)));
    let tricky = OutgoingSms { text: "12 \"é\" & <b> {to}\n@host #12".into(), ..sms(1) };
    gateway(&settings).send(tricky.clone()).await.unwrap();
    let request = double.requests().remove(0);
    assert_eq!(request.header("authorization"), Some("Bearer s3cret"));
    assert_eq!(request.header("idempotency-key"), Some(tricky.id.to_string().as_str()));
    assert_eq!(double.messages()[0].text, tricky.text);
    assert_eq!(double.messages()[0].to, "+33612345678");
    assert!(!format!("{settings:?}").contains("s3cret") && !format!("{:?}", twilio(&double)).contains(TOKEN));
}

#[tokio::test]
async fn a_gateway_by_form_or_by_address_is_told_the_same() {
    let double = SmsDouble::start().await;
    let tricky = OutgoingSms { text: "50 % + 1 & \"é\" #x?\n@host #12".into(), ..sms(1) };
    let form = GatewaySettings { format: BodyFormat::Form, body: Some("to={to}&text={text}".into()), ..http(&double) };
    let query = GatewaySettings {
        url: format!("{}/gateway?to={{to}}&text={{text}}", double.url()),
        method: "get".into(),
        body: None,
        ..http(&double)
    };
    for settings in [form, query] {
        gateway(&sms_settings(Provider::Http(settings))).send(tricky.clone()).await.unwrap();
        let message = double.messages().pop().unwrap();
        assert_eq!((message.to.as_str(), message.text.as_str()), ("+33612345678", tricky.text.as_str()));
    }
}

#[tokio::test]
async fn r41_a_number_out_of_bounds_is_never_sent_to_whatever_was_registered() {
    let double = SmsDouble::start().await;
    let mut settings = sms_settings(Provider::Twilio(twilio(&double)));
    for (number, countries, code) in [
        ("+33612345678", vec![], "sms-country"),
        ("+33612345678", vec!["DE"], "sms-country"),
        ("+18765551234", vec!["US"], "sms-country"),
        ("+33899123456", vec!["FR"], "sms-number-type"),
        ("+447012345678", vec!["GB"], "sms-number-type"),
        ("+19002345678", vec!["US"], "sms-number-type"),
        ("+881612345678", vec!["US", "GB"], "sms-number-type"),
        ("+33142685300", vec!["FR"], "sms-number-type"),
    ] {
        settings.allowed_countries = countries.into_iter().map(ToOwned::to_owned).collect();
        let outgoing = OutgoingSms { to: Phone::parse(number, None).expect(number), ..sms(1) };
        let error = gateway(&settings).send(outgoing).await.unwrap_err();
        assert_eq!((error.kind, error.code), (SendErrorKind::Never, code), "{number}: {error}");
        assert!(!error.admin_detail.contains(&number[4..]), "R151");
    }
    assert_eq!(double.requests().len(), 0);
}

#[test]
fn settings_that_can_not_work_are_named() {
    crate::harness::smtp::install_crypto();
    let good = r#"
        allowed_countries = ["FR"]
        [provider]
        kind = "twilio"
        account_sid = "AC01"
        auth_token = "t"
        from = "+15005550006"
    "#;
    let read = |text: &str| toml::from_str::<SmsSettings>(text).map_err(|e| e.to_string());
    let build = |text: &str| SmsGateway::new(&read(text)?).map(|_| ()).map_err(|e| e.to_string());
    assert_eq!(build(good), Ok(()));
    for (from, to, named) in [
        ("AC01", "SK01", "account_sid"),
        ("AC01", "AC01/../x", "account_sid"),
        ("\"FR\"", "\"France\"", "allowed_countries"),
        ("from = \"+15005550006\"", "", "from"),
        ("from = ", "messaging_service_sid = \"MG1\"\nfrom = ", "from"),
        ("from = ", "base_url = \"http://api.example.org\"\nfrom = ", "base_url"),
        ("from = ", "base_url = \"example\"\nfrom = ", "base_url"),
        ("from = ", "ca_file = \"/no/such.pem\"\nfrom = ", "ca_file"),
        ("from = ", "form = \"x\"\nfrom = ", "form"),
        ("allowed_countries", "timeout = 0\nallowed_countries", "1 to 300"),
        ("allowed_countries", "allowd_countries", "allowd_countries"),
    ] {
        let error = build(&good.replace(from, to)).unwrap_err();
        assert!(error.contains(named), "{named}: {error}");
    }
    let gateway = r#"
        allowed_countries = ["FR"]
        [provider]
        kind = "http"
        url = "https://sms.example.org/send"
        body = '{"to":"{to}","text":"{text}"}'
        [provider.success]
        pointer = "/ok"
    "#;
    assert_eq!(build(gateway), Ok(()));
    for (from, to, named) in [
        ("{to}", "{number}", "{number}"),
        ("{text}", "x", "`body`"),
        ("https://sms", "http://sms", "`url`"),
        ("https://sms.example.org", "https://{to}.example.org", "`url`"),
        ("https://sms", "https://user:{text}@sms", "`url`"),
        ("\"/ok\"", "\"ok\"", "success.pointer"),
        ("pointer = \"/ok\"", "equals = \"1\"", "success.equals"),
        ("pointer = \"/ok\"", "status = [404]", "success.status"),
    ] {
        let error = build(&gateway.replace(from, to)).unwrap_err();
        assert!(error.contains(named), "{named}: {error}");
    }
}
