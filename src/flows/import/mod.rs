//! Administrators bring in the phones and mailboxes that the organisation knows (R139; "pre-populated authentication
//! data"): each is a registered method that its owner has not confirmed. It stands in for what they register, as a contact
//! of the directory does; it never takes the place of anything. Seeds and the like are never taken.

mod refusal;
mod sheet;

use std::collections::HashMap;

pub use refusal::Refusal;
pub use sheet::{Line, Row, SheetError, read};

use super::{
    Core, StepError,
    announce::Happened,
    helpdesk::{self, By},
    reset::masked,
    security_info::{
        contact::{admissible, detail_of, kind_of},
        place_of,
    },
    session,
};
use crate::{
    crypto::random,
    directory::{DirectoryError, DirectoryRead, Found},
    domain::{
        account::{Account, AccountId, Contact},
        contact::{Mailbox, Phone, PhoneError},
        event::{EventKind, Outcome},
        identifier::LoginName,
        means::{Means, same_place},
        message::DeskAct,
        method::Method,
        policy::Policy,
        security_info::{Imported, Registered},
        time::Timestamp,
    },
    store::StoreError,
};

/// The import stopped. What was brought in before stays; run again, it is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The directory can not be asked.
    #[error("the directory can not be asked: {0}")]
    Directory(#[from] DirectoryError),
    /// The database can not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It was brought in, or would be.
    Imported {
        /// The policy counts it before its owner has confirmed it.
        counts: bool,
        /// From when on it can open a gate.
        usable_from: Timestamp,
        /// Somebody else has the same number or mailbox.
        shared: bool,
    },
    /// The person has it already, by whatever way.
    Unchanged,
    /// It was not taken.
    Refused(Refusal),
}

impl Became {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Imported { .. } => "imported",
            Self::Unchanged => "unchanged",
            Self::Refused(_) => "refused",
        }
    }
}

/// A line, and what became of it.
#[derive(Debug, Clone)]
pub struct Done<'a> {
    /// The line.
    pub line: &'a Line,
    /// Its contact, masked; none when it is none.
    pub contact: Option<String>,
    /// What became of it.
    pub became: Became,
}

/// Brings lines in, one transaction each.
pub struct Import<'a> {
    core: &'a Core,
    directory: &'a dyn DirectoryRead,
    by: &'a str,
    /// Where nothing is written: what would have been, by account.
    tried: Option<HashMap<AccountId, Vec<Registered>>>,
}

impl<'a> Import<'a> {
    /// An import by `by`, in their own words, for the audit log. Where it is `dry`, nothing is written.
    #[must_use]
    pub fn new(core: &'a Core, directory: &'a dyn DirectoryRead, by: &'a str, dry: bool) -> Self {
        Self { core, directory, by, tried: dry.then(HashMap::new) }
    }

