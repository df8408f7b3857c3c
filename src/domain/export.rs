//! A record of the audit log on its way out: to a collector, a file, a command's output. One form for all of them.

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{entra, event::Personal, time::Timestamp};

/// What leaves the house, in the order of the chain. A checkpoint comes right behind the event that it was made at.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Exported {
    /// An event.
    Event(Box<ExportedEvent>),
    /// A checkpoint of the chain (R149): whoever keeps it elsewhere can tell that nothing before it was rewritten.
    Checkpoint(ExportedCheckpoint),
}

/// An event with its place in the chain.
#[derive(Debug, Clone, Serialize)]
pub struct ExportedEvent {
    /// Its id: the same however often it is sent.
    pub id: Uuid,
    /// Whose.
    pub tenant: Uuid,
    /// Its number in the tenant's chain, from 1, without gaps.
    pub seq: i64,
    /// When: RFC 3339, UTC, milliseconds.
    pub at: String,
    /// What happened, in our words.
    pub kind: String,
    /// What happened, in Microsoft Entra's words.
    pub activity: String,
    /// `success`, `failure` or `pending`.
    pub outcome: String,
    /// `LK-0013`.
    pub code: Option<String>,
    /// Whose account: the directory's immutable id.
    pub account: Option<Uuid>,
    /// In which flow.
    pub flow: Option<Uuid>,
    /// What the person may quote.
    pub support_id: Option<String>,
    /// Facts without personal data.
    pub detail: Value,
    /// The chain's hash up to and with this event, in hexadecimal.
    pub hash: String,
    /// Who it was; only where the receiver may know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal: Option<Personal>,
}

/// A checkpoint.
#[derive(Debug, Clone, Serialize)]
pub struct ExportedCheckpoint {
    /// `checkpoint-<tenant>-<seq>`: the same however often it is sent.
    pub id: String,
    /// Whose.
    pub tenant: Uuid,
    /// The last event that it covers.
    pub seq: i64,
    /// When it was made.
    pub at: String,
    /// The chain's hash there, in hexadecimal.
    pub hash: String,
    /// The keyed MAC over all that, in hexadecimal.
    pub mac: String,
}

impl Exported {
    /// The number of the event, or of the last one that a checkpoint covers.
    #[must_use]
    pub const fn seq(&self) -> i64 {
        match self {
            Self::Event(event) => event.seq,
            Self::Checkpoint(point) => point.seq,
        }
    }

    /// The record as one JSON object.
    #[must_use]
    pub fn json(&self) -> Value {
        // Nothing in it can fail to be written.
        serde_json::to_value(self).unwrap_or_else(|_| json!({}))
    }
}

/// A time as exports say it: RFC 3339, UTC, milliseconds.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.millis())
        .map_or_else(|_| "1970-01-01T00:00:00.000Z".to_owned(), |at| format!("{at:.3}"))
}

/// Entra's name of an event's kind; see [`activity`].
#[must_use]
pub fn activity_of(kind: &str) -> String {
    entra::name(kind).to_owned()
}
