//! Registering a phone, a desk phone or a mailbox: active only after the code that was sent *to it* came back (R132).

use uuid::Uuid;

use super::{
    super::reset::masked,
    Desk, New,
    code::{self, AnswerError, Opening, Subject},
    imported, keep,
};
use crate::{
    domain::{
        account::Contact,
        contact::{Mailbox, Phone, PhoneError},
        error::Code,
        means::{is_foreign, same_place},
        method::Method,
        policy::Policy,
        security_info::{Detail, Kind, Registered},
    },
    flows::{
        Core, StepError,
        session::{self, SessionError},
    },
    notify::sms::Refused,
    store::ceremonies::CeremonyPurpose,
};

/// Why a contact can not be registered. Each is told on the page, with what to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactRefusal {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// Not a number, not an address.
    #[error("not a phone number, or not a mail address")]
    Malformed,
    /// A number without its country, where there is no usual one.
    #[error("the number has no country code")]
    NoCountry,
    /// A landline: it takes no text messages.
    #[error("a landline takes no text messages")]
    Landline,
    /// Premium, satellite, service and the like (R41).
    #[error("a number of this kind gets no codes")]
    NumberKind,
    /// A country that the administrators did not name (R41).
    #[error("no codes go to this country")]
    Country,
    /// A mailbox of the organisation: it needs the forgotten password (R54).
    #[error("a mailbox of the organisation opens with the forgotten password")]
    OwnDomain,
    /// It is registered already.
    #[error("it is registered already")]
    Yours,
    /// As many as there may be.
    #[error("there are as many as there may be")]
    Full,
    /// The directory holds no such contact any more.
    #[error("the directory holds no such contact")]
    NotHeld,
    /// Not by this method.
    #[error("this method is not offered")]
    NotOffered,
}

/// A contact was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// It can not be registered.
    #[error(transparent)]
    Refused(#[from] ContactRefusal),
    /// Anything else.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// Which contact someone wants to register.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// This one, in any spelling.
    Typed(String),
    /// One that the directory holds, by its digest in hex ([`held`]).
    Held(String),
}

/// The contacts of `kind` that the directory holds and that can be registered with one press: digest in hex, and the
/// masked contact.
#[must_use]
pub fn held(core: &Core, desk: &Desk, kind: Kind) -> Vec<(String, String)> {
    let fits = |contact: &&Contact| kind_of(contact) == kind && judge(core, desk, contact, None).is_ok();
    let contacts = desk.account.contacts.iter().filter(fits);
    contacts.map(|contact| (core.contact_digest(contact).to_hex(), masked(contact))).collect()
}

pub(in crate::flows) const fn kind_of(contact: &Contact) -> Kind {
    match contact {
        Contact::Mobile(_) => Kind::Phone,
        Contact::Office(_) => Kind::Office,
        Contact::Mail(_) => Kind::Mailbox,
    }
}

/// The methods by which a contact of `kind` can be reached here: the first is the usual one.
#[must_use]
pub fn ways(core: &Core, desk: &Desk, kind: Kind) -> Vec<Method> {
    let policy = core.policy_in(&desk.session);
    let offered = |method: &&Method| method.sends_code() && policy.methods.contains(method);
    kind.methods().iter().filter(offered).copied().collect()
}

/// Begins to register a contact of `kind`: sends a code to it by `method`. `replaces` is the one whose place it takes.
///
/// # Errors
/// [`AddError`].
pub async fn begin(
    core: &Core,
    desk: &Desk,
    kind: Kind,
    wanted: Wanted,
    method: Method,
    replaces: Option<Uuid>,
) -> Result<(), AddError> {
    if !session::may_change(core, &desk.session, &desk.means) {
        return Err(SessionError::ProofNeeded.into());
    }
    if !ways(core, desk, kind).contains(&method) {
        return Err(ContactRefusal::NotOffered.into());
    }
    let replaces = replaces.filter(|id| desk.means.registered.iter().any(|i| i.id == *id && i.kind() == kind));
    let (contact, typed) = match wanted {
        Wanted::Held(digest) => {
            let held = |contact: &&Contact| kind_of(contact) == kind && core.contact_digest(contact).to_hex() == digest;
            (desk.account.contacts.iter().find(held).cloned().ok_or(ContactRefusal::NotHeld)?, None)
        }
        Wanted::Typed(text) => (parse(core, kind, &text)?, Some(text.trim().to_owned())),
    };
    judge(core, desk, &contact, replaces)?;
    let subject = Subject::New { contact, typed, replaces };
    let opening = Opening { purpose: CeremonyPurpose::Register, method, subject, next: None };
    Ok(code::open(core, &desk.session, opening).await?)
}

fn parse(core: &Core, kind: Kind, text: &str) -> Result<Contact, ContactRefusal> {
    if text.trim().is_empty() {
        return Err(ContactRefusal::Empty);
    }
    match kind {
        Kind::Phone => Phone::parse(text, core.region.as_deref()).map(Contact::Mobile).map_err(|error| match error {
            PhoneError::Invalid => ContactRefusal::Malformed,
            PhoneError::NoCountry => ContactRefusal::NoCountry,
        }),
        Kind::Mailbox => Mailbox::parse(text).map(Contact::Mail).map_err(|_| ContactRefusal::Malformed),
        // A desk phone is what the directory says.
        _ => Err(ContactRefusal::NotHeld),
    }
}

