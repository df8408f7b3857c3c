//! Requests for help: the queue, one of them, its answer. An answer goes to a mailbox of record, never to an address
//! that a stranger typed. Whose a request is says the directory, by the name that was typed: a help desk of one part of it
//! sees the requests of people who are there, and none that belongs to nobody known.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Admin, reach};
use crate::{
    directory::{DirectoryError, DirectoryRead},
    domain::{
        account::{Account, Contact},
        answer,
        contact::Mailbox,
        event::{Event, EventKind, Outcome, Personal},
        locale::Locale,
        means::is_foreign,
        message::{Address, Envelope, Message},
        role::Right,
    },
    flows::{Core, helpdesk},
    store::{
        StoreError,
        audit_search::{Journey, Page, Search, Who},
        help_requests::{HelpRequest, RequestAfter, RequestState},
        outbox::NewMessage,
    },
};

/// Requests on a page.
pub const PAGE: u32 = 25;
/// Requests that are looked at for one page of a help desk that is limited to a part of the directory: for each the
/// directory is asked whose it is. The next page goes on there.
const MOST: usize = 100;
/// Journeys behind one request.
const JOURNEYS: u32 = 3;
/// How long an answer is worth delivering.
const WORTH: std::time::Duration = std::time::Duration::from_secs(3 * 24 * 3600);

/// Something could not be done with a request.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no such request.
    #[error("there is no such request")]
    Unknown,
    /// Somebody was faster: it is answered or closed.
    #[error("somebody was faster")]
    Late,
    /// Nothing was written.
    #[error("nothing was written")]
    Empty,
    /// More than fits.
    #[error("too long")]
    TooLong,
    /// Nobody with that name, or no mailbox of record: the answer can not be sent.
    #[error("there is nowhere to send an answer to")]
    Nowhere,
    /// The directory can not be asked.
    #[error("the directory can not be asked: {0}")]
    Directory(#[from] DirectoryError),
    /// The database can not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One page of requests.
#[derive(Debug)]
pub struct Queue {
    /// In order.
    pub requests: Vec<HelpRequest>,
    /// Where the next page begins. A page can be short, even empty, and not the last.
    pub next: Option<RequestAfter>,
    /// How many wait for an answer; not told to who sees only some.
    pub open: Option<u64>,
}

/// One page of the queue, of requests that `admin` may answer.
///
/// # Errors
/// [`RequestError`].
pub async fn queue(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    state: RequestState,
    after: Option<RequestAfter>,
) -> Result<Queue, RequestError> {
    if !reach::is_everybody(admin, Right::HelpPeople) {
        return theirs(core, directory, admin, state, after).await;
    }
    let mut requests = core.store.help_requests(core.tenant, state, after, PAGE.saturating_add(1)).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = requests.len() > page;
    requests.truncate(page);
    let next = requests.last().filter(|_| more).map(|last| (last.created_at, last.id));
    let open = Some(core.store.count_help_requests(core.tenant, RequestState::Open).await?);
    Ok(Queue { requests, next, open })
}

/// One page of the requests of people in reach.
async fn theirs(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    state: RequestState,
    after: Option<RequestAfter>,
) -> Result<Queue, RequestError> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let (mut requests, mut at, mut looked) = (Vec::new(), after, 0_usize);
    // Whoever asks twice is looked up once.
    let mut known: HashMap<String, bool> = HashMap::new();
    while looked < MOST {
        let some = core.store.help_requests(core.tenant, state, at, PAGE.saturating_add(1)).await?;
        let last = some.len() <= page;
        for request in some {
            let ours = match known.get(&request.login) {
                Some(ours) => *ours,
                None => {
                    let ours = who(directory, admin, &request.login).await?.is_some();
                    known.insert(request.login.clone(), ours);
                    ours
                }
            };
            if ours && requests.len() == page {
                return Ok(Queue { requests, next: at, open: None });
            }
            at = Some((request.created_at, request.id));
            looked = looked.saturating_add(1);
            requests.extend(ours.then_some(request));
        }
        if last {
            return Ok(Queue { requests, next: None, open: None });
        }
    }
    Ok(Queue { requests, next: at, open: None })
}

/// A request, and the account with its login name, if there is one. To who is limited to a part of the directory a request
/// of somebody elsewhere, or of nobody known, is not there.
async fn find(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: Uuid,
) -> Result<(HelpRequest, Result<Option<Account>, DirectoryError>), RequestError> {
    let request = core.store.help_request(core.tenant, id).await?.ok_or(RequestError::Unknown)?;
    let account = who(directory, admin, &request.login).await;
    if reach::is_everybody(admin, Right::HelpPeople) {
        return Ok((request, account));
    }
    match account? {
        Some(account) => Ok((request, Ok(Some(account)))),
        None => Err(RequestError::Unknown),
    }
}

/// A request with what belongs to it.
#[derive(Debug)]
pub struct Opened {
    /// The request.
    pub request: HelpRequest,
    /// The account with that login name, if there is one.
    pub account: Option<Account>,
    /// What happened under its support id, newest first.
    pub journeys: Vec<Journey>,
    /// Where an answer would go.
    pub to: Option<Mailbox>,
    /// The directory could not be asked who it is.
    pub directory_down: bool,
}

