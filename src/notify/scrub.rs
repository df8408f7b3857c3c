//! What others say, made fit for a log: one line, short, without personal data (R101, R151).

use std::net::IpAddr;

use crate::domain::identifier::is_hidden;

/// Longest text kept, in characters.
const LONGEST: usize = 200;

/// A server's words without control characters, mail addresses, and runs of six digits or more (phone numbers
/// and codes). `names` are taken out too: the recipient, whole and in parts.
pub(crate) fn scrub(text: &str, names: &[&str]) -> String {
    let mut line: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    for name in names.iter().filter(|n| n.len() > 2) {
        line = replace_ignoring_case(&line, name);
    }
    let words: Vec<String> =
        line.split_whitespace().map(|w| if w.contains('@') { "[address]".into() } else { hide_digits(w) }).collect();
    hide_spaced_numbers(&words).chars().take(LONGEST).collect()
}

fn replace_ignoring_case(text: &str, name: &str) -> String {
    // ASCII folding keeps byte positions; mail addresses and numbers are compared by it.
    let (haystack, needle) = (text.to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in haystack.match_indices(&needle) {
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str("[recipient]");
        from = at + found.len();
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// Six digits in a row, separators between them or not, are a number that is nobody's business.
fn hide_digits(word: &str) -> String {
    let many = word.chars().filter(char::is_ascii_digit).count() >= 6;
    // A server's own address is what the administrator needs to see.
    let host = word.trim_matches(|c: char| !c.is_ascii_hexdigit()).parse::<IpAddr>().is_ok();
    if many && !host { "[number]".to_owned() } else { word.to_owned() }
}

/// `+33 6 12 34 56 78`: words of digits that together are a number.
fn hide_spaced_numbers(words: &[String]) -> String {
    let numeric = |w: &str| !w.is_empty() && w.chars().all(|c| c.is_ascii_digit() || "+-()/".contains(c));
    let mut out: Vec<&str> = Vec::new();
    for run in words.chunk_by(|a, b| numeric(a) && numeric(b)) {
        let digits: usize = run.iter().map(|w| w.chars().filter(char::is_ascii_digit).count()).sum();
        if run.len() > 1 && digits >= 6 {
            out.push("[number]");
        } else {
            out.extend(run.iter().map(String::as_str));
        }
    }
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn r151_addresses_numbers_and_codes_are_taken_out() {
        for (said, left) in [
            ("550 5.1.1 <bob@example.org>: unknown", "550 5.1.1 [address] unknown"),
            ("user Bob.Smith unknown", "user [recipient] unknown"),
            ("The 'To' number +15555550100 is not valid", "The 'To' number [number] is not valid"),
            ("to +33 6 12 34 56 78 failed", "to [number] failed"),
            ("to 06-12-34-56-78 failed", "to [number] failed"),
            ("code 123456 refused", "code [number] refused"),
            ("to 06.12.34.56.78, failed", "to [number] failed"),
            ("to +33 6.12.34.56.78 failed", "to +33 [number] failed"),
            ("client [192.0.2.111] blocked", "client [192.0.2.111] blocked"),
            ("error 21211", "error 21211"),
            ("4.7.1 try in 300 seconds", "4.7.1 try in 300 seconds"),
        ] {
            assert_eq!(scrub(said, &["bob.smith"]), left);
        }
    }

    #[test]
    fn r101_no_text_breaks_a_line_or_grows_without_end() {
        let evil = format!("a\r\nlevel=error\u{2028}\u{1b}[31m{}", "x".repeat(5000));
        let line = scrub(&evil, &[]);
        assert!(!line.chars().any(|c| c.is_control() || c == '\u{2028}'));
        assert_eq!(line.chars().count(), 200);
    }
}
