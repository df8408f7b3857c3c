//! The words themselves.

use std::collections::BTreeSet;

use latchkey::{
    domain::{error::Code, locale::Locale, time::Timestamp},
    render::{
        Arg, Frame, Renderer, Zone,
        contexts::{CodeError, ResetCode},
        pages::Page as _,
    },
};
use regex::Regex;

use super::{messages_of, renderer};

#[test]
fn every_message_has_the_same_variables_in_every_language() {
    let variable = Regex::new(r"\$([a-z_]+)").unwrap();
    let names = |text: &str| variable.captures_iter(text).map(|c| c[1].to_owned()).collect::<BTreeSet<_>>();
    let (english, french) = (messages_of("en"), messages_of("fr"));
    assert!(english.len() > 200);
    assert_eq!(english.keys().collect::<Vec<_>>(), french.keys().collect::<Vec<_>>());
    for (key, text) in &english {
        assert_eq!(names(text), names(&french[key]), "{key}");
    }
}

#[test]
fn every_message_is_used_by_a_template_or_by_code() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut used = String::new();
    for folder in [
        "templates",
        "templates/admin",
        "templates/mail",
        "src/render",
        "src/render/contexts",
        "src/render/contexts/admin",
    ] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                used.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    // Keys that are put together: `"code-error-" ~ kind`, `error-<message>-title`, `mail-{}-subject`.
    let stems = [
        "-error-",
        "refusal-",
        "rule-",
        "strength-",
        "error-",
        "done-",
        "over-",
        "method-",
        "contact-",
        "code-sms",
        "code-email",
        "code-voice",
        "code-office",
        "code-app-",
        "code-recovery-code-",
        "code-pass-",
        "not-me-what-",
        "strength-",
        "how-step-proof-",
        "device-",
        "question-",
        "sms-",
        "mail-",
        "call-",
        "add-",
        "prove-",
        "info-code-",
        "remove-",
        "thing-",
        "overview-flash-",
        "activity-",
        "wizard-",
        "signin-note-",
        "alarm-",
        "admin-nav-",
        "admin-role-",
        "admin-door-",
        "admin-roles-",
        "admin-older",
        "admin-newer",
        "admin-first-page",
        "admin-policy-",
        "admin-people-",
        "admin-requests-",
        "admin-reports-",
        "admin-audit-kind-",
        "admin-audit-fact-",
        "admin-audit-health-",
        "admin-audit-outcome-",
        "admin-alarms-name-",
        "admin-alarms-means-",
        "admin-alarms-do-",
        "admin-directory-phase-",
        "admin-directory-trouble-",
        "admin-directory-fix-",
        "admin-directory-remedy-",
        "admin-directory-count-",
    ];
    for key in messages_of("en").keys() {
        let known = used.contains(&format!("\"{key}\"")) || stems.iter().any(|stem| key.contains(stem));
        assert!(known, "{key} is never said");
    }
}

#[test]
fn words_are_plain() {
    // U11, U12: no jargon, no blame, no apology where nothing is our fault.
    let jargon = r"LDAP|TOTP|MFA|2FA|SSPR|DC|token|500|credential|authentication|authenticate\w*|flow|tenant|challenge|directory|annuaire|jeton";
    let blame = r"please|oops|invalid\w*|forbidden|illegal|you forgot|s.il vous plaît|interdit|illégal|invalide";
    let banned = Regex::new(&format!(r"(?i)\b({jargon}|{blame})\b")).unwrap();
    for language in ["en", "fr"] {
        for (key, text) in messages_of(language) {
            // The names under which people find such an app.
            let said = text.to_lowercase().replace("authenticator app", "app");
            let said = said.replace("microsoft authenticator", "").replace("google authenticator", "");
            // Administrators call it what it is.
            let said = if key.starts_with("admin-") {
                said.replace("directory", "").replace("annuaire", "").replace("dc=", "")
            } else {
                said
            };
            assert!(banned.find(&said).is_none(), "{language} {key}: {text}");
            // U6: a button says the act.
            assert!(!["submit", "next", "ok", "suivant", "envoyer"].contains(&text.to_lowercase().as_str()), "{key}");
            let sorry = text.to_lowercase().contains("sorry") || text.to_lowercase().contains("désolé");
            let fault = key.starts_with("error-") && text_is_about_our_fault(&key);
            assert!(!sorry || fault, "{language} {key}: {text}");
        }
    }
}

fn text_is_about_our_fault(key: &str) -> bool {
    Code::ALL.iter().any(|code| code.status() == 503 && key == format!("error-{}-text", code.message()))
}

#[test]
fn english_reads_at_grade_eight() {
    // Automated readability index over all sentences; sentences of at most 30 words, choices of a plural apart.
    let placeable = Regex::new(r"\{[^{}]*\}").unwrap();
    let (mut letters, mut words, mut sentences) = (0_usize, 0_usize, 0_usize);
    for (key, text) in messages_of("en") {
        if text.contains("->") || !text.ends_with('.') {
            continue;
        }
        for sentence in
            placeable.replace_all(&text, "x").split(['.', '?', ':']).filter(|s| s.split_whitespace().count() > 1)
        {
            let count = sentence.split_whitespace().count();
            assert!(count <= 25, "{key}: {sentence}");
            sentences += 1;
            words += count;
            letters += sentence.chars().filter(|c| c.is_alphanumeric()).count();
        }
    }
    let (letters, words, sentences) = (letters as f64, words as f64, sentences as f64);
    let index = 4.71 * letters / words + 0.5 * words / sentences - 21.43;
    assert!(index <= 8.0, "{index}");
}

#[test]
fn every_code_has_a_title_and_a_text() {
    let renderer = renderer();
    for language in renderer.languages().all() {
        for code in Code::ALL {
            for part in ["title", "text"] {
                let text = renderer.text(&language.tag, &format!("error-{}-{part}", code.message()), &[]).unwrap();
                assert!(text.len() > 10, "{code}");
            }
        }
    }
}

#[test]
fn what_is_missing_is_an_error_and_not_english() {
    let renderer = renderer();
    let french = Locale("fr".to_owned());
    assert!(renderer.text(&french, "no-such-message", &[]).unwrap_err().to_string().contains("no-such-message"));
    assert!(renderer.text(&french, "step", &[("current", Arg::Number(1))]).unwrap_err().to_string().contains("total"));
    assert!(renderer.text(&Locale("tlh".to_owned()), "step", &[]).is_err());
}

#[test]
fn times_are_told_in_the_organisations_zone_and_plurals_follow_the_language() {
    let renderer = renderer();
    let mut page = ResetCode::sample().swap_remove(0);
    page.works_until = Timestamp(1_795_000_000_000); // 2026-11-18T11:06:40Z
    page.error = Some(CodeError::WrongTriesLeft(1));
    let frame = |zone: &str, tag: &str| Frame {
        time_zone: Zone::named(zone).unwrap(),
        ..Renderer::sample_frame(&Locale(tag.to_owned()))
    };
    let paris = renderer.render(&page, &frame("Europe/Paris", "en")).unwrap();
    assert!(paris.contains("It works until 12:06."), "{paris}");
    assert!(paris.contains("You can try once more"));
    let tokyo = renderer.render(&page, &frame("Asia/Tokyo", "fr")).unwrap();
    assert!(tokyo.contains("jusqu’à 20:06."), "{tokyo}");
    assert!(tokyo.contains("Il vous reste un essai"));
    assert!(Zone::named("Mars/Olympus").is_err());
}