/// Whether a contact may be registered (R41, R54, N25). It may be another person's too, and looks the same (R9). What an
/// administrator brought in (R139) is registered by its owner as if it were not there.
fn judge(core: &Core, desk: &Desk, contact: &Contact, replaces: Option<Uuid>) -> Result<(), ContactRefusal> {
    admissible(core, &core.policy_in(&desk.session), contact)?;
    let others =
        || desk.means.registered.iter().filter(|item| Some(item.id) != replaces && !stands_in_for(item, contact));
    if others().filter_map(|item| item.detail.contact()).any(|own| same_place(&own, contact)) {
        return Err(ContactRefusal::Yours);
    }
    let kind = kind_of(contact);
    if others().filter(|item| item.kind() == kind).count() >= kind.most() {
        return Err(ContactRefusal::Full);
    }
    Ok(())
}

/// Whether an administrator brought in this very contact, and its owner did not confirm it yet.
fn stands_in_for(item: &Registered, contact: &Contact) -> bool {
    let same = |known| same_place(&known, contact);
    item.is_unverified() && item.kind() == kind_of(contact) && item.detail.contact().is_some_and(same)
}

/// Whether a contact may get codes at all under a policy, whoever says whose it is (R41, R54).
pub(in crate::flows) fn admissible(core: &Core, policy: &Policy, contact: &Contact) -> Result<(), ContactRefusal> {
    let refused = |refused: Refused| match refused {
        Refused::Country(_) => ContactRefusal::Country,
        Refused::Kind("landline") => ContactRefusal::Landline,
        Refused::Kind(_) => ContactRefusal::NumberKind,
    };
    match contact {
        Contact::Mail(mailbox) if !is_foreign(policy, mailbox) => Err(ContactRefusal::OwnDomain),
        Contact::Mail(_) => Ok(()),
        // Where no text messages are sent, a phone that only rings will do.
        Contact::Mobile(phone) if policy.methods.contains(&Method::Sms) => core.phones.check(phone).map_err(refused),
        Contact::Mobile(phone) | Contact::Office(phone) => core.phones.check_call(phone).map_err(refused),
    }
}

/// What a contact is kept as.
pub(in crate::flows) fn detail_of(contact: Contact) -> Detail {
    match contact {
        Contact::Mobile(number) => Detail::Phone { number },
        Contact::Office(number) => Detail::Office { number },
        Contact::Mail(address) => Detail::Mailbox { address },
    }
}

/// Takes the code that came back: now the contact is registered.
///
/// # Errors
/// [`AnswerError`].
pub async fn finish(core: &Core, desk: &Desk, typed: &str) -> Result<(), AnswerError> {
    if !session::may_change(core, &desk.session, &desk.means) {
        return Err(SessionError::ProofNeeded.into());
    }
    let purpose = CeremonyPurpose::Register;
    let Some(ceremony) = code::of(core, &desk.session, purpose).await? else {
        return Err(StepError::OutOfOrder.into());
    };
    let typed = code::read(core, ceremony.method, typed)?;
    let most = core.numbers.tries_per_challenge;
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, &desk.session).await?;
    let outcome = match tx.count_ceremony_try(ceremony.id, most).await? {
        None => {
            code::refuse(core, &mut tx, &row, &ceremony, Code::ExpiredCode).await?;
            Err(AnswerError::Dead)
        }
        Some(tries) if !ceremony.matches(&core.keyring, &typed) => {
            code::refuse(core, &mut tx, &row, &ceremony, Code::WrongCode).await?;
            Err(AnswerError::Wrong { left: most.saturating_sub(tries) })
        }
        // One of many parallel right codes wins; the rest see a used code (R16).
        Some(_) if !tx.finish_ceremony(ceremony.id).await? => Err(AnswerError::Dead),
        Some(_) => {
            let Subject::New { contact, replaces, .. } = ceremony.subject(&core.keyring)? else {
                return Err(StepError::OutOfOrder.into());
            };
            let stand_in = desk.means.registered.iter().find(|item| stands_in_for(item, &contact));
            let confirmed = match (stand_in, replaces) {
                // What an administrator brought in is the person's own now, and need not rest for that.
                (Some(item), None) => {
                    imported::used_in(core, &mut tx, &row, &desk.account, item).await?;
                    imported::confirm(core, &mut tx, &mut row, &desk.account, item).await?
                }
                (Some(item), Some(_)) => {
                    tx.remove_method(core.tenant, row.account, item.id).await?;
                    false
                }
                (None, _) => false,
            };
            if !confirmed {
                let hint = masked(&contact);
                let new = New { detail: detail_of(contact), name: String::new(), hint, replaces, codes: Vec::new() };
                keep(core, &mut tx, &mut row, &desk.account, new).await?;
            }
            Ok(())
        }
    };
    tx.save_session(&row).await?;
    tx.commit().await?;
    core.wake.notify_one();
    outcome
}
