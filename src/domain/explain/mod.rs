//! Why does this policy apply to an account, and why can it be reset, or not? The same rules as
//! [`super::eligibility`], each with its answer. Pure.

mod ways;

pub use ways::{Way, WayState};

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    account::{Account, Protection},
    means::Means,
    policy::{AppliesTo, Enabled, GroupName, Named, Policy, PolicySet, set::is_below},
    time::Timestamp,
};

/// What is known of an account.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The account, as the directory has it now.
    pub account: &'a Account,
    /// The groups that it is in, of those that policies name.
    pub member_of: &'a BTreeSet<GroupName>,
    /// Groups that policies name and the directory could not tell about.
    pub unreadable: &'a [GroupName],
    /// By what means its person can prove who they are.
    pub means: &'a Means,
    /// Self-service is frozen since then.
    pub frozen_at: Option<Timestamp>,
    /// A limit stops the person until then.
    pub blocked_until: Option<Timestamp>,
    /// The time.
    pub now: Timestamp,
}

/// Why a policy is for somebody, or is not: the end of the message `admin-people-policy-<reason>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyReason {
    /// It names nobody, so it is for all.
    Everybody,
    /// A member of `subjects`.
    Group,
    /// Below `subjects`.
    Place,
    /// In none of the groups and below none of the places in `subjects`.
    Neither,
    /// It cannot be told: the groups in `subjects` can not be read.
    Unreadable,
}

/// One policy, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyLine {
    /// Its name.
    pub name: String,
    /// It is for the account.
    pub fits: bool,
    /// It is the account's policy: the first that fits.
    pub applies: bool,
    /// Why.
    pub reason: PolicyReason,
    /// Groups or places.
    pub subjects: Vec<String>,
}

macro_rules! reasons {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $ok:literal; )+) => {
        /// The answer to one check: the end of the messages `admin-people-why-<reason>` and, when it is in the way,
        /// `admin-people-do-<reason>`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason { $( $(#[doc = $doc])+ $variant, )+ }

        impl Reason {
            /// All of them.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$variant => $name, )+ } }

            /// Whether it is no obstacle.
            #[must_use]
            pub const fn is_ok(self) -> bool { match self { $( Self::$variant => $ok, )+ } }
        }
    };
}

reasons! {
    /// Reset is switched on.
    SwitchedOn = "switched-on", true;
    /// Reset is switched off for all whom the policy is for.
    SwitchedOff = "switched-off", false;
    /// Everybody is in scope.
    ScopeAll = "scope-all", true;
    /// In scope through a group (`subject`).
    ScopeGroup = "scope-group", true;
    /// In none of the groups in scope (`subject`).
    ScopeNoGroup = "scope-no-group", false;
    /// No group is named: nobody is in scope.
    ScopeNobody = "scope-nobody", false;
    /// Excluded by a group (`subject`): that wins.
    ScopeExcluded = "scope-excluded", false;
    /// A group (`subject`) can not be read.
    ScopeUnreadable = "scope-unreadable", false;
    /// New passwords are written.
    WritebackOn = "writeback-on", true;
    /// The kill switch.
    WritebackOff = "writeback-off", false;
    /// No protected account.
    Unprotected = "unprotected", true;
    /// Protected, and the policy allows that.
    ProtectedAllowed = "protected-allowed", true;
    /// `adminCount=1`.
    ProtectedAdminCount = "protected-admin-count", false;
    /// In a privileged group (`subject`).
    ProtectedGroup = "protected-group", false;
    /// A service account.
    ProtectedService = "protected-service", false;
    /// A computer account.
    ProtectedMachine = "protected-machine", false;
    /// Named in the configuration.
    ProtectedConfigured = "protected-configured", false;
    /// Not disabled.
    Enabled = "enabled", true;
    /// Disabled.
    Disabled = "disabled", false;
    /// Not past its end date.
    NotEnded = "not-ended", true;
    /// Past its end date.
    Ended = "ended", false;
    /// Not locked by an administrator.
    NoAdminLock = "no-admin-lock", true;
    /// Locked by an administrator.
    AdminLock = "admin-lock", false;
    /// Self-service is open.
    NotFrozen = "not-frozen", true;
    /// "This wasn't me" was pressed (`at`).
    Frozen = "frozen", false;
    /// Enough ways to prove who it is.
    EnoughWays = "enough-ways", true;
    /// Too few (`have` of `want`).
    TooFewWays = "too-few-ways", false;
    /// No limit is in force.
    NoLimit = "no-limit", true;
    /// A limit stops the person (until `at`).
    Limited = "limited", false;
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Whether it is no obstacle.
    pub ok: bool,
    /// The answer.
    pub reason: Reason,
    /// Groups that it is about.
    pub subject: Option<String>,
    /// How many there are.
    pub have: Option<usize>,
    /// How many there must be.
    pub want: Option<usize>,
    /// Since, or until when.
    pub at: Option<Timestamp>,
}

