//! The mail itself: headers and two parts, the plain text first and complete (U74, U76).

use std::time::{Duration, UNIX_EPOCH};

use lettre::{
    Address, Message,
    message::{
        Mailbox as Header, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    domain::{contact::Mailbox, identifier::is_hidden, time::Timestamp},
    notify::{OutgoingMail, SendError, settings::MailSettings},
};

/// Longest header text, in characters.
const LONGEST_LINE: usize = 200;
/// The last second of year 9999: what a Date header can say.
const LAST_SECOND: u64 = 253_402_300_799;

/// Sender, recipient and text of one mail as lettre takes them.
pub(super) struct Composed {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) message_id: String,
    pub(super) bytes: Vec<u8>,
}

/// Puts a mail together.
pub(super) fn compose(mail: &OutgoingMail, settings: &MailSettings, now: Timestamp) -> Result<Composed, SendError> {
    let from = address(&settings.from)?;
    let to = address(&mail.to)?;
    let message_id = message_id(mail.id, settings.from.domain());
    let from_name = Some(one_line(&settings.from_name)).filter(|name| !name.is_empty());
    let seconds = u64::try_from(now.millis() / 1000).unwrap_or(0).min(LAST_SECOND);
    let mut builder = Message::builder()
        .from(Header::new(from_name, from.clone()))
        .to(Header::new(None, to.clone()))
        .subject(one_line(&mail.subject))
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(message_id.clone()))
        // RFC 3834: nobody's holiday notice is an answer to this. The second is Exchange's word for the same.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"));
    if let Some(reply_to) = &settings.reply_to {
        builder = builder.reply_to(Header::new(None, address(reply_to)?));
    }
    let language = mail.language.as_str();
    if !language.is_empty() && language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        builder = builder.raw_header(header("Content-Language", language));
    }
    let message = builder
        .multipart(MultiPart::alternative_plain_html(body(&mail.text), body(&mail.html)))
        .map_err(|e| SendError::never("mail-content", e.to_string()))?;
    Ok(Composed { from, to, message_id, bytes: message.formatted() })
}

/// A name from our own domain that tells nothing, and is the same at every try: a mail that did arrive twice is
/// shown once by what looks for doubles.
fn message_id(id: Uuid, domain: &str) -> String {
    let digest = Sha256::new().chain_update(b"latchkey message-id\0").chain_update(id.as_bytes()).finalize();
    let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("<{name}@{domain}>")
}

/// One line of header text: no control, bidi or zero-width characters, nothing that a mail program would decode
/// into such (RFC 2047 words, which lettre leaves as they are), and not without end (R99, R100).
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    let joined = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.replace("=?", "= ?").chars().take(LONGEST_LINE).collect()
}

/// Text of a part: one kind of line end, no NUL; lettre makes CRLF of it.
fn body(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "")
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn address(mailbox: &Mailbox) -> Result<Address, SendError> {
    // The Mailbox was validated; lettre's own check is the second lock on the same door.
    mailbox.as_str().parse().map_err(|_| SendError::never("mail-address", "the address can not be written in a mail"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_text_is_one_line_without_hidden_characters() {
        assert_eq!(one_line("a\r\nBcc: x@y.z\u{202e}\u{200b}\t b"), "a Bcc: x@y.z b");
        assert_eq!(one_line("=?utf-8?q?a=0d=0ab?="), "= ?utf-8?q?a=0d=0ab?=");
        assert_eq!(one_line(&"é".repeat(500)).chars().count(), 200);
    }

    #[test]
    fn message_id_is_stable_and_does_not_show_the_row() {
        let id = Uuid::from_u128(7);
        let name = message_id(id, "example.org");
        assert_eq!(name, message_id(id, "example.org"));
        assert_ne!(name, message_id(Uuid::from_u128(8), "example.org"));
        assert!(name.ends_with("@example.org>") && !name.contains(&id.simple().to_string()));
    }
}
