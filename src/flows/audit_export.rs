//! The audit log as a file: CSV or one JSON object a line, oldest first, a page of events in memory at a time, whatever
//! the length of the log. The same for the command and for the console.

use serde_json::{Value, json};

use crate::{
    domain::{csv, entra, export::moment},
    store::{
        Store, StoreError,
        audit::StoredEvent,
        audit_search::{Page, Search},
    },
};

/// Events that are read at once.
const PAGE: u32 = 1000;
/// The heading of a CSV export.
pub const COLUMNS: [&str; 16] = [
    "seq",
    "id",
    "at",
    "kind",
    "activity",
    "outcome",
    "code",
    "support_id",
    "account",
    "flow",
    "detail",
    "login",
    "contact",
    "address",
    "agent",
    "actor",
];

/// How a file looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Json,
    /// RFC 4180, with a heading; no cell is a formula (R102).
    Csv,
}

impl Format {
    /// The stable name, and the end of a file's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Json, Self::Csv].into_iter().find(|format| format.as_str() == name)
    }
}

/// An export under way.
#[derive(Debug)]
pub struct Export {
    store: Store,
    search: Search,
    format: Format,
    personal: bool,
    after: i64,
    upto: i64,
    begun: bool,
}

impl Export {
    /// An export of what `search` finds up to record `upto`; with names, contacts and addresses when `personal`.
    #[must_use]
    pub const fn new(store: Store, search: Search, format: Format, personal: bool, upto: Option<i64>) -> Self {
        let upto = match upto {
            Some(upto) => upto,
            None => i64::MAX,
        };
        Self { store, search, format, personal, after: 0, upto, begun: false }
    }

    /// The next part of the file; `None` at its end.
    ///
    /// # Errors
    /// [`StoreError`]: the file is not whole.
    pub async fn next(&mut self) -> Result<Option<String>, StoreError> {
        let mut out = String::new();
        let first = !std::mem::replace(&mut self.begun, true);
        if first && self.format == Format::Csv {
            out.push_str(&csv::line(COLUMNS));
        }
        let mut events = self.store.search_events(&self.search, Page::After(self.after), PAGE).await?;
        events.retain(|event| event.seq <= self.upto);
        let Some(last) = events.last() else { return Ok((!out.is_empty()).then_some(out)) };
        self.after = last.seq;
        for event in &events {
            match self.format {
                Format::Json => {
                    out.push_str(&object(event, self.personal).to_string());
                    out.push('\n');
                }
                Format::Csv => out.push_str(&row(event, self.personal)),
            }
        }
        Ok(Some(out))
    }
}

/// An event as a line of CSV, with its end.
fn row(event: &StoredEvent, personal: bool) -> String {
    let named = event.personal.as_ref().filter(|_| personal);
    let client = named.and_then(|personal| personal.client.as_ref());
    let text = |value: Option<String>| value.unwrap_or_default();
    let cells = [
        event.seq.to_string(),
        event.id.to_string(),
        moment(event.at),
        event.kind.clone(),
        entra::name(&event.kind).to_owned(),
        event.outcome.clone(),
        text(event.code.map(|code| format!("LK-{code:04}"))),
        text(event.support_id.clone()),
        text(event.account.map(|account| account.0.to_string())),
        text(event.flow.map(|flow| flow.to_string())),
        event.detail.to_string(),
        text(named.and_then(|personal| personal.login.clone())),
        text(named.and_then(|personal| personal.contact.clone())),
        text(client.map(|client| client.address.to_string())),
        text(client.map(|client| client.agent.clone())),
        text(named.and_then(|personal| personal.actor.clone())),
    ];
    csv::line(cells.iter().map(String::as_str))
}

/// An event as a JSON object.
#[must_use]
pub fn object(event: &StoredEvent, personal: bool) -> Value {
    json!({
        "seq": event.seq,
        "id": event.id,
        "at": moment(event.at),
        "kind": event.kind,
        "activity": entra::name(&event.kind),
        "outcome": event.outcome,
        "account": event.account.map(|account| account.0),
        "flow": event.flow,
        "support_id": event.support_id,
        "code": event.code.map(|code| format!("LK-{code:04}")),
        "detail": event.detail,
        "personal": event.personal.as_ref().filter(|_| personal),
    })
}
