//! Several policies, in order: the first that applies to an account is its policy.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Enabled, Gates, GroupName, Policy};
use crate::domain::{account::Account, dn, method::Method};

/// The name of the policy for everybody whom no other applies to.
pub const EVERYBODY: &str = "everybody";

/// Whom a policy is for. Nothing named means everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppliesTo {
    /// Members of one of these groups, nested ones too.
    pub groups: Vec<GroupName>,
    /// Accounts below one of these places in the directory (DNs).
    pub below: Vec<String>,
}

/// One policy with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name: what the console and the audit log call it.
    pub name: Arc<str>,
    /// Whom it is for.
    pub applies_to: AppliesTo,
    /// What it says.
    pub policy: Arc<Policy>,
}

/// Which policy was found to apply to an account: what a flow or a session remembers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// Its name.
    pub name: String,
    /// The account is a protected one.
    #[serde(default)]
    pub protected: bool,
}

/// All policies of a tenant. Never empty: the last is for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySet {
    /// The version in the database; 0 while the configuration file's policy is in force.
    pub version: i64,
    /// The help desk is told when a protected account, or somebody with a role in the console, resets their password.
    pub notify_admins: bool,
    ordered: Vec<Named>,
    last: Named,
    common: Arc<Policy>,
    least_gates: Gates,
}

impl AppliesTo {
    /// Whether an account at `location` (a DN) that is in `member_of` is meant.
    #[must_use]
    pub fn covers(&self, location: &str, member_of: &BTreeSet<GroupName>) -> bool {
        (self.groups.is_empty() && self.below.is_empty())
            || self.groups.iter().any(|group| member_of.contains(group))
            || self.below.iter().any(|place| is_below(location, place))
    }
}

/// Whether `location` is `place` or below it, as names are compared: a comma in the name of a place is none between two.
#[must_use]
pub fn is_below(location: &str, place: &str) -> bool {
    !place.trim().is_empty() && dn::is_within(location, place)
}

impl PolicySet {
    /// `ordered`, and `last` for whom none of them applies to.
    #[must_use]
    pub fn new(version: i64, ordered: Vec<Named>, last: Arc<Policy>) -> Self {
        let last = Named { name: Arc::from(EVERYBODY), applies_to: AppliesTo::default(), policy: last };
        let common = Arc::new(common(&ordered, &last.policy));
        let all = ordered.iter().chain(std::iter::once(&last));
        let least_gates =
            if all.clone().any(|named| named.policy.gates == Gates::One) { Gates::One } else { Gates::Two };
        Self { version, notify_admins: false, ordered, last, common, least_gates }
    }

    /// One policy for everybody.
    #[must_use]
    pub fn single(policy: Policy) -> Self {
        Self::new(0, Vec::new(), Arc::new(policy))
    }

    /// Every policy in order, the one for everybody last.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Named> + Clone {
        self.ordered.iter().chain(std::iter::once(&self.last))
    }

    /// The policy that applies to an account at `location` that is in `member_of`: the first that fits.
    #[must_use]
    pub fn of(&self, location: &str, member_of: &BTreeSet<GroupName>) -> &Named {
        self.ordered.iter().find(|named| named.applies_to.covers(location, member_of)).unwrap_or(&self.last)
    }

    /// The policy with this name; that for everybody when there is none.
    #[must_use]
    pub fn named(&self, name: &str) -> &Named {
        self.ordered.iter().find(|named| *named.name == *name).unwrap_or(&self.last)
    }

    /// Which policy applies to `account`, to be remembered.
    #[must_use]
    pub fn applied(&self, account: &Account, member_of: &BTreeSet<GroupName>) -> Applied {
        let named = self.of(&account.location, member_of);
        Applied { name: named.name.to_string(), protected: account.state.protection.is_some() }
    }

    /// What the policy that was found to apply says now; what all share where none was found yet. One that was removed
    /// meanwhile is that for everybody.
    #[must_use]
    pub fn policy(&self, applied: Option<&Applied>) -> Arc<Policy> {
        let Some(applied) = applied else { return Arc::clone(&self.common) };
        let policy = &self.named(&applied.name).policy;
        if applied.protected { Arc::new(policy.for_protected()) } else { Arc::clone(policy) }
    }

    /// The same without the methods that are not among `carried`.
    #[must_use]
    pub fn with_methods(&self, carried: &[Method]) -> Self {
        let keep = |policy: &Policy| {
            let mut policy = policy.clone();
            policy.methods.retain(|method| carried.contains(method));
            Arc::new(policy)
        };
        let ordered = self.ordered.iter().map(|named| Named { policy: keep(&named.policy), ..named.clone() });
        let set = Self::new(self.version, ordered.collect(), keep(&self.last.policy));
        Self { notify_admins: self.notify_admins, ..set }
    }

    /// What is shown before anybody knows who asks, the same for everyone (R5): every method that some policy allows,
    /// the most gates that one asks for, and what all policies share.
    #[must_use]
    pub const fn common(&self) -> &Arc<Policy> {
        &self.common
    }

    /// The fewest gates that a policy asks for. The length of codes goes by it, since the page that asks for one does
    /// not know whose it is (N8, R5).
    #[must_use]
    pub const fn least_gates(&self) -> Gates {
        self.least_gates
    }

    /// The groups that must be asked about before it is known which policy applies and whether it lets an account in.
    #[must_use]
    pub fn groups_of_interest(&self) -> Vec<GroupName> {
        let mut names: BTreeSet<GroupName> = BTreeSet::new();
        for named in self.all() {
            names.extend(named.applies_to.groups.iter().cloned());
            names.extend(crate::domain::eligibility::groups_of_interest(&named.policy));
        }
        names.into_iter().collect()
    }
}

