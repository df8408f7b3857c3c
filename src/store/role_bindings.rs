//! Which directory groups have which role in the console.

use std::collections::BTreeSet;

use super::{
    Store, Tx,
    db::{TxInner, on_db, on_tx},
    error::StoreError,
};
use crate::domain::{
    account::TenantId,
    dn::Place,
    policy::GroupName,
    role::{Grant, Role},
    time::Timestamp,
};

/// The members of a group have a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleBinding {
    /// The role.
    pub role: Role,
    /// The group, as it was written: a name, or a DN.
    pub group: GroupName,
    /// The only part of the directory that it is for.
    pub scope: Option<Place>,
    /// Since when.
    pub created_at: Timestamp,
}

impl RoleBinding {
    /// What it gives.
    #[must_use]
    pub fn grant(&self) -> Grant {
        Grant { role: self.role, scope: self.scope.clone() }
    }
}

/// What became of a wish to remove one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It is gone.
    Removed,
    /// It was not there.
    Missing,
    /// It is the last one that makes owners: it stays.
    LastOwner,
}

impl Store {
    /// All of them: the mightiest role first, then by group.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn role_bindings(&self, tenant: TenantId) -> Result<Vec<RoleBinding>, StoreError> {
        const SQL: &str = "SELECT role, group_name, scope, created_at FROM role_bindings WHERE tenant = $1";
        let rows: Vec<(String, String, String, i64)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_all(e).await)?;
        let mut all = Vec::with_capacity(rows.len());
        for (role, group, scope, created_at) in rows {
            let unknown = || StoreError::Corrupt(format!("role_bindings.role: {role}"));
            let role = Role::parse(&role).ok_or_else(unknown)?;
            // A limit that can not be read is never no limit.
            let odd = || StoreError::Corrupt(format!("role_bindings.scope: {scope}"));
            let scope = if scope.is_empty() { None } else { Some(Place::parse(&scope).ok_or_else(odd)?) };
            all.push(RoleBinding { role, group, scope, created_at: Timestamp(created_at) });
        }
        all.sort_by(|a, b| (a.role, &a.group, &a.scope).cmp(&(b.role, &b.group, &b.scope)));
        Ok(all)
    }
}

impl Tx {
    /// Gives the members of a group a role, perhaps for one part of the directory only; false when they have it already.
    ///
    /// # Errors
    /// [`StoreError`]; the database refuses a part for a role that can not be limited.
    pub async fn bind_role(
        &mut self,
        tenant: TenantId,
        role: Role,
        group: &str,
        scope: Option<&Place>,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO role_bindings (tenant, role, group_name, scope, scope_path, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, role, group_name, scope_path) DO NOTHING";
        let now = self.now().millis();
        let (name, path) = parts(scope);
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(role.as_str()).bind(group).bind(name).bind(path)
            .bind(now).execute(e).await.map(|d| d.rows_affected() == 1))?)
    }

    /// Takes a role from the members of a group: that for everybody, or that for one part of the directory. The last
    /// binding that makes owners stays, not counting groups that are `gone`: nobody could ever give a role again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unbind_role(
        &mut self,
        tenant: TenantId,
        (role, group): (Role, &str),
        scope: Option<&Place>,
        gone: &BTreeSet<GroupName>,
    ) -> Result<Removal, StoreError> {
        const SQL: &str =
            "DELETE FROM role_bindings WHERE tenant = $1 AND role = $2 AND group_name = $3 AND scope_path = $4";
        let groups = self.groups_of_role(tenant, role).await?;
        let known = groups.iter().any(|known| known == group);
        if known && role == Role::Owner && !groups.iter().any(|left| left != group && !gone.contains(left)) {
            return Ok(Removal::LastOwner);
        }
        let (_, path) = parts(scope);
        let removed = on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(role.as_str()).bind(group).bind(path)
            .execute(e).await.map(|d| d.rows_affected() == 1))?;
        Ok(if removed { Removal::Removed } else { Removal::Missing })
    }

    /// The groups that have a role, locked: two removals at once can not both believe that the other one stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn groups_of_role(&mut self, tenant: TenantId, role: Role) -> Result<Vec<GroupName>, StoreError> {
        const SQLITE: &str = "SELECT group_name FROM role_bindings WHERE tenant = $1 AND role = $2 ORDER BY group_name";
        const POSTGRES: &str =
            "SELECT group_name FROM role_bindings WHERE tenant = $1 AND role = $2 ORDER BY group_name FOR UPDATE";
        Ok(match &mut self.inner {
            TxInner::Sqlite(t) => {
                sqlx::query_scalar(SQLITE).bind(tenant.0).bind(role.as_str()).fetch_all(&mut **t).await?
            }
            TxInner::Postgres(t) => {
                sqlx::query_scalar(POSTGRES).bind(tenant.0).bind(role.as_str()).fetch_all(&mut **t).await?
            }
        })
    }
}

/// The columns of a part of the directory: its name, and what it is compared by. Both are empty for none.
fn parts(scope: Option<&Place>) -> (&str, &[u8]) {
    scope.map_or(("", &[]), |place| (place.as_str(), place.path()))
}