/// Everything that decides whether somebody can reset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Nothing is in the way.
    pub can_reset: bool,
    /// The name of the policy that applies.
    pub policy: String,
    /// How many proofs it takes.
    pub gates: usize,
    /// Every policy, in order.
    pub policies: Vec<PolicyLine>,
    /// Every check, the most fundamental first.
    pub checks: Vec<Check>,
    /// Every way that the policy allows.
    pub ways: Vec<Way>,
}

impl Standing {
    /// The checks that are in the way.
    pub fn obstacles(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.ok)
    }
}

/// Looks at everything.
#[must_use]
pub fn standing(set: &PolicySet, facts: &Facts<'_>) -> Standing {
    let chosen = set.of(&facts.account.location, facts.member_of);
    let policy = set.policy(Some(&set.applied(facts.account, facts.member_of)));
    let checks = checks(&policy, facts);
    Standing {
        can_reset: checks.iter().all(|check| check.ok),
        policy: chosen.name.to_string(),
        gates: policy.gates.count(),
        policies: set.all().map(|named| line(named, *named.name == *chosen.name, facts)).collect(),
        ways: ways::of(&policy, facts),
        checks,
    }
}

fn line(named: &Named, applies: bool, facts: &Facts<'_>) -> PolicyLine {
    let AppliesTo { groups, below } = &named.applies_to;
    let all = || groups.iter().chain(below).cloned().collect();
    let group = groups.iter().find(|group| facts.member_of.contains(*group));
    let place = below.iter().find(|place| is_below(&facts.account.location, place));
    let unread: Vec<String> = groups.iter().filter(|group| facts.unreadable.contains(group)).cloned().collect();
    let (reason, subjects) = match (group, place) {
        _ if groups.is_empty() && below.is_empty() => (PolicyReason::Everybody, Vec::new()),
        (Some(group), _) => (PolicyReason::Group, vec![group.clone()]),
        (None, Some(place)) => (PolicyReason::Place, vec![place.clone()]),
        (None, None) if !unread.is_empty() => (PolicyReason::Unreadable, unread),
        (None, None) => (PolicyReason::Neither, all()),
    };
    let fits = matches!(reason, PolicyReason::Everybody | PolicyReason::Group | PolicyReason::Place);
    PolicyLine { name: named.name.to_string(), fits, applies, reason, subjects }
}

fn plain(reason: Reason) -> Check {
    Check { ok: reason.is_ok(), reason, subject: None, have: None, want: None, at: None }
}

fn about(reason: Reason, subject: impl Into<String>) -> Check {
    Check { subject: Some(subject.into()), ..plain(reason) }
}

fn since(reason: Reason, at: Timestamp) -> Check {
    Check { at: Some(at), ..plain(reason) }
}