/// Opens a request.
///
/// # Errors
/// [`RequestError::Unknown`].
pub async fn open(core: &Core, directory: &dyn DirectoryRead, admin: &Admin, id: Uuid) -> Result<Opened, RequestError> {
    let (request, found) = find(core, directory, admin, id).await?;
    let directory_down = found.is_err();
    let account = found.unwrap_or_else(|error| {
        tracing::warn!(%error, "nobody can say whose request it is");
        None
    });
    let journeys = if request.support_id.is_empty() {
        Vec::new()
    } else {
        let search = Search { who: Who::SupportId(request.support_id.clone()), ..Search::all(core.tenant) };
        core.store.journeys(&search, Page::Before(None), JOURNEYS).await?
    };
    let journeys = match reach::is_everybody(admin, Right::HelpPeople) {
        true => journeys,
        // A support number is quoted by whoever asks: what happened under it may be somebody else's.
        false => journeys.into_iter().filter(|journey| is_of(journey, account.as_ref())).collect(),
    };
    let to = match &account {
        Some(account) => mailbox_of(core, account).await?,
        None => None,
    };
    Ok(Opened { request, account, journeys, to, directory_down })
}

async fn who(directory: &dyn DirectoryRead, admin: &Admin, login: &str) -> Result<Option<Account>, DirectoryError> {
    reach::named(directory, admin, Right::HelpPeople, login).await
}

/// Whether a journey is this account's, and nobody else's.
fn is_of(journey: &Journey, account: Option<&Account>) -> bool {
    let accounts = || journey.events.iter().filter_map(|event| event.account);
    account.is_some_and(|account| accounts().next().is_some() && accounts().all(|id| id == account.id))
}

/// The mailbox of record that an answer goes to: a private one first, since whoever asks can not open the other.
async fn mailbox_of(core: &Core, account: &Account) -> Result<Option<Mailbox>, StoreError> {
    let means = core.means(account.id, &account.contacts, false).await?;
    let now = core.now();
    let rested = means.registered.iter().filter(|item| item.is_rested(now)).filter_map(|item| item.detail.contact());
    let all: Vec<Mailbox> = rested
        .chain(account.contacts.iter().cloned())
        .filter_map(|contact| match contact {
            Contact::Mail(mailbox) => Some(mailbox),
            _ => None,
        })
        .collect();
    let common = core.common();
    let private = all.iter().find(|mailbox| is_foreign(&common, mailbox));
    Ok(private.or(all.first()).cloned())
}

fn event(admin: &Admin, request: &HelpRequest, account: Option<&Account>, kind: EventKind) -> Event {
    let mut event = Event::new(kind, Outcome::Success).with("agent", admin.account.id.0.to_string());
    event.account = account.map(|account| account.id);
    event.support_id = Some(request.support_id.clone()).filter(|id| !id.is_empty());
    event.personal = Some(Personal {
        login: Some(request.login.clone()),
        client: Some(admin.session.client.clone()),
        actor: Some(admin.account.login.clone()),
        ..Personal::default()
    });
    event
}

/// Answers a request: by mail to the mailbox of record.
///
/// # Errors
/// [`RequestError`]: nothing was sent.
pub async fn answer(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: Uuid,
    text: &str,
) -> Result<(), RequestError> {
    let text = answer::tidy(text);
    if text.is_empty() {
        return Err(RequestError::Empty);
    }
    if text.chars().count() > answer::LONGEST {
        return Err(RequestError::TooLong);
    }
    let (request, account) = find(core, directory, admin, id).await?;
    let account = account?.ok_or(RequestError::Nowhere)?;
    let to = mailbox_of(core, &account).await?.ok_or(RequestError::Nowhere)?;
    let envelope = Envelope {
        to: Address::Mail(to),
        locale: language(core, &account, &request.locale),
        name: account.display_name.clone(),
        message: Message::HelpAnswer { text: text.clone(), support_id: request.support_id.clone() },
    };
    let mut tx = core.store.begin().await?;
    if !tx.answer_help_request(id, &text, &admin.account.login).await? {
        return Err(RequestError::Late);
    }
    tx.send(NewMessage {
        tenant: core.tenant,
        flow: None,
        envelope: &envelope,
        dedupe: Some(format!("help-answer:{id}")),
        expires_at: core.now().after(WORTH),
        run_at: core.now(),
    })
    .await?;
    tx.audit(&core.tenant, &event(admin, &request, Some(&account), EventKind::HelpAnswered)).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}

/// The language that somebody is answered in.
#[must_use]
pub fn language(core: &Core, account: &Account, asked: &Locale) -> Locale {
    match &account.language {
        Some(_) => helpdesk::language(core, account),
        None => core.language_for(None, asked),
    }
}

/// Closes a request without an answer, or after one.
///
/// # Errors
/// [`RequestError`].
pub async fn close(core: &Core, directory: &dyn DirectoryRead, admin: &Admin, id: Uuid) -> Result<(), RequestError> {
    let (request, _) = find(core, directory, admin, id).await?;
    let mut tx = core.store.begin().await?;
    if !tx.close_help_request(id, &admin.account.login).await? {
        return Err(RequestError::Late);
    }
    tx.audit(&core.tenant, &event(admin, &request, None, EventKind::HelpClosed)).await?;
    Ok(tx.commit().await?)
}
