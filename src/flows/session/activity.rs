//! What happened to an account, for its owner: every use of their methods, every change, every sign-in, newest first.
//! Read from the audit log; what is only of interest to administrators is left out.

use crate::{
    domain::{account::AccountId, activity, error::Code, time::Timestamp},
    flows::{
        Core, StepError,
        notices::{device, network},
    },
    store::audit::{EventFilter, EventsBy, StoredEvent},
};

/// Entries on a page.
const PAGE: usize = 25;
/// Events read at once.
const CHUNK: u32 = 100;
/// Chunks read for one page: an account whose log is full of what is not shown gets a shorter one.
const CHUNKS: usize = 5;

/// What only who proved the account is told: no wrong try.
const TOLD: [Code; 4] = [Code::Frozen, Code::NotInScope, Code::Protected, Code::SwitchedOff];

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The end of its message's key.
    pub what: &'static str,
    /// Method or kind that it was about: a stable name.
    pub method: Option<String>,
    /// The masked contact.
    pub contact: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Browser and system, in words of ours; may be empty.
    pub device: String,
    /// The network that it came from.
    pub network: Option<String>,
}

/// One page, newest first, and where the next begins.
#[derive(Debug, Default)]
pub struct Activity {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Entries before this time are on the next page.
    pub older: Option<Timestamp>,
}

/// The page of what happened before `until`.
///
/// # Errors
/// [`StepError`].
pub async fn page(core: &Core, account: AccountId, until: Option<Timestamp>) -> Result<Activity, StepError> {
    let mut page = Activity::default();
    let mut before_seq = None;
    for _ in 0..CHUNKS {
        let filter = EventFilter {
            tenant: core.tenant,
            by: EventsBy::Account(account),
            since: None,
            until,
            before_seq,
            limit: CHUNK,
        };
        let events = core.store.events(&filter).await?;
        let more = events.len() >= CHUNK as usize;
        before_seq = events.last().map(|event| event.seq);
        for event in &events {
            // A page ends between two times: what happened in one moment stays together.
            let last = page.entries.last().map(|entry| entry.at);
            if page.entries.len() >= PAGE && last != Some(event.at) {
                page.older = last;
                return Ok(page);
            }
            page.entries.extend(entry(event));
        }
        page.older = events.last().filter(|_| more).map(|event| event.at);
        if !more {
            return Ok(page);
        }
    }
    Ok(page)
}

fn entry(event: &StoredEvent) -> Option<Entry> {
    let what = activity::shown(&event.kind, &event.outcome)?;
    // A right password that led to its change, or to a page that says why not, is no failed try.
    let known = event.detail.get("why").and_then(|why| why.as_str()) == Some("MustChange");
    let told = event.code.is_some_and(|code| TOLD.iter().any(|known| known.number() == code));
    if what == "sign-in-failed" && (known || told) {
        return None;
    }
    let client = event.personal.as_ref().and_then(|personal| personal.client.as_ref());
    Some(Entry {
        what,
        method: event.detail.get("method").and_then(|method| method.as_str()).map(str::to_owned),
        contact: event.personal.as_ref().and_then(|personal| personal.contact.clone()),
        at: event.at,
        device: client.map(|client| device(&client.agent)).unwrap_or_default(),
        network: client.map(|client| network(client.address)),
    })
}
