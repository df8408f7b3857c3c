//! A record as a syslog message (RFC 5424), framed by its length (RFC 5425).

use std::fmt::Write as _;

use crate::domain::{
    event::Personal,
    export::{Exported, ExportedEvent},
    identifier::is_hidden,
};

/// The enterprise number of our structured data: the one for documentation (RFC 5612).
const ENTERPRISE: u32 = 32473;
/// Facility 13, "log audit".
const FACILITY: u8 = 13;
/// Longest value of one parameter, in characters: the whole message then stays below the 8192 bytes that a receiver
/// should take (RFC 5425 4.3.1), for whatever our events hold.
const LONGEST_VALUE: usize = 256;
/// Most facts of one event; ours have a handful.
const MOST_FACTS: usize = 12;

/// The message, with its length before it.
#[must_use]
pub fn frame(host: &str, record: &Exported) -> Vec<u8> {
    let message = message(host, record);
    let mut out = format!("{} ", message.len()).into_bytes();
    out.extend_from_slice(message.as_bytes());
    out
}

/// The message alone.
#[must_use]
pub fn message(host: &str, record: &Exported) -> String {
    match record {
        Exported::Event(event) => {
            let severity = severity(&event.kind, &event.outcome);
            let mut out = header(severity, &event.at, host, &event.kind);
            audit_data(&mut out, event);
            facts(&mut out, event);
            let login = event.personal.as_ref().and_then(|personal| {
                personal_data(&mut out, personal);
                personal.login.as_deref()
            });
            let who = login.map(|login| format!(" ({})", clean(login))).unwrap_or_default();
            text(&mut out, &format!("{}: {}{who}", event.activity, event.outcome));
            out
        }
        Exported::Checkpoint(point) => {
            let mut out = header(5, &point.at, host, "audit.checkpoint");
            let seq = point.seq.to_string();
            let tenant = point.tenant.to_string();
            let data = [
                ("id", point.id.as_str()),
                ("tenant", &tenant),
                ("seq", &seq),
                ("hash", &point.hash),
                ("mac", &point.mac),
            ];
            element(&mut out, "checkpoint", data);
            text(&mut out, "Checkpoint of the audit log");
            out
        }
    }
}

/// RFC 5424 6.2.1: alert for what is alarmed about, warning for what failed, else informational.
fn severity(kind: &str, outcome: &str) -> u8 {
    match (kind, outcome) {
        ("alarm.raised", _) => 1,
        (_, "failure") => 4,
        ("alarm.cleared", _) => 5,
        _ => 6,
    }
}

fn header(severity: u8, at: &str, host: &str, kind: &str) -> String {
    let priority = u16::from(FACILITY) * 8 + u16::from(severity);
    let (host, kind) = (name(host, 255), name(kind, 32));
    format!("<{priority}>1 {at} {host} latchkey - {kind} ")
}

/// Printable US-ASCII without blanks, or the nil value.
fn name(text: &str, most: usize) -> String {
    let name: String = text.chars().filter(char::is_ascii_graphic).take(most).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

fn audit_data(out: &mut String, event: &ExportedEvent) {
    let (id, tenant, seq) = (event.id.to_string(), event.tenant.to_string(), event.seq.to_string());
    let account = event.account.map(|id| id.to_string());
    let flow = event.flow.map(|id| id.to_string());
    let data = [
        ("id", Some(id.as_str())),
        ("tenant", Some(&tenant)),
        ("seq", Some(&seq)),
        ("hash", Some(&event.hash)),
        ("kind", Some(&event.kind)),
        ("activity", Some(&event.activity)),
        ("outcome", Some(&event.outcome)),
        ("code", event.code.as_deref()),
        ("account", account.as_deref()),
        ("flow", flow.as_deref()),
        ("support_id", event.support_id.as_deref()),
    ];
    element(out, "audit", data.into_iter().filter_map(|(name, value)| Some((name, value?))));
}

fn facts(out: &mut String, event: &ExportedEvent) {
    let Some(detail) = event.detail.as_object().filter(|detail| !detail.is_empty()) else { return };
    let facts: Vec<(String, String)> = detail
        .iter()
        .take(MOST_FACTS)
        .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    element(out, "detail", facts.iter().map(|(key, value)| (key.as_str(), value.as_str())));
}

fn personal_data(out: &mut String, personal: &Personal) {
    let address = personal.client.as_ref().map(|client| client.address.to_string());
    let data = [
        ("login", personal.login.as_deref()),
        ("contact", personal.contact.as_deref()),
        ("address", address.as_deref()),
        ("agent", personal.client.as_ref().map(|client| client.agent.as_str())),
        ("diagnostic", personal.diagnostic.as_deref()),
    ];
    element(out, "personal", data.into_iter().filter_map(|(name, value)| Some((name, value?))));
}

/// One SD-ELEMENT.
fn element<'a>(out: &mut String, id: &str, data: impl IntoIterator<Item = (&'a str, &'a str)>) {
    // Writing to a String does not fail.
    let _ = write!(out, "[{id}@{ENTERPRISE}");
    for (key, value) in data {
        let key: String = key.chars().filter(|c| c.is_ascii_graphic() && !"=]\"".contains(*c)).take(32).collect();
        let _ = write!(out, " {key}=\"{}\"", escape(value));
    }
    out.push(']');
}

