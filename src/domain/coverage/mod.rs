//! Who is enabled, registered and capable, as Microsoft Entra means it: *enabled* is in scope, *registered* has
//! registered as many kinds as the policy asks for, *capable* is enabled and could open the gates now. Pure, and told of
//! kinds only, never of a number or an address: it judges a million accounts from what a scan keeps of them.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use super::{
    contact::is_domain_within,
    eligibility,
    error::Code,
    method::Method,
    policy::{Enabled, GroupName, Policy, PolicySet},
    security_info::Kind,
    time::Timestamp,
};

pub mod figure;
mod kinds;

pub use kinds::{KindCounts, Kinds};

/// What is known of an account without asking the directory.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Where it is in the directory (a DN).
    pub location: String,
    /// Switched off.
    pub disabled: bool,
    /// Past its end date.
    pub expired: bool,
    /// A service's or a machine's, no person's.
    pub service: bool,
    /// A person's that is protected (R114).
    pub protected: bool,
    /// Self-service is frozen (R135).
    pub frozen: bool,
    /// Of the groups that policies name: those that it is in, directly or through others.
    pub member_of: Arc<BTreeSet<GroupName>>,
    /// What is registered, resting or not.
    pub registered: KindCounts,
    /// What is registered and can open a gate now (N23).
    pub rested: KindCounts,
    /// What administrators brought in and its owner did not confirm yet (R139), resting or not; not in
    /// [`Self::registered`].
    pub brought: KindCounts,
    /// The same, as far as it can open a gate now.
    pub brought_rested: KindCounts,
    /// Methods that too many wrong tries switched off (N7).
    pub worn_out: Vec<Method>,
    /// Mobile phones that the directory holds.
    pub mobiles: u32,
    /// Desk phones that the directory holds.
    pub offices: u32,
    /// The domains of the mailboxes that the directory holds.
    pub mail_domains: Vec<String>,
    /// When enough was registered for the first time.
    pub registered_at: Option<Timestamp>,
    /// When the list was last confirmed or changed.
    pub confirmed_at: Option<Timestamp>,
}

/// In which denominator an account is. Percentages are of the [`Class::Counted`]; the others are said apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A person's, in use, that no policy excludes.
    Counted,
    /// Switched off, or past its end date.
    Disabled,
    /// A service's or a machine's.
    Service,
    /// A person's in a group that its policy excludes.
    Excluded,
    /// A person's that is protected and can not be reset here.
    Protected,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Counted, Self::Disabled, Self::Service, Self::Excluded, Self::Protected];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Disabled => "disabled",
            Self::Service => "service",
            Self::Excluded => "excluded",
            Self::Protected => "protected",
        }
    }

    /// The class of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }
}

/// How an account stands. Accounts that stand alike are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Standing {
    /// The name of the policy that applies.
    pub policy: Arc<str>,
    /// In which denominator it is.
    pub class: Class,
    /// In scope: the policy lets it reset, once enough is registered.
    pub enabled: bool,
    /// Has registered as many kinds as the policy asks for.
    pub registered: bool,
    /// Enabled, and could open the gates now.
    pub capable: bool,
    /// What is registered is older than the policy lets it be.
    pub stale: bool,
    /// The kinds that count as registered: those that the policy allows, its own and, where the policy says so, those
    /// of the directory.
    pub kinds: Kinds,
    /// Why it is not capable; the most fundamental reason.
    pub reason: Option<Code>,
}

/// How an account stands under a set of policies.
#[must_use]
pub fn standing(set: &PolicySet, facts: &Facts, now: Timestamp) -> Standing {
    let named = set.of(&facts.location, &facts.member_of);
    let strict;
    let policy = if facts.protected {
        strict = named.policy.for_protected();
        &strict
    } else {
        &*named.policy
    };
    let class = class(policy, facts);
    let enabled = class == Class::Counted && eligibility::in_scope(&policy.enabled, &facts.member_of);
    let kinds = kinds(policy, facts);
    let reason = reason(policy, facts, class, enabled);
    Standing {
        policy: Arc::clone(&named.name),
        class,
        enabled,
        registered: !kinds.is_empty() && kinds.len() >= policy.kinds_to_register(),
        capable: reason.is_none(),
        stale: !kinds.is_empty() && is_stale(policy, facts, now),
        kinds,
        reason,
    }
}

