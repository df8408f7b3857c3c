//! Judging every account by a set of policies: for the preview of a policy, and for the reports. One page of accounts is
//! held at a time; of groups, one number for each member.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crate::{
    directory::{DirectoryError, GroupRead},
    domain::{
        account::{AccountId, TenantId},
        policy::{GroupName, PolicySet},
        time::Timestamp,
    },
    flows::Core,
    store::{Store, StoreError, coverage_facts::KnownAccount},
};

/// Accounts a page.
pub const PAGE: u32 = 2_000;

/// Not everybody could be judged. The texts are for the admin: they name the group or the server.
#[derive(Debug, thiserror::Error)]
pub enum CoverageError {
    /// A group could not be read whole. Nobody is taken for a member or for none.
    #[error("the group {group:?} can not be counted: {source}")]
    Group {
        /// Which.
        group: GroupName,
        /// Why.
        source: DirectoryError,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who is in which of some groups: 24 bytes for each member, however many groups there are.
#[derive(Debug, Clone)]
pub struct Memberships {
    /// By id, each with the place of their groups in `sets`.
    members: Vec<(AccountId, u32)>,
    /// Every combination that occurs.
    sets: Vec<Arc<BTreeSet<GroupName>>>,
}

impl Default for Memberships {
    fn default() -> Self {
        Self { members: Vec::new(), sets: vec![Arc::default()] }
    }
}

impl Memberships {
    /// Reads the members of these groups, one group after the other.
    ///
    /// # Errors
    /// [`CoverageError::Group`].
    pub async fn read(groups: &dyn GroupRead, names: &[GroupName]) -> Result<Self, CoverageError> {
        let mut all = Self::default();
        for name in names {
            let members = groups.members(name).await;
            let members = members.map_err(|source| CoverageError::Group { group: name.clone(), source })?;
            all.add(name, &members);
        }
        Ok(all)
    }

    /// The members of the groups that these policies name.
    ///
    /// # Errors
    /// [`CoverageError::Group`].
    pub async fn of_policies(groups: &dyn GroupRead, sets: &[&PolicySet]) -> Result<Self, CoverageError> {
        let names: BTreeSet<GroupName> = sets.iter().flat_map(|set| set.groups_of_interest()).collect();
        Self::read(groups, &names.into_iter().collect::<Vec<_>>()).await
    }

    fn add(&mut self, name: &GroupName, members: &BTreeSet<AccountId>) {
        // What each former combination becomes with this group added to it.
        let mut grown: HashMap<u32, u32> = HashMap::new();
        let mut with = |sets: &mut Vec<Arc<BTreeSet<GroupName>>>, before: u32| {
            *grown.entry(before).or_insert_with(|| {
                let mut set = sets.get(before as usize).map(|set| (**set).clone()).unwrap_or_default();
                set.insert(name.clone());
                sets.push(Arc::new(set));
                u32::try_from(sets.len().saturating_sub(1)).unwrap_or(u32::MAX)
            })
        };
        let mut merged = Vec::with_capacity(self.members.len().saturating_add(members.len()));
        let (mut old, mut new) = (std::mem::take(&mut self.members).into_iter().peekable(), members.iter().peekable());
        loop {
            match (old.peek().copied(), new.peek().copied()) {
                (Some((known, set)), Some(member)) if known == *member => {
                    merged.push((known, with(&mut self.sets, set)));
                    old.next();
                    new.next();
                }
                (Some(known), Some(member)) if known.0 < *member => {
                    merged.push(known);
                    old.next();
                }
                (Some(known), None) => {
                    merged.push(known);
                    old.next();
                }
                (_, Some(member)) => {
                    merged.push((*member, with(&mut self.sets, 0)));
                    new.next();
                }
                (None, None) => break,
            }
        }
        merged.shrink_to_fit();
        self.members = merged;
    }

    /// The groups that an account is in.
    #[must_use]
    pub fn of(&self, id: AccountId) -> Arc<BTreeSet<GroupName>> {
        let found = self.members.binary_search_by_key(&id, |(member, _)| *member).ok();
        let set = found.and_then(|place| self.members.get(place)).map_or(0, |(_, set)| *set);
        self.sets.get(set as usize).cloned().unwrap_or_default()
    }
}

/// The policies in force.
#[must_use]
pub fn policies(core: &Core) -> Arc<PolicySet> {
    core.policies.current()
}

/// One page of accounts behind `after`, with their groups; empty behind the last one.
///
/// # Errors
/// [`StoreError`].
pub async fn page(
    store: &Store,
    tenant: TenantId,
    members: &Memberships,
    after: AccountId,
    now: Timestamp,
) -> Result<Vec<KnownAccount>, StoreError> {
    let mut known = store.known_accounts(tenant, after, PAGE, now).await?;
    for known in &mut known {
        known.facts.member_of = members.of(known.account.id);
    }
    Ok(known)
}

/// Shows `visit` every account that the scan found, in the order of their ids. `visit` judges with
/// [`crate::domain::coverage::standing`], under one set of policies or several.
///
/// # Errors
/// [`StoreError`].
pub async fn each(
    store: &Store,
    tenant: TenantId,
    members: &Memberships,
    now: Timestamp,
    mut visit: impl FnMut(&KnownAccount) + Send,
) -> Result<(), StoreError> {
    let mut after = AccountId(uuid::Uuid::nil());
    loop {
        let known = page(store, tenant, members, after, now).await?;
        let Some(last) = known.last() else { return Ok(()) };
        after = last.account.id;
        known.iter().for_each(&mut visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_several_groups_share_a_few_sets() {
        let id = |n: u128| AccountId(uuid::Uuid::from_u128(n));
        let ids = |range: std::ops::Range<u128>| range.map(id).collect::<BTreeSet<_>>();
        let mut all = Memberships::default();
        all.add(&"a".to_owned(), &ids(10..20));
        all.add(&"b".to_owned(), &ids(15..30));
        all.add(&"c".to_owned(), &ids(0..1));
        all.add(&"empty".to_owned(), &BTreeSet::new());
        let of = |n| all.of(id(n)).iter().cloned().collect::<Vec<_>>().join(",");
        assert_eq!((of(0), of(5), of(10), of(15), of(19), of(20), of(29), of(30)), {
            let text = str::to_owned;
            (text("c"), text(""), text("a"), text("a,b"), text("a,b"), text("b"), text("b"), text(""))
        });
        assert_eq!(all.members.len(), 21);
        assert!(all.members.is_sorted());
        assert!(all.sets.len() <= 5);
    }
}