/// RFC 5424 6.3.3: a backslash before `"`, `\` and `]`.
fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for character in clean(value).chars() {
        if matches!(character, '"' | '\\' | ']') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// Short, and without what would act on a terminal or break a line (R101).
fn clean(value: &str) -> String {
    let mut out: String =
        value.chars().take(LONGEST_VALUE).map(|c| if is_hidden(c) { '\u{fffd}' } else { c }).collect();
    if value.chars().nth(LONGEST_VALUE).is_some() {
        out.push('…');
    }
    out
}

/// RFC 5424 6.4: UTF-8 text begins with the byte order mark; what is ASCII alone needs none.
fn text(out: &mut String, text: &str) {
    out.push(' ');
    if !text.is_ascii() {
        out.push('\u{feff}');
    }
    out.push_str(text);
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::export::ExportedCheckpoint;

    fn event() -> ExportedEvent {
        ExportedEvent {
            id: Uuid::from_u128(7),
            tenant: Uuid::from_u128(1),
            seq: 12,
            at: "2026-11-21T09:28:00.123Z".to_owned(),
            kind: "reset.gate-failed".to_owned(),
            activity: "Self-service password reset flow activity progress".to_owned(),
            outcome: "failure".to_owned(),
            code: Some("LK-0006".to_owned()),
            account: None,
            flow: Some(Uuid::from_u128(9)),
            support_id: Some("7F3K-22QD".to_owned()),
            detail: json!({ "method": "sms", "text": "a \"b\" c\\d ]e" }),
            hash: "ab".repeat(32),
            personal: None,
        }
    }

    #[test]
    fn r148_a_message_as_the_rfc_has_it() {
        let line = message("portal.contoso.com", &Exported::Event(Box::new(event())));
        assert_eq!(
            line,
            format!(
                "<108>1 2026-11-21T09:28:00.123Z portal.contoso.com latchkey - reset.gate-failed \
                 [audit@32473 id=\"{}\" tenant=\"{}\" seq=\"12\" hash=\"{}\" kind=\"reset.gate-failed\" \
                 activity=\"Self-service password reset flow activity progress\" outcome=\"failure\" code=\"LK-0006\" \
                 flow=\"{}\" support_id=\"7F3K-22QD\"][detail@32473 method=\"sms\" text=\"a \\\"b\\\" c\\\\d \\]e\"] \
                 Self-service password reset flow activity progress: failure",
                Uuid::from_u128(7),
                Uuid::from_u128(1),
                "ab".repeat(32),
                Uuid::from_u128(9),
            )
        );
        let framed = frame("h", &Exported::Event(Box::new(event())));
        let (length, rest) = framed.split_at(framed.iter().position(|b| *b == b' ').unwrap());
        assert_eq!(String::from_utf8(length.to_vec()).unwrap().parse::<usize>().unwrap(), rest.len() - 1);
    }

    #[test]
    fn only_text_beyond_ascii_has_a_byte_order_mark() {
        let mut event = event();
        event.personal = Some(Personal { login: Some("jos\u{e9}\n\u{202e}x".to_owned()), ..Personal::default() });
        let line = message("h", &Exported::Event(Box::new(event.clone())));
        assert!(line.contains("[personal@32473 login=\"jos\u{e9}\u{fffd}\u{fffd}x\"]"), "{line}");
        assert!(
            line.ends_with(
                "] \u{feff}Self-service password reset flow activity progress: failure (jos\u{e9}\u{fffd}\u{fffd}x)"
            ),
            "{line}"
        );
        event.personal = None;
        assert!(!message("h", &Exported::Event(Box::new(event))).contains('\u{feff}'));
    }

    #[test]
    fn r101_no_value_breaks_a_message_or_makes_it_too_long() {
        let mut event = event();
        let evil = "\u{1b}[31m\r\n<13>1 forged\"]".repeat(500);
        event.detail = json!({ "a": evil, "b": evil, "c": evil, "b]\"= d": evil });
        let personal = Personal {
            login: Some(evil.clone()),
            client: None,
            contact: Some(evil.clone()),
            diagnostic: Some("\u{1f600}".repeat(9000)),
            actor: None,
            reason: None,
        };
        event.personal = Some(personal);
        let line = message("h\n", &Exported::Event(Box::new(event)));
        assert!(line.len() < 8192, "{}", line.len());
        assert!(!line.chars().any(char::is_control), "{line}");
        assert!(line.contains(" bd=\""), "{line}");
    }

    #[test]
    fn checkpoints_are_messages_too() {
        let point = ExportedCheckpoint {
            id: "checkpoint-x-12".to_owned(),
            tenant: Uuid::from_u128(1),
            seq: 12,
            at: "2026-11-21T09:28:00.123Z".to_owned(),
            hash: "ab".to_owned(),
            mac: "cd".to_owned(),
        };
        let line = message("", &Exported::Checkpoint(point));
        assert!(
            line.starts_with("<109>1 2026-11-21T09:28:00.123Z - latchkey - audit.checkpoint [checkpoint@32473 id=")
        );
        assert!(line.ends_with("hash=\"ab\" mac=\"cd\"] Checkpoint of the audit log"), "{line}");
    }
}
