//! Whatever is typed, the page says what to do next, in the reader's language.

use super::visitor::{Visitor, policy, to};
use crate::harness::{app::House, walk::wrong};

/// What is typed, and what the pages say then, in English and in French.
const NUMBERS: [(&str, &str, &str); 13] = [
    ("", "Enter your phone number", "Saisissez votre numéro de téléphone"),
    ("hello", "not a full phone number", "pas un numéro complet"),
    ("12345", "not a full phone number", "pas un numéro complet"),
    ("202 555 01", "not a full phone number", "pas un numéro complet"),
    ("+44", "not a full phone number", "pas un numéro complet"),
    ("911", "not a full phone number", "pas un numéro complet"),
    // Premium, satellite, shared cost, personal: nobody pays for those (R41).
    ("+1 900 234 5678", "paid, satellite or service number", "surtaxé, par satellite ou de service"),
    ("+881 612 345 678", "paid, satellite or service number", "surtaxé, par satellite ou de service"),
    ("+1 800 234 5678", "paid, satellite or service number", "surtaxé, par satellite ou de service"),
    // Other countries, other plans under the same calling code.
    ("+33 6 12 34 56 78", "cannot be sent to this country", "ne peut être envoyé dans ce pays"),
    ("+44 9098 790000", "cannot be sent to this country", "ne peut être envoyé dans ce pays"),
    ("+44 7012 345678", "cannot be sent to this country", "ne peut être envoyé dans ce pays"),
    ("+1 876 555 1234", "cannot be sent to this country", "ne peut être envoyé dans ce pays"),
];

const MAILBOXES: [(&str, &str, &str); 6] = [
    ("", "Enter your email address", "Saisissez votre adresse e-mail"),
    ("alice", "not a full email address", "pas une adresse e-mail complète"),
    ("alice@home", "not a full email address", "pas une adresse e-mail complète"),
    ("a@b.example, c@d.example", "not a full email address", "pas une adresse e-mail complète"),
    ("Alice <alice@home.example>", "not a full email address", "pas une adresse e-mail complète"),
    ("alice@contoso.test", "Enter a private one", "Saisissez une adresse privée"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r41_every_bad_number_and_address_gets_words_that_help() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    for language in ["en", "fr"] {
        alice.client.headers.insert("Accept-Language".into(), language.into());
        let pick = |en: &'static str, fr: &'static str| if language == "en" { en } else { fr };
        for (typed, en, fr) in NUMBERS {
            let page = alice.fill("/security-info/add/phone", &[("phone", typed), ("by", "sms")]).await;
            assert_eq!(page.status, 422, "{typed}");
            assert!(page.text().contains(pick(en, fr)), "{typed}: {}", page.text());
            assert_eq!(page.field("phone").as_deref(), Some(typed), "what was typed stays");
        }
        for (typed, en, fr) in MAILBOXES {
            let page = alice.fill("/security-info/add/mailbox", &[("mailbox", typed)]).await;
            assert_eq!(page.status, 422, "{typed}");
            assert!(page.text().contains(pick(en, fr)), "{typed}: {}", page.text());
        }
    }
    assert!(house.messages().is_empty(), "nothing was sent");
    assert!(alice.kept().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_bad_code_gets_words_that_help() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let answer = alice.fill("/security-info/add/phone", &[("phone", "+12025550177"), ("by", "sms")]).await;
    assert_eq!(to(&answer), "/security-info/add/code");
    let code = alice.code("+12025550177");
    let wrong = wrong(&code);
    for language in ["en", "fr"] {
        alice.client.headers.insert("Accept-Language".into(), language.into());
        for (typed, en, fr) in [
            ("", "Enter the code", "Saisissez le code"),
            ("123", "Enter all 6 digits", "Saisissez les 6 chiffres"),
            ("1234567", "has only 6 digits", "n’a que 6 chiffres"),
            ("12345x", "has digits only", "n’a que des chiffres"),
            (wrong.as_str(), "not right", "n’est pas le bon"),
        ] {
            let page = alice.fill("/security-info/add/code", &[("code", typed)]).await;
            assert_eq!(page.status, 422, "{typed}");
            assert!(page.text().contains(if language == "en" { en } else { fr }), "{typed}: {}", page.text());
        }
    }
    house.clock.advance(std::time::Duration::from_secs(600));
    alice.client.headers.insert("Accept-Language".into(), "en".into());
    let page = alice.fill("/security-info/add/code", &[("code", &code)]).await;
    assert!(page.text().contains("no longer works. Have a new one sent"), "{}", page.text());
    // And a new one it is.
    let answer = alice.post("/security-info/add/code/resend", &[]).await;
    assert_eq!(to(&answer), "/security-info/add/code?sent");
    let new = alice.code("+12025550177");
    let answer = alice.fill("/security-info/add/code", &[("code", &new)]).await;
    assert_eq!(to(&answer), "/security-info");
    // A used code leads to the list, which has it.
    let answer = alice.post("/security-info/add/code", &[("code", &new)]).await;
    assert_eq!(to(&answer), "/security-info");
    assert_eq!(alice.contacts().await, ["+12025550177"]);
    // The same once more.
    let page = alice.fill("/security-info/add/phone", &[("phone", "202-555-0177"), ("by", "sms")]).await;
    assert!(page.text().contains("on your list already"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fields_that_no_page_has_are_refused() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    for (path, fields) in [
        ("/security-info/add/phone", vec![("phone", "+12025550177"), ("account", "bob")]),
        ("/security-info/add/code", vec![("code", "123456"), ("uid", "bob")]),
        ("/security-info/prove", vec![("method", "sms"), ("user", "bob")]),
        ("/security-info/remove", vec![("id", "not-an-id")]),
        ("/security-info/default", vec![("method", "telepathy")]),
        ("/security-info/try", vec![("id", "not-an-id")]),
    ] {
        let page = alice.post(path, &fields).await;
        assert_eq!(page.status, 400, "{path}: {}", page.text());
    }
    assert!(house.messages().is_empty());
}
