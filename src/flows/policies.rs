//! The policies in force, shared by everything that runs: one snapshot, replaced whole when an administrator saves.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::Core;
use crate::{
    directory::{DirectoryError, DirectoryRead},
    domain::{
        account::Account,
        eligibility,
        error::Code,
        method::Method,
        policy::{Applied, GroupName, Policy, PolicySet, set::EVERYBODY},
        session::{ADMIN_FACTORS, Entry},
    },
    store::sessions::Session,
};

/// The policies in force. Clones share them.
#[derive(Debug, Clone)]
pub struct Policies {
    current: Arc<ArcSwap<PolicySet>>,
    carried: Arc<[Method]>,
    file: Arc<Policy>,
}

impl Policies {
    /// `set`, as far as it can be carried out: a method that no gateway of this house carries is no method here.
    #[must_use]
    pub fn new(set: PolicySet, carried: impl IntoIterator<Item = Method>) -> Self {
        let carried: Arc<[Method]> = carried.into_iter().collect();
        let file = Arc::clone(&set.named(EVERYBODY).policy);
        let set = set.with_methods(&carried);
        Self { current: Arc::new(ArcSwap::from_pointee(set)), carried, file }
    }

    /// What the configuration file says: in force until the first version is saved, and version 0 ever after.
    #[must_use]
    pub const fn of_the_file(&self) -> &Arc<Policy> {
        &self.file
    }

    /// The policies as they are now.
    #[must_use]
    pub fn current(&self) -> Arc<PolicySet> {
        self.current.load_full()
    }

    /// These are in force from now on.
    pub fn replace(&self, set: &PolicySet) {
        self.current.store(Arc::new(set.with_methods(&self.carried)));
    }
}

/// The policy of an account, and what was asked of the directory to find it.
#[derive(Debug)]
pub struct PolicyOf {
    /// Which, so that later steps find it again.
    pub applied: Applied,
    /// What it says; for a protected account what it says of those.
    pub policy: Arc<Policy>,
    /// Which of the groups that matter the account is in.
    pub member_of: std::collections::BTreeSet<GroupName>,
}

impl PolicyOf {
    /// Whether the policy lets this account in, as far as groups and the account itself tell.
    ///
    /// # Errors
    /// The reason.
    pub fn admits(&self, account: &Account) -> Result<(), Code> {
        eligibility::fit(&self.policy, account)?;
        if eligibility::in_scope(&self.policy.enabled, &self.member_of) { Ok(()) } else { Err(Code::NotInScope) }
    }
}

impl Core {
    /// What is shown and asked before anybody knows who is there (R5), and what all policies share.
    #[must_use]
    pub fn common(&self) -> Arc<Policy> {
        Arc::clone(self.policies.current().common())
    }

    /// Which policy applies to an account, by the directory as it is now.
    ///
    /// # Errors
    /// [`DirectoryError`]: a group that can not be read must never count as "not a member".
    pub async fn policy_of(
        &self,
        directory: &(impl DirectoryRead + ?Sized),
        account: &Account,
    ) -> Result<PolicyOf, DirectoryError> {
        let set = self.policies.current();
        let groups = set.groups_of_interest();
        let member_of = match groups.is_empty() {
            true => Default::default(),
            false => directory.memberships(account.id, &groups).await?,
        };
        let applied = set.applied(account, &member_of);
        Ok(PolicyOf { policy: set.policy(Some(&applied)), applied, member_of })
    }

    /// The policy that was found to apply; what all share where none was found yet.
    #[must_use]
    pub fn policy(&self, applied: Option<&Applied>) -> Arc<Policy> {
        self.policies.current().policy(applied)
    }

    /// The policy that was found to apply when somebody signed in.
    #[must_use]
    pub fn policy_in(&self, session: &Session) -> Arc<Policy> {
        let policy = self.policy(session.state.applied.as_ref());
        if session.state.entry != Entry::Admin {
            return policy;
        }
        // At the console's door its two factors count, whatever people may reset with, and nothing else does.
        Arc::new(Policy { methods: ADMIN_FACTORS.to_vec(), ..Policy::clone(&policy) })
    }
}