    /// Brings one line in, or says why not.
    ///
    /// # Errors
    /// [`ImportError`]: nothing of this line was written, and no other will fare better.
    pub async fn line<'l>(&mut self, line: &'l Line) -> Result<Done<'l>, ImportError> {
        let contact = line.row.as_ref().map_err(|refusal| *refusal).and_then(|row| parse(self.core, row));
        let became = match (&line.row, &contact) {
            (Ok(row), Ok(contact)) => self.take(line, row.method, contact).await?,
            (_, Err(refusal)) | (Err(refusal), _) => Became::Refused(*refusal),
        };
        Ok(Done { line, contact: contact.as_ref().ok().map(masked), became })
    }

    async fn take(&mut self, line: &Line, method: Method, contact: &Contact) -> Result<Became, ImportError> {
        let account = match self.find(&line.login).await? {
            Ok(account) => account,
            Err(refusal) => return Ok(Became::Refused(refusal)),
        };
        let own = self.core.policy_of(self.directory, &account).await?;
        if !own.policy.methods.contains(&method) {
            return Ok(Became::Refused(Refusal::NotOffered));
        }
        if let Err(refused) = admissible(self.core, &own.policy, contact) {
            return Ok(Became::Refused(refused.into()));
        }
        self.write(line, &account, &own.policy, contact).await
    }

    async fn find(&self, login: &str) -> Result<Result<Account, Refusal>, DirectoryError> {
        let Some(name) = LoginName::parse(login) else { return Ok(Err(Refusal::UnknownPerson)) };
        Ok(match self.directory.find(&name).await? {
            Found::One(account) if account.state.protection.is_some() => Err(Refusal::Protected),
            Found::One(account) => Ok(*account),
            Found::Nobody => Err(Refusal::UnknownPerson),
            Found::Ambiguous => Err(Refusal::Ambiguous),
        })
    }

    async fn write(
        &mut self,
        line: &Line,
        account: &Account,
        policy: &Policy,
        contact: &Contact,
    ) -> Result<Became, ImportError> {
        let (core, now, kind) = (self.core, self.core.now(), kind_of(contact));
        let is_it = |item: &Registered| item.detail.contact().is_some_and(|known| same_place(&known, contact));
        let mut tx = core.store.begin().await?;
        // Locks the person: of two imports at once the second finds what the first brought in.
        let person = tx.person(core.tenant, account.id).await?;
        if person.frozen_at.is_some() {
            return Ok(Became::Refused(Refusal::Frozen));
        }
        let mut registered = tx.methods(core.tenant, account.id).await?;
        registered.extend(self.tried.iter().filter_map(|tried| tried.get(&account.id)).flatten().cloned());
        if registered.iter().any(is_it) {
            return Ok(Became::Unchanged);
        }
        // What is left by now is what was removed.
        if tx.methods_to_tell(core.tenant, account.id, Timestamp(0)).await?.iter().any(is_it) {
            return Ok(Became::Refused(Refusal::Removed));
        }
        if registered.iter().filter(|item| item.kind() == kind).count() >= kind.most() {
            return Ok(Became::Refused(Refusal::Full));
        }
        // For who has nothing of their own it is what the directory's contacts are: there at once, and silently. For
        // who has, it is a change of their security info: told to all, and at rest for a day (R133, R136).
        let first = session::is_first(&person, &Means { registered, ..Means::default() });
        let usable_from = if first { now } else { now.after(policy.registration.cooling_off) };
        let item = Registered {
            id: core.new_id(),
            account: account.id,
            detail: detail_of(contact.clone()),
            name: String::new(),
            created_at: now,
            usable_from,
            confirmed_at: now,
            used_at: None,
            imported: Some(Imported { at: now, verified_at: None }),
        };
        let others = tx.method_at(core.tenant, &core.contact_digest(contact)).await?;
        let shared = others.is_some_and(|other| other.account != account.id);
        let counts = policy.registration.directory_contacts;
        let became = Became::Imported { counts, usable_from, shared };
        if let Some(tried) = &mut self.tried {
            // The transaction is dropped: nothing was written.
            tried.entry(account.id).or_default().push(item);
            return Ok(became);
        }
        let place = place_of(core, &item.detail);
        tx.insert_method(core.tenant, &item, place.as_ref()).await?;
        let support_id = random::support_id(core.rng.as_ref());
        let by = By { name: self.by, ..By::default() };
        let mut event = helpdesk::event(account, &by, EventKind::MethodImported, Outcome::Success, &support_id)
            .with("method", kind.as_str())
            .with("line", line.number.to_string());
        if shared {
            event = event.with("shared", "true");
        }
        if let Some(personal) = event.personal.as_mut() {
            personal.contact = Some(masked(contact));
        }
        tx.audit(&core.tenant, &event).await?;
        if !first {
            let method = Some((kind, masked(contact)));
            let happened = Happened::ByHelpDesk { act: DeskAct::MethodImported, method };
            helpdesk::tell(core, &mut tx, account, happened, &support_id).await?;
        }
        tx.commit().await?;
        core.wake.notify_one();
        Ok(became)
    }
}

/// Reads what a line brings in, as people's own are read.
fn parse(core: &Core, row: &Row) -> Result<Contact, Refusal> {
    if row.method == Method::Email {
        return Mailbox::parse(&row.value).map(Contact::Mail).map_err(|_| Refusal::Malformed);
    }
    let number = Phone::parse(&row.value, core.region.as_deref()).map_err(|error| match error {
        PhoneError::Invalid => Refusal::Malformed,
        PhoneError::NoCountry => Refusal::NoCountry,
    })?;
    Ok(if row.method == Method::Office { Contact::Office(number) } else { Contact::Mobile(number) })
}
