//! Groups to choose from, straight from the embedded directory's tables. It has no places.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::{Embedded, unreadable};
use crate::{
    directory::{DirectoryError, GroupEntry, GroupRead},
    domain::{account::AccountId, policy::GroupName},
};

#[async_trait]
impl GroupRead for Embedded {
    async fn find_groups(&self, text: &str, most: usize) -> Result<Vec<GroupEntry>, DirectoryError> {
        let text = text.trim().to_lowercase();
        let fits = |name: &str| {
            let name = name.to_lowercase();
            let words =
                name.match_indices([' ', '-', '_', '.', '(']).filter_map(|(at, gap)| name.get(at + gap.len()..));
            name.starts_with(&text) || words.into_iter().any(|word| word.starts_with(&text))
        };
        let names = self.store.embedded_group_names(self.tenant).await.map_err(unreadable)?;
        let mut found: Vec<String> = names.into_iter().filter(|name| fits(name)).collect();
        found.sort_by_cached_key(|name| name.to_lowercase());
        found.truncate(most);
        let entry = |name: String| GroupEntry { display_name: name.clone(), name, description: None };
        Ok(found.into_iter().map(entry).collect())
    }

    async fn find_places(&self, _: &str, _: usize) -> Result<Vec<GroupEntry>, DirectoryError> {
        Ok(Vec::new())
    }

    async fn group_exists(&self, group: &GroupName) -> Result<bool, DirectoryError> {
        Ok(self.store.embedded_group_names(self.tenant).await.map_err(unreadable)?.contains(group))
    }

    async fn members(&self, group: &GroupName) -> Result<BTreeSet<AccountId>, DirectoryError> {
        if !self.store.embedded_group_names(self.tenant).await.map_err(unreadable)?.contains(group) {
            return Err(DirectoryError::Unexpected(format!("there is no group named {group:?}")));
        }
        self.store.embedded_members(self.tenant, group).await.map_err(unreadable)
    }
}
