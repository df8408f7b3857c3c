//! Mails and text messages.

use latchkey::{
    domain::{locale::Locale, message::Message},
    render::{Org, Rendered, Renderer},
};

use super::renderer;

/// 3GPP TS 23.038, written down a second time so that the code's own table is tested.
fn in_gsm7(text: &str) -> bool {
    let basic = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n";
    text.chars().all(|c| c.is_ascii_alphanumeric() || basic.contains(c))
}

/// The WICG algorithm: the last line, `@host #code`.
fn bound(text: &str) -> Option<(&str, &str)> {
    let (_, last) = text.rsplit_once('\n')?;
    let (host, code) = last.strip_prefix('@')?.split_once(" #")?;
    Some((host, code))
}

#[test]
fn r29_text_messages_fit_and_end_with_the_origin_bound_line() {
    let renderer = renderer();
    let long = "Centre hospitalier universitaire de l\u{2019}Île-de-Français et Ñandú 東京";
    for (name, host) in [
        ("Contoso", "passwords.contoso.com"),
        (long, "passwords.contoso.com"),
        ("東京", "motsdepasse.centre-hospitalier-universitaire.example.org"),
        ("Contoso", "localhost"),
    ] {
        let org = Org { name: name.to_owned(), host: host.to_owned(), ..Renderer::sample_org() };
        for language in renderer.languages().all() {
            let mut seen = 0;
            for envelope in Renderer::sample_envelopes(&language.tag) {
                let Rendered::Sms(text) = renderer.message(&envelope, &org).unwrap() else { continue };
                seen += 1;
                assert!(text.chars().count() <= 140, "{} {text}", text.chars().count());
                assert!(in_gsm7(&text), "{text}");
                assert!(!text.contains("Alice") && !text.contains("alice"), "{text}");
                if let Message::Code { code, .. } = &envelope.message {
                    assert!(text.starts_with(&format!("{code} ")), "{text}");
                    assert!(text.ends_with(&format!("\n\n@{host} #{code}")), "{text}");
                    assert_eq!(bound(&text), Some((host, code.as_str())));
                } else {
                    assert!(!text.contains("12345678"), "{text}");
                }
            }
            assert_eq!(seen, 34);
        }
    }
}

#[test]
fn a_host_name_too_long_for_a_text_message_is_refused() {
    let renderer = renderer();
    let org = Org { host: format!("{}.example.org", "a".repeat(60)).repeat(2), ..Renderer::sample_org() };
    let code = Renderer::sample_envelopes(&Locale::english()).swap_remove(0);
    assert!(renderer.message(&code, &org).unwrap_err().to_string().contains("140"));
}

#[test]
fn mails_are_complete_in_text_and_quiet_in_html() {
    let renderer = renderer();
    let org = Renderer::sample_org();
    for language in renderer.languages().all() {
        for envelope in Renderer::sample_envelopes(&language.tag) {
            let Rendered::Mail { subject, text, html } = renderer.message(&envelope, &org).unwrap() else { continue };
            assert!(!subject.is_empty() && subject.len() < 78 && !subject.contains("12345678"), "{subject}");
            assert!(html.contains(&format!("<html lang=\"{}\" dir=\"ltr\">", language.tag.as_str())), "{html}");
            assert!(html.contains("name=\"color-scheme\" content=\"light dark\""));
            for remote in ["<img", "<script", "<link", "url(", "@import"] {
                assert!(!html.contains(remote), "{html}");
            }
            for (_, link) in html.match_indices("href=\"").map(|(at, _)| (at, &html[at + 6..])) {
                assert!(link.starts_with("https://passwords.contoso.com/") || link.starts_with("tel:"), "{link}");
            }
            assert!(text.contains("+1 555 555 0100") && !text.contains('<') && !text.contains("&#"), "{text}");
            assert!(!text.contains("\n\n\n") && html.len() < 30_000, "{text}");
            if let Message::Code { code, .. } = &envelope.message {
                assert!(text.chars().take(200).collect::<String>().contains(code.as_str()), "{text}");
                assert!(text.lines().any(|line| line == code), "{text}");
            }
        }
    }
}

#[test]
fn r134_notices_say_what_when_where_and_whom_to_call() {
    let renderer = renderer();
    for envelope in Renderer::sample_envelopes(&Locale::english()) {
        let Rendered::Mail { text, html, .. } = renderer.message(&envelope, &Renderer::sample_org()).unwrap() else {
            continue;
        };
        if !matches!(envelope.message, Message::PasswordReset(_) | Message::AccountUnlocked(_)) {
            continue;
        }
        for words in
            ["18 November 2026 at 11:06 (UTC)", "Firefox, Android", "203.0.113.0/24", "K7Q2-M4XD", "Was this not you?"]
        {
            assert!(text.contains(words), "{words}: {text}");
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!text.contains("/reset") && !html.contains("/reset"), "a notice has no link to a reset");
    }
}
