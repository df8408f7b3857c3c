//! How each way to prove who somebody is stands.

use serde::Serialize;

use super::Facts;
use crate::domain::{
    account::Contact,
    means::is_foreign,
    method::Method,
    policy::Policy,
    security_info::{Kind, Registered},
    time::Timestamp,
};

/// How one way to prove who somebody is stands: the end of the message `admin-people-way-<state>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayState {
    /// It works.
    Usable,
    /// There is nothing to prove with.
    Missing,
    /// What there is is new and rests (until `at`).
    Resting,
    /// Too many wrong tries switched it off.
    WornOut,
    /// The only mailbox is the organisation's own.
    OwnMailbox,
    /// The records have a contact, or an administrator brought one in, and the policy does not count it.
    NotCounted,
}

/// One way that the policy allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Way {
    /// Which.
    pub method: Method,
    /// How it stands.
    pub state: WayState,
    /// Until when it rests.
    pub at: Option<Timestamp>,
}

/// Every way that a policy allows.
pub(super) fn of(policy: &Policy, facts: &Facts<'_>) -> Vec<Way> {
    let mut methods: Vec<Method> = policy.methods.clone();
    methods.sort_unstable();
    methods.dedup();
    // A pass is issued, not registered: it is missing for everybody who holds none.
    methods.retain(|method| *method != Method::Pass || facts.means.pass);
    methods.into_iter().map(|method| way(policy, facts, method)).collect()
}

fn way(policy: &Policy, facts: &Facts<'_>, method: Method) -> Way {
    let means = facts.means;
    let items = || means.registered.iter().filter(|item| item.kind().methods().contains(&method));
    let counted = policy.registration.directory_contacts;
    let rests = items().filter(|item| counted || !item.is_unverified());
    let rests = rests.filter(|item| !item.is_rested(facts.now)).map(|item| item.usable_from).min();
    let held = |contact: &Contact| match contact {
        Contact::Mail(mailbox) => method == Method::Email && is_foreign(policy, mailbox),
        Contact::Mobile(_) => Kind::Phone.methods().contains(&method),
        Contact::Office(_) => method == Method::Office,
    };
    let own = |contact: &Contact| match contact {
        Contact::Mail(mailbox) => method == Method::Email && !is_foreign(policy, mailbox),
        _ => false,
    };
    let (state, at) = if means.disabled.contains(&method) {
        (WayState::WornOut, None)
    } else if means.has(policy, method, facts.now) {
        (WayState::Usable, None)
    } else if rests.is_some() {
        (WayState::Resting, rests)
    } else if means.directory.iter().any(held) || (!counted && items().any(Registered::is_unverified)) {
        (WayState::NotCounted, None)
    } else if means.contacts().iter().any(own) {
        (WayState::OwnMailbox, None)
    } else {
        (WayState::Missing, None)
    };
    Way { method, state, at }
}
