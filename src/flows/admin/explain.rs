//! Why does this policy apply to this account, why can it be reset, or not? Looks and writes nothing: safe to run at any
//! time. A page of the console and `latchkey explain` say the same.

use std::{collections::BTreeSet, net::IpAddr, sync::Arc};

use crate::{
    crypto::digest::{Digest, Purpose},
    directory::{DirectoryError, DirectoryRead, Found},
    domain::{
        account::{Account, AccountId, Contact},
        alarm::AlarmKind,
        contact::Phone,
        explain::{self, Facts, Standing},
        identifier::LoginName,
        means::Means,
        method::Method,
        numbers,
        policy::{GroupName, Policy},
        security_info::{Kind, Person},
        session::{Due, due},
        time::Timestamp,
    },
    flows::Core,
    limits::{self, Browser, InForce, SMS_PREFIX, Whose},
    store::{
        StoreError,
        audit_search::{Page, Search, Who},
    },
};

/// Limits that keep a method from opening a gate.
const STOPPING: [&str; 3] = ["try-code", "ask-for-code", "send-to-account"];

/// Browsers that are looked at, the last seen ones.
const DEVICES: u32 = 50;
/// Journeys that addresses are taken from.
const JOURNEYS: u32 = 5;

/// Everything that decides what an account's person can do.
#[derive(Debug)]
pub struct Explained {
    /// The account, as the directory has it now.
    pub account: Account,
    /// The policy that applies to it.
    pub policy: Arc<Policy>,
    /// Why, and whether it can be reset.
    pub standing: Standing,
    /// By what means its person can prove who they are.
    pub means: Means,
    /// Recovery codes that are left, where there are any.
    pub codes_left: Option<usize>,
    /// What is known of the person.
    pub person: Option<Person>,
    /// A temporary pass works until then.
    pub pass_until: Option<Timestamp>,
    /// What is due at the next sign-in.
    pub due: Due,
    /// Limits that stop them now, or soon will.
    pub limits: Vec<InForce>,
}

/// Nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// No account has this name.
    #[error("no account has the login name {0:?}")]
    Unknown(String),
    /// Several have.
    #[error("several accounts have the login name {0:?}; use the full name")]
    Ambiguous(String),
    /// The directory can not be asked.
    #[error("the directory can not be asked: {0}")]
    Directory(#[from] DirectoryError),
    /// The database can not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Explains the account with this login name.
///
/// # Errors
/// [`ExplainError`].
pub async fn of_login(core: &Core, directory: &dyn DirectoryRead, login: &str) -> Result<Explained, ExplainError> {
    let unknown = || ExplainError::Unknown(login.to_owned());
    let name = LoginName::parse(login).ok_or_else(unknown)?;
    match directory.find(&name).await? {
        Found::One(account) => of_account(core, directory, *account).await,
        Found::Nobody => Err(unknown()),
        Found::Ambiguous => Err(ExplainError::Ambiguous(login.to_owned())),
    }
}

/// Explains an account.
///
/// # Errors
/// [`ExplainError`].
pub async fn of_account(
    core: &Core,
    directory: &dyn DirectoryRead,
    account: Account,
) -> Result<Explained, ExplainError> {
    let set = core.policies.current();
    let (member_of, unreadable) = groups(directory, account.id, &set.groups_of_interest()).await?;
    let means = core.means(account.id, &account.contacts, false).await?;
    let person = core.store.person(core.tenant, account.id).await?;
    let limits = limits(core, &whose(core, &account, &means).await?).await?;
    let now = core.now();
    let policy = set.policy(Some(&set.applied(&account, &member_of)));
    let facts = Facts {
        account: &account,
        member_of: &member_of,
        unreadable: &unreadable,
        means: &means,
        frozen_at: person.as_ref().and_then(|person| person.frozen_at),
        blocked_until: blocked_until(&policy, &means, &limits, now),
        now,
    };
    let standing = explain::standing(&set, &facts);
    let nobody = Person::new(account.id, uuid::Uuid::nil());
    let due = due(&policy, person.as_ref().unwrap_or(&nobody), means.kinds(&policy).len(), now);
    let codes = means.registered.iter().find(|item| item.kind() == Kind::RecoveryCodes);
    let codes_left = match codes {
        Some(item) => Some(core.store.recovery_codes(item.id).await?.len()),
        None => None,
    };
    let pass_until = core.store.pass(core.tenant, account.id).await?.map(|pass| pass.expires_at);
    Ok(Explained { account, policy, standing, means, codes_left, person, pass_until, due, limits })
}

/// Which of these groups an account is in, and which the directory can not tell about.
async fn groups(
    directory: &dyn DirectoryRead,
    id: AccountId,
    among: &[GroupName],
) -> Result<(BTreeSet<GroupName>, Vec<GroupName>), DirectoryError> {
    if among.is_empty() {
        return Ok(Default::default());
    }
    match directory.memberships(id, among).await {
        Ok(member_of) => return Ok((member_of, Vec::new())),
        Err(error @ DirectoryError::Unavailable(_)) => return Err(error),
        Err(DirectoryError::Unexpected(_)) => {}
    }
    // One of them is gone or can not be read: which?
    let (mut member_of, mut unreadable) = (BTreeSet::new(), Vec::new());
    for group in among {
        match directory.memberships(id, std::slice::from_ref(group)).await {
            Ok(found) => member_of.extend(found),
            Err(error @ DirectoryError::Unavailable(_)) => return Err(error),
            Err(DirectoryError::Unexpected(_)) => unreadable.push(group.clone()),
        }
    }
    Ok((member_of, unreadable))
}

/// What limits of an account are counted by: its id, the names that it goes by, its contacts, the browsers that it is
/// known in, the addresses that its person came from lately.
///
/// # Errors
/// [`StoreError`].
pub async fn whose(core: &Core, account: &Account, means: &Means) -> Result<Whose, StoreError> {
    let names = [Some(&account.login), account.principal.as_ref()].into_iter().flatten();
    let folded: BTreeSet<String> = names.filter_map(|name| LoginName::parse(name)).map(|name| name.folded()).collect();
    let logins: Vec<Digest> =
        folded.iter().map(|name| core.keyring.digest(Purpose::Login, &[name.as_bytes()])).collect();
    let contacts = means.contacts();
    let phones = contacts.iter().filter_map(|contact| match contact {
        Contact::Mobile(phone) | Contact::Office(phone) => Some(phone.clone()),
        Contact::Mail(_) => None,
    });
    let devices = core.store.known_devices(core.tenant, account.id, DEVICES).await?;
    Ok(Whose {
        tenant: core.tenant,
        account: account.id,
        logins,
        destinations: contacts.iter().map(|contact| core.contact_digest(contact)).collect(),
        phones: phones.collect(),
        devices: devices.iter().map(Digest::to_hex).collect(),
        sources: sources(core, account.id).await?,
    })
}

/// The addresses that a person came from in their last journeys; not those of agents who helped them.
async fn sources(core: &Core, id: AccountId) -> Result<Vec<IpAddr>, StoreError> {
    let search = Search { who: Who::Account(id), ..Search::all(core.tenant) };
    let journeys = core.store.journeys(&search, Page::Before(None), JOURNEYS).await?;
    let personal = journeys.iter().flat_map(|journey| &journey.events).filter_map(|event| event.personal.as_ref());
    let own = personal.filter(|personal| personal.actor.is_none());
    let all: BTreeSet<IpAddr> =
        own.filter_map(|personal| Some(limits::source(personal.client.as_ref()?.address))).collect();
    Ok(all.into_iter().collect())
}

/// Every limit that keeps a person out now, or soon will.
///
/// # Errors
/// [`StoreError`].
pub async fn limits(core: &Core, whose: &Whose) -> Result<Vec<InForce>, StoreError> {
    let mut all = core.limits.in_force(whose).await?;
    let bare = InForce {
        limit: "worn-out",
        method: None,
        browser: None,
        source: None,
        used: 0,
        most: 0,
        per: std::time::Duration::ZERO,
        stops: true,
        until: None,
        clearable: true,
    };
    let most = numbers::WRONG_IN_A_ROW;
    for (known, browser) in [(false, Browser::Unknown), (true, Browser::Known)] {
        let worn = core.store.worn_out(core.tenant, whose.account, known, most).await?;
        let line = |method| InForce { method: Some(method), browser: Some(browser), used: most, most, ..bare.clone() };
        all.extend(worn.into_iter().map(line));
    }
    // R43: an alarm pauses text messages to a whole country; nobody can lift that for one person.
    let prefixes: BTreeSet<String> = whose.phones.iter().map(Phone::prefix).collect();
    for prefix in prefixes {
        if core.store.is_raised(core.tenant, AlarmKind::SmsConversion.as_str(), &prefix).await? {
            all.push(InForce { limit: "sms-prefix", clearable: false, ..bare.clone() });
            break;
        }
    }
    all.sort_by_key(|limit| !limit.stops);
    Ok(all)
}

/// When enough methods can be used again that only limits keep from it; `None` when limits are not what is in the way.
fn blocked_until(policy: &Policy, means: &Means, limits: &[InForce], now: Timestamp) -> Option<Timestamp> {
    let want = policy.gates.count();
    // Strangers use up what counts in every browser; a browser that is known has a budget of its own.
    let counts = |limit: &&InForce| limit.stops && limit.browser.is_none_or(|browser| browser == Browser::Unknown);
    let mut blocked: Vec<(Method, Timestamp)> = Vec::new();
    for limit in limits.iter().filter(counts) {
        let Some(until) = limit.until else { continue };
        match limit.limit {
            "sms-budget" | SMS_PREFIX => {
                blocked.extend([Method::Sms, Method::Voice, Method::Office].map(|method| (method, until)))
            }
            name if STOPPING.contains(&name) => blocked.extend(limit.method.map(|method| (method, until))),
            _ => {}
        }
    }
    blocked.sort_by_key(|(_, until)| *until);
    let gates = |at: Option<Timestamp>| {
        let mut left = means.clone();
        let stopped = blocked.iter().filter(|(_, until)| at.is_none_or(|at| *until > at));
        left.disabled.extend(stopped.map(|(method, _)| *method));
        left.gates(policy, now)
    };
    if means.gates(policy, now) < want || gates(None) >= want {
        return None;
    }
    blocked.iter().map(|(_, until)| *until).find(|until| gates(Some(*until)) >= want)
}