fn checks(policy: &Policy, facts: &Facts<'_>) -> Vec<Check> {
    use Reason as R;
    let state = &facts.account.state;
    let pick = |bad: bool, yes: Reason, no: Reason| plain(if bad { no } else { yes });
    let (have, want) = (facts.means.gates(policy, facts.now), policy.gates.count());
    let enough = if have >= want { R::EnoughWays } else { R::TooFewWays };
    let off = policy.enabled == Enabled::None;
    // Switched off for all: no group is in the way.
    let scope = if off { None } else { Some(scope(policy, facts)) };
    let others = [
        pick(!policy.writeback, R::WritebackOn, R::WritebackOff),
        protection(policy, state.protection.as_ref()),
        pick(state.disabled, R::Enabled, R::Disabled),
        pick(state.expired, R::NotEnded, R::Ended),
        pick(state.lock.is_some_and(|lock| lock.by_administrator), R::NoAdminLock, R::AdminLock),
        facts.frozen_at.map_or_else(|| plain(R::NotFrozen), |at| since(R::Frozen, at)),
        Check { have: Some(have), want: Some(want), ..plain(enough) },
        facts.blocked_until.map_or_else(|| plain(R::NoLimit), |at| since(R::Limited, at)),
    ];
    std::iter::once(pick(off, R::SwitchedOn, R::SwitchedOff)).chain(scope).chain(others).collect()
}

fn scope(policy: &Policy, facts: &Facts<'_>) -> Check {
    use Reason as R;
    if let Some(group) = facts.unreadable.first() {
        return about(R::ScopeUnreadable, group);
    }
    let member = |groups: &[GroupName]| groups.iter().find(|group| facts.member_of.contains(*group)).cloned();
    match &policy.enabled {
        Enabled::None => plain(R::ScopeNobody),
        Enabled::Selected { except, .. } | Enabled::All { except } if member(except).is_some() => {
            about(R::ScopeExcluded, member(except).unwrap_or_default())
        }
        Enabled::All { .. } => plain(R::ScopeAll),
        Enabled::Selected { groups, .. } if groups.is_empty() => plain(R::ScopeNobody),
        Enabled::Selected { groups, .. } => match member(groups) {
            Some(group) => about(R::ScopeGroup, group),
            None => about(R::ScopeNoGroup, groups.join(" · ")),
        },
    }
}

