//! People: search, and everything there is to know of one.

use super::{
    Admin, RolesError, caller,
    explain::{self, ExplainError, Explained},
    helpdesk::{self, MayAct},
    reach::{self, Person},
    roles_of,
};
use crate::{
    directory::DirectoryRead,
    domain::{
        account::{Account, AccountId, Contact},
        event::{EventKind, Outcome},
        role::{Reach, Right, Roles},
        scan::ContactKinds,
        time::Timestamp,
    },
    flows::Core,
    store::{
        StoreError,
        audit_search::{Journey, Page, Search, Who},
        caller_checks::CallerCheck,
        directory_accounts::ListedAccount,
        people_search::{PeopleAfter, PeoplePage},
        sessions::Session,
        writebacks::Writeback,
    },
};

/// People on a page.
pub const PAGE: u32 = 25;
/// Journeys and writebacks on a person's page.
const RECENT: u32 = 5;

/// How far a search can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scanned {
    /// No scan has come to its end: only whole login names are found, in the directory itself.
    Never,
    /// As of then.
    At(Timestamp),
}

/// People found.
#[derive(Debug)]
pub struct People {
    /// In order.
    pub people: Vec<ListedAccount>,
    /// Where the next page begins. A page may be empty and not the last.
    pub next: Option<PeopleAfter>,
    /// How far this can see.
    pub scanned: Scanned,
}

/// Searches by the beginnings of words, among those whom `admin` may see. What no scan knows is looked up in the
/// directory by its whole login name.
///
/// # Errors
/// [`ExplainError`].
pub async fn search(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    text: &str,
    after: Option<&PeopleAfter>,
) -> Result<People, ExplainError> {
    let state = core.store.sync_state(core.tenant).await?;
    let Some(at) = state.and_then(|state| state.finished_at) else {
        let people = exactly(directory, admin, text).await?;
        return Ok(People { people, next: None, scanned: Scanned::Never });
    };
    let page = match admin.reach(Right::SeePeople) {
        Reach::Everybody => core.store.search_people(core.tenant, text, after, PAGE).await?,
        Reach::Within(places) => core.store.search_people_in(core.tenant, places, text, after, PAGE).await?,
        Reach::Nobody => PeoplePage::default(),
    };
    let (mut people, next) = (page.people, page.next);
    let one_word = !text.trim().is_empty() && !text.trim().contains(char::is_whitespace);
    if people.is_empty() && next.is_none() && after.is_none() && one_word {
        // Somebody new: the directory knows them before the next scan does.
        people = exactly(directory, admin, text).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "somebody whom no scan knows can not be looked up");
            Vec::new()
        });
    }
    Ok(People { people, next, scanned: Scanned::At(at) })
}

async fn exactly(directory: &dyn DirectoryRead, admin: &Admin, text: &str) -> Result<Vec<ListedAccount>, ExplainError> {
    let found = reach::named(directory, admin, Right::SeePeople, text).await?;
    Ok(found.map(listed).into_iter().collect())
}

fn listed(account: Account) -> ListedAccount {
    ListedAccount {
        id: account.id,
        contacts: ContactKinds::of(&account.contacts),
        login: account.login,
        principal: account.principal,
        display_name: account.display_name,
        location: account.location,
        disabled: account.state.disabled,
        expired: account.state.expired,
        locked: account.state.lock.is_some(),
        password: account.state.password,
        protection: account.state.protection,
        changed_at: None,
        gone_at: None,
    }
}

/// Everything on a person's page.
#[derive(Debug)]
pub struct Sheet {
    /// What they can do, and why.
    pub explained: Explained,
    /// Their own roles in the console.
    pub theirs: Roles,
    /// Whether who looks may do something for them (R144).
    pub act: MayAct,
    /// Their open sessions, newest first.
    pub sessions: Vec<Session>,
    /// What they did last, newest first.
    pub journeys: Vec<Journey>,
    /// What was written for them last, newest first.
    pub writebacks: Vec<Writeback>,
    /// The newest check of a caller by who looks.
    pub check: Option<CallerCheck>,
    /// Who looks has checked the caller a moment ago.
    pub verified: bool,
}

/// A page can not be made.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The directory has no such account; this is what the last scan knew.
    #[error("the account is gone")]
    Gone(Option<Box<ListedAccount>>),
    /// Anything else.
    #[error(transparent)]
    Explain(#[from] ExplainError),
}

impl From<StoreError> for SheetError {
    fn from(error: StoreError) -> Self {
        Self::Explain(error.into())
    }
}

impl From<RolesError> for SheetError {
    fn from(error: RolesError) -> Self {
        Self::Explain(match error {
            RolesError::Directory(error) => error.into(),
            RolesError::Store(error) => error.into(),
        })
    }
}

/// Everything on a person's page. Writes nothing.
///
/// # Errors
/// [`SheetError`].
pub async fn sheet(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
) -> Result<Sheet, SheetError> {
    let account = match reach::person(core, directory, admin, Right::SeePeople, id).await? {
        Person::Found(account) => *account,
        // Where somebody was who is gone is not looked at: it is told to who sees everybody only.
        _ if reach::is_everybody(admin, Right::SeePeople) => {
            let listed = core.store.listed_account(core.tenant, id).await?;
            return Err(SheetError::Gone(listed.map(Box::new)));
        }
        Person::Elsewhere | Person::Unknown => return Err(SheetError::Gone(None)),
    };
    let theirs = roles_of(core, directory, id).await?;
    let act = helpdesk::may_act(core, admin, &account, &theirs);
    let explained = explain::of_account(core, directory, account).await?;
    let now = core.now();
    let mut sessions = core.store.sessions(core.tenant, id).await?;
    sessions.retain(|session| session.is_alive(now, crate::domain::session::IDLE));
    let search = Search { who: Who::Account(id), ..Search::all(core.tenant) };
    let journeys = core.store.journeys(&search, Page::Before(None), RECENT).await?;
    let writebacks = core.store.writebacks_to(core.tenant, id, RECENT).await?;
    let check = core.store.caller_check(core.tenant, id, admin.account.id).await?;
    let verified = check.as_ref().is_some_and(|check| caller::is_verified(check, now));
    Ok(Sheet { explained, theirs, act, sessions, journeys, writebacks, check, verified })
}

/// A contact in full.
#[derive(Debug, Clone)]
pub struct Revealed {
    /// It was registered here; else the directory holds it.
    pub registered: bool,
    /// The contact.
    pub contact: Contact,
}

/// Shows every contact of somebody in full, once, and writes down who looked.
///
/// # Errors
/// [`SheetError`]: nothing may be shown.
pub async fn reveal(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
) -> Result<Vec<Revealed>, SheetError> {
    let Person::Found(account) = reach::person(core, directory, admin, Right::RevealContacts, id).await? else {
        return Err(SheetError::Gone(None));
    };
    let means = core.means(id, &account.contacts, false).await?;
    let registered = means.registered.iter().filter_map(|item| item.detail.contact());
    let registered = registered.map(|contact| Revealed { registered: true, contact });
    let held = account.contacts.iter().cloned().map(|contact| Revealed { registered: false, contact });
    let all: Vec<Revealed> = registered.chain(held).collect();
    let event = helpdesk::act_event(admin, &account, EventKind::ContactRevealed, Outcome::Success, None);
    helpdesk::write_down(core, event.with("contacts", all.len().to_string())).await?;
    Ok(all)
}
