//! What a call says, as TwiML (<https://www.twilio.com/docs/voice/twiml>): the text, a pause, the text again.

use crate::domain::locale::Locale;

/// The longest document that travels with the request, in characters (Twilio's Calls API, parameter `Twiml`).
const LONGEST: usize = 4000;

/// The document that says `speech` twice; `None` when it is too long to travel with the request.
pub(super) fn document(speech: &str, language: &Locale) -> Option<String> {
    let (said, voice) = (escaped(speech), voice(language));
    let say = format!("<Say language=\"{}\">{said}</Say>", escaped(&voice));
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Pause length=\"1\"/>{say}<Pause length=\"2\"/>{say}</Response>"
    );
    (document.chars().count() <= LONGEST).then_some(document)
}

/// The language as the voices are named: with a country.
fn voice(language: &Locale) -> String {
    let tag = language.as_str();
    if tag.contains('-') {
        return tag.to_owned();
    }
    let country = match tag {
        "en" => "US",
        "ar" => return "arb".to_owned(),
        "cs" => "CZ",
        "da" => "DK",
        "el" => "GR",
        "he" => "IL",
        "ja" => "JP",
        "ko" => "KR",
        "nb" => "NO",
        "pt" => "PT",
        "sv" => "SE",
        "uk" => "UA",
        "zh" => "CN",
        other => return format!("{other}-{}", other.to_uppercase()),
    };
    format!("{tag}-{country}")
}

/// Text for XML 1.0: what has a meaning is written as an entity, what is no character of XML is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(speech: &str, language: &str) -> String {
        document(speech, &Locale(language.to_owned())).expect("short enough")
    }

    #[test]
    fn everything_is_said_twice_in_the_language_of_the_person() {
        let document = of("Your code is: 1, 2, 3.", "fr");
        assert_eq!(document.matches(r#"<Say language="fr-FR">Your code is: 1, 2, 3.</Say>"#).count(), 2);
        assert!(of("x", "en").contains(r#"language="en-US""#));
        assert!(of("x", "de-CH").contains(r#"language="de-CH""#));
    }

    #[test]
    fn a_name_can_not_break_out_of_the_text() {
        let document = of("A</Say><Dial>+1900</Dial> & \"B\" 'C'\u{1}\n", "en\"><Dial>");
        assert_eq!(document.matches('<').count(), 9, "{document}");
        assert!(!document.contains("<Dial>") && !document.contains('\u{1}'));
    }

    #[test]
    fn what_is_too_long_for_the_request_is_not_sent_cut() {
        assert!(document(&"x".repeat(4000), &Locale("en".into())).is_none());
    }
}