fn protection(policy: &Policy, protection: Option<&Protection>) -> Check {
    use Reason as R;
    match protection {
        None => plain(R::Unprotected),
        Some(_) if policy.protected_too => plain(R::ProtectedAllowed),
        Some(Protection::AdminCount) => plain(R::ProtectedAdminCount),
        Some(Protection::PrivilegedGroup(group)) => about(R::ProtectedGroup, group),
        Some(Protection::Service) => plain(R::ProtectedService),
        Some(Protection::Machine) => plain(R::ProtectedMachine),
        Some(Protection::Configured) => plain(R::ProtectedConfigured),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::{
        account::{AccountId, AccountState, Contact, Lock},
        contact::{Mailbox, Phone},
        eligibility,
    };

    const NOW: Timestamp = Timestamp(1_795_000_000_000);

    fn policy(enabled: Enabled) -> Policy {
        Policy::sample(enabled)
    }

    fn account() -> Account {
        Account {
            id: AccountId(uuid::Uuid::nil()),
            login: "alice".into(),
            principal: None,
            display_name: "Alice".into(),
            names: vec![],
            language: None,
            location: "CN=Alice,OU=Paris,DC=contoso,DC=com".into(),
            state: AccountState::default(),
            contacts: vec![
                Contact::Mail(Mailbox::parse("alice@home.example").unwrap()),
                Contact::Mobile(Phone::parse("+33 6 12 34 56 78", None).unwrap()),
            ],
        }
    }

    fn look(set: &PolicySet, account: &Account, groups: &[&str], frozen: bool) -> Standing {
        let member_of = groups.iter().map(ToString::to_string).collect();
        let means = Means { directory: account.contacts.clone(), ..Means::default() };
        let frozen_at = frozen.then_some(NOW);
        let facts = Facts {
            account,
            member_of: &member_of,
            unreadable: &[],
            means: &means,
            frozen_at,
            blocked_until: None,
            now: NOW,
        };
        standing(set, &facts)
    }

    /// Whatever the state: the page says yes exactly when a reset would.
    #[test]
    fn the_explanation_never_says_another_thing_than_the_verdict() {
        let changes: [fn(&mut Account); 9] = [
            |_| (),
            |a| a.state.disabled = true,
            |a| a.state.expired = true,
            |a| a.state.protection = Some(Protection::AdminCount),
            |a| a.state.protection = Some(Protection::PrivilegedGroup("Domain Admins".into())),
            |a| a.state.lock = Some(Lock { since: None, by_administrator: true }),
            |a| a.state.lock = Some(Lock { since: None, by_administrator: false }),
            |a| drop(a.contacts.pop()),
            |a| a.contacts[0] = Contact::Mail(Mailbox::parse("alice@contoso.com").unwrap()),
        ];
        let scopes = [
            Enabled::None,
            Enabled::All { except: vec![] },
            Enabled::All { except: vec!["x".into()] },
            Enabled::Selected { groups: vec!["a".into()], except: vec!["x".into()] },
            Enabled::Selected { groups: vec![], except: vec![] },
        ];
        let mut yes = 0;
        for change in changes {
            let mut account = account();
            change(&mut account);
            for scope in &scopes {
                for writeback in [true, false] {
                    for groups in [&[][..], &["a"], &["a", "x"], &["x"]] {
                        let policy = Policy { writeback, ..policy(scope.clone()) };
                        let means = Means { directory: account.contacts.clone(), ..Means::default() };
                        let member_of = groups.iter().map(ToString::to_string).collect();
                        let verdict = eligibility::verdict(&policy, &account, &member_of, &means, NOW);
                        let seen = look(&PolicySet::single(policy), &account, groups, false);
                        assert_eq!(seen.can_reset, verdict.is_ok(), "{verdict:?} {seen:#?}");
                        assert_eq!(seen.can_reset, seen.obstacles().count() == 0);
                        yes += usize::from(seen.can_reset);
                    }
                }
            }
        }
        assert!(yes > 5, "{yes}");
        assert!(!look(&PolicySet::single(policy(Enabled::All { except: vec![] })), &account(), &[], true).can_reset);
    }

    #[test]
    fn each_policy_says_why_it_is_for_somebody_or_not() {
        let named = |name: &str, groups: &[&str], below: &[&str]| Named {
            name: name.into(),
            applies_to: AppliesTo {
                groups: groups.iter().map(ToString::to_string).collect(),
                below: below.iter().map(ToString::to_string).collect(),
            },
            policy: Arc::new(policy(Enabled::All { except: vec![] })),
        };
        let ordered = vec![
            named("pilot", &["Pilot"], &[]),
            named("paris", &[], &["OU=Paris,DC=contoso,DC=com"]),
            named("staff", &["Staff"], &[]),
        ];
        let set = PolicySet::new(1, ordered, Arc::new(policy(Enabled::None)));
        let seen = look(&set, &account(), &["Staff"], false);
        assert_eq!(seen.policy, "paris");
        let lines: Vec<_> = seen.policies.iter().map(|l| (l.name.as_str(), l.applies, l.fits, l.reason)).collect();
        assert_eq!(
            lines,
            [
                ("pilot", false, false, PolicyReason::Neither),
                ("paris", true, true, PolicyReason::Place),
                ("staff", false, true, PolicyReason::Group),
                ("everybody", false, true, PolicyReason::Everybody),
            ]
        );
        assert!(seen.can_reset);
    }

    #[test]
    fn reasons_have_names_of_their_own() {
        let names: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(names.len(), Reason::ALL.len());
    }
}