fn class(policy: &Policy, facts: &Facts) -> Class {
    let excluded = match &policy.enabled {
        Enabled::None => false,
        Enabled::Selected { except, .. } | Enabled::All { except } => {
            except.iter().any(|group| facts.member_of.contains(group))
        }
    };
    match facts {
        Facts { service: true, .. } => Class::Service,
        Facts { disabled: true, .. } | Facts { expired: true, .. } => Class::Disabled,
        Facts { protected: true, .. } if !policy.protected_too => Class::Protected,
        _ if excluded => Class::Excluded,
        _ => Class::Counted,
    }
}

/// The reasons of [`eligibility::verdict`], in its order.
fn reason(policy: &Policy, facts: &Facts, class: Class, enabled: bool) -> Option<Code> {
    if policy.enabled == Enabled::None {
        return Some(Code::SwitchedOff);
    }
    if !policy.writeback {
        return Some(Code::WritebackOff);
    }
    match class {
        Class::Service | Class::Protected => Some(Code::Protected),
        Class::Disabled => Some(Code::AccountOff),
        Class::Excluded => Some(Code::NotInScope),
        Class::Counted if !enabled => Some(Code::NotInScope),
        Class::Counted if facts.frozen => Some(Code::Frozen),
        Class::Counted => (gates(policy, facts) < policy.gates.count()).then_some(Code::NotEnoughMethods),
    }
}

fn allowed(policy: &Policy, kind: Kind) -> bool {
    kind.methods().iter().any(|method| policy.methods.contains(method))
}

/// Mailboxes of the directory that are a gate (R54).
fn outside(policy: &Policy, facts: &Facts) -> usize {
    facts.mail_domains.iter().filter(|domain| !is_domain_within(domain, &policy.own_mail_domains)).count()
}

/// What the organisation knows of a kind, where that counts: what the directory holds, and of `brought` what
/// administrators brought in.
fn held(policy: &Policy, facts: &Facts, brought: &KindCounts, kind: Kind) -> usize {
    if !policy.registration.directory_contacts {
        return 0;
    }
    let of_directory = match kind {
        Kind::Phone => usize::try_from(facts.mobiles).unwrap_or(usize::MAX),
        Kind::Office => usize::try_from(facts.offices).unwrap_or(usize::MAX),
        Kind::Mailbox => outside(policy, facts),
        _ => 0,
    };
    of_directory.saturating_add(usize::from(brought.of(kind)))
}

/// As [`super::means::Means::kinds`].
fn kinds(policy: &Policy, facts: &Facts) -> Kinds {
    let has = |kind: Kind| facts.registered.of(kind) > 0 || held(policy, facts, &facts.brought, kind) > 0;
    Kind::ALL.into_iter().filter(|kind| allowed(policy, *kind) && has(*kind)).collect()
}

/// As [`super::means::Means::gates`], with every contact taken for a place of its own, and without the help desk's
/// pass, which is there for an hour only.
fn gates(policy: &Policy, facts: &Facts) -> usize {
    let places = |kind: Kind| match usize::from(facts.rested.of(kind)) {
        0 => held(policy, facts, &facts.brought_rested, kind),
        own => own,
    };
    let usable = |method: Method| {
        let has = Kind::of(method).is_some_and(|kind| places(kind) > 0);
        has && policy.methods.contains(&method) && !facts.worn_out.contains(&method)
    };
    let firsts = Method::ALL.into_iter().filter(|method| method.may_be_first() && usable(*method)).count();
    // A text and a call to the same phone are one proof (R53).
    let one_phone = usable(Method::Sms) && usable(Method::Voice) && places(Kind::Phone) == 1;
    let firsts = firsts.saturating_sub(usize::from(one_phone));
    match firsts {
        0 => 0,
        1 => 1 + usize::from(usable(Method::Questions)),
        _ => 2,
    }
}

/// As [`super::session::due`] asks for a confirmation, whether or not registration is required.
fn is_stale(policy: &Policy, facts: &Facts, now: Timestamp) -> bool {
    let days = u64::from(policy.registration.reconfirm_days);
    let life = Duration::from_secs(days.saturating_mul(86_400));
    days > 0 && facts.confirmed_at.or(facts.registered_at).is_none_or(|at| now.since(at) >= life)
}

#[cfg(test)]
mod tests;
