//! What is known of all accounts, page by page in the order of their ids: what coverage is judged by. Nothing is
//! unsealed: kinds stand in the clear.

use std::collections::HashMap;

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    Store,
    db::on_db,
    directory_accounts::{ListedAccount, Row, list, listed},
    error::StoreError,
    sealed::time,
};
use crate::domain::{
    account::{AccountId, Protection, TenantId},
    coverage::{Facts, KindCounts},
    method::Method,
    numbers::WRONG_IN_A_ROW,
    security_info::Kind,
    time::Timestamp,
};

/// An account that the scan found, and what is known of it. Groups are not: [`Facts::member_of`] is empty.
#[derive(Debug, Clone)]
pub struct KnownAccount {
    /// The account.
    pub account: ListedAccount,
    /// What coverage is judged by.
    pub facts: Facts,
}

#[derive(sqlx::FromRow)]
struct Known {
    mail_domains: String,
    registered_at: Option<i64>,
    confirmed_at: Option<i64>,
    frozen_at: Option<i64>,
    #[sqlx(flatten)]
    row: Row,
}

impl Known {
    fn read(self) -> Result<KnownAccount, StoreError> {
        let account = self.row.read()?;
        let service = matches!(account.protection, Some(Protection::Service | Protection::Machine));
        let facts = Facts {
            location: account.location.clone(),
            disabled: account.disabled,
            expired: account.expired,
            service,
            protected: account.protection.is_some() && !service,
            frozen: self.frozen_at.is_some(),
            mobiles: account.contacts.mobiles,
            offices: account.contacts.offices,
            mail_domains: self.mail_domains.split_whitespace().map(str::to_owned).collect(),
            registered_at: time(self.registered_at),
            confirmed_at: time(self.confirmed_at),
            ..Facts::default()
        };
        Ok(KnownAccount { account, facts })
    }
}

/// What lists say of an account besides how it stands.
#[derive(Debug, Clone)]
pub struct Described {
    /// The account.
    pub account: ListedAccount,
    /// When enough was registered for the first time.
    pub registered_at: Option<Timestamp>,
    /// When the list was last confirmed or changed.
    pub confirmed_at: Option<Timestamp>,
}

/// Something registered, as far as it counts.
#[derive(sqlx::FromRow)]
struct Held {
    account_id: Uuid,
    kind: String,
    usable_from: i64,
    imported_at: Option<i64>,
    verified_at: Option<i64>,
}

impl Store {
    /// What lists say of these accounts, gone ones too.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn described(
        &self,
        tenant: TenantId,
        ids: &[AccountId],
    ) -> Result<HashMap<AccountId, Described>, StoreError> {
        let mut all = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let sql = AssertSqlSafe(format!(
                listed!(
                    "SELECT a.mail_domains, p.registered_at, p.confirmed_at, p.frozen_at, ",
                    " FROM directory_accounts AS a LEFT JOIN people AS p ON p.tenant = a.tenant \
                     AND p.account_id = a.account_id WHERE a.tenant = $1 AND a.account_id IN ({})"
                ),
                list(2, ids.len())
            ));
            let rows: Vec<Known> = on_db!(&self.db, e => {
                let mut query = sqlx::query_as(sql).bind(tenant.0);
                for id in ids {
                    query = query.bind(id.0);
                }
                query.fetch_all(e).await
            })?;
            for row in rows {
                let (registered_at, confirmed_at) = (time(row.registered_at), time(row.confirmed_at));
                let account = row.row.read()?;
                all.insert(account.id, Described { account, registered_at, confirmed_at });
            }
        }
        Ok(all)
    }

    /// Up to `limit` accounts that are there, behind `after`, in the order of their ids, as they stand at `now`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn known_accounts(
        &self,
        tenant: TenantId,
        after: AccountId,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<KnownAccount>, StoreError> {
        const ACCOUNTS: &str = listed!(
            "SELECT a.mail_domains, p.registered_at, p.confirmed_at, p.frozen_at, ",
            " FROM directory_accounts AS a LEFT JOIN people AS p ON p.tenant = a.tenant \
             AND p.account_id = a.account_id WHERE a.tenant = $1 AND a.account_id > $2 AND a.gone_at IS NULL \
             ORDER BY a.account_id LIMIT $3"
        );
        let rows: Vec<Known> = on_db!(&self.db, e => sqlx::query_as(ACCOUNTS).bind(tenant.0).bind(after.0)
            .bind(i64::from(limit)).fetch_all(e).await)?;
        let mut known = rows.into_iter().map(Known::read).collect::<Result<Vec<_>, _>>()?;
        if let Some(last) = known.last().map(|known| known.account.id) {
            self.add_methods(tenant, (after, last), now, &mut known).await?;
        }
        Ok(known)
    }

    /// Adds what is registered to the accounts of a span of ids.
    async fn add_methods(
        &self,
        tenant: TenantId,
        (after, last): (AccountId, AccountId),
        now: Timestamp,
        known: &mut [KnownAccount],
    ) -> Result<(), StoreError> {
        const METHODS: &str = "SELECT account_id, kind, usable_from, imported_at, verified_at FROM methods \
             WHERE tenant = $1 AND account_id > $2 AND account_id <= $3 AND removed_at IS NULL";
        const WORN: &str = "SELECT account_id, method FROM method_failures WHERE tenant = $1 \
             AND account_id > $2 AND account_id <= $3 AND device = 0 AND wrong >= $4";
        let methods: Vec<Held> = on_db!(&self.db, e => sqlx::query_as(METHODS).bind(tenant.0).bind(after.0)
            .bind(last.0).fetch_all(e).await)?;
        let worn: Vec<(Uuid, String)> = on_db!(&self.db, e => sqlx::query_as(WORN).bind(tenant.0).bind(after.0)
            .bind(last.0).bind(i64::from(WRONG_IN_A_ROW)).fetch_all(e).await)?;
        if methods.is_empty() && worn.is_empty() {
            return Ok(());
        }
        // All of it and what rests no more: of its owner's own, and of what administrators brought in.
        let mut counts: HashMap<Uuid, [(KindCounts, KindCounts); 2]> = HashMap::with_capacity(known.len());
        for held in methods {
            let Some(kind) = Kind::from_name(&held.kind) else { continue };
            let [own, brought] = counts.entry(held.account_id).or_default();
            let unverified = held.imported_at.is_some() && held.verified_at.is_none();
            let (all, rested) = if unverified { brought } else { own };
            all.add(kind);
            if held.usable_from <= now.millis() {
                rested.add(kind);
            }
        }
        let mut switched_off: HashMap<Uuid, Vec<Method>> = HashMap::new();
        for (account, method) in worn {
            switched_off.entry(account).or_default().extend(Method::from_name(&method));
        }
        for KnownAccount { account, facts } in known {
            let [own, brought] = counts.remove(&account.id.0).unwrap_or_default();
            (facts.registered, facts.rested) = own;
            (facts.brought, facts.brought_rested) = brought;
            facts.worn_out = switched_off.remove(&account.id.0).unwrap_or_default();
        }
        Ok(())
    }
}