fn common(ordered: &[Named], last: &Policy) -> Policy {
    let mut common = last.clone();
    for named in ordered {
        let policy = &named.policy;
        common.methods.extend(policy.methods.iter().copied());
        common.gates = if policy.gates == Gates::Two { Gates::Two } else { common.gates };
        common.unlock_without_reset |= policy.unlock_without_reset;
        common.ask_whole_contact |= policy.ask_whole_contact;
        if common.enabled == Enabled::None {
            common.enabled = policy.enabled.clone();
        }
    }
    common.methods.sort_unstable();
    common.methods.dedup();
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(methods: &[Method], gates: Gates) -> Policy {
        Policy {
            methods: methods.to_vec(),
            gates,
            own_mail_domains: vec![],
            ..Policy::sample(Enabled::All { except: vec![] })
        }
    }

    fn named(name: &str, groups: &[&str], below: &[&str], policy: Policy) -> Named {
        let own = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let applies_to = AppliesTo { groups: own(groups), below: own(below) };
        Named { name: name.into(), applies_to, policy: Arc::new(policy) }
    }

    fn set() -> PolicySet {
        PolicySet::new(
            3,
            vec![
                named("pilot", &["Pilot"], &[], policy(&[Method::App], Gates::One)),
                named("paris", &[], &["OU=Paris,DC=contoso,DC=com"], policy(&[Method::Sms], Gates::Two)),
            ],
            Arc::new(policy(&[Method::Email], Gates::One)),
        )
    }

    #[test]
    fn the_first_that_fits_wins_and_the_last_is_for_everybody() {
        let set = set();
        let paris = "CN=Alice,ou=paris, DC=Contoso,DC=com";
        let pilot = BTreeSet::from(["Pilot".to_owned()]);
        assert_eq!(&*set.of(paris, &pilot).name, "pilot");
        assert_eq!(&*set.of(paris, &BTreeSet::new()).name, "paris");
        assert_eq!(&*set.of("CN=Bob,OU=London,DC=contoso,DC=com", &BTreeSet::new()).name, EVERYBODY);
        assert_eq!(&*set.of("", &BTreeSet::new()).name, EVERYBODY);
        assert_eq!(&*set.named("gone").name, EVERYBODY);
    }

    #[test]
    fn below_is_a_place_and_not_the_end_of_a_word() {
        assert!(is_below("cn=a,ou=paris,dc=x", "OU=Paris,DC=x"));
        assert!(!is_below("cn=a,ou=greatparis,dc=x", "OU=Paris,DC=x"));
        assert!(!is_below("cn=a,dc=x", "ou=paris,dc=x"));
        assert!(!is_below("cn=a,dc=x", ""));
        assert!(is_below("cn=a,ou=Sales\\, EMEA,dc=x", "OU=sales\\2c EMEA, DC=x"));
        assert!(!is_below("cn=a,ou=Sales\\,ou=EMEA,dc=x", "ou=EMEA,dc=x"));
    }

    #[test]
    fn r5_before_anybody_is_known_every_method_and_the_most_gates_are_shown() {
        let set = set();
        assert_eq!(set.common().methods, {
            let mut all = vec![Method::App, Method::Sms, Method::Email];
            all.sort_unstable();
            all
        });
        assert_eq!(set.common().gates, Gates::Two);
        assert_eq!(set.least_gates(), Gates::One, "codes are long for everybody when one gate is enough for somebody");
        assert_eq!(set.groups_of_interest(), ["Pilot"]);
    }
}
