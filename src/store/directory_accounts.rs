//! What scans wrote down of the directory's accounts: written a page at a time, each in a short transaction that only
//! the holder of the lease can commit.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::{count, time},
    sync_state::SyncRun,
};
use crate::domain::{
    account::{AccountId, PasswordState, Protection, TenantId},
    dn,
    scan::{ContactKinds, ScannedAccount, place, protection_name, protection_of},
    time::Timestamp,
};

/// Accounts in one statement.
const ROWS: usize = 100;
/// Words in one statement.
const TERMS: usize = 300;

/// An account as the last scan that saw it left it. For lists and counts; whoever acts on one reads the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    /// Identity.
    pub id: AccountId,
    /// The short login name.
    pub login: String,
    /// The long login name.
    pub principal: Option<String>,
    /// The name to show. Untrusted text (R100).
    pub display_name: String,
    /// Where it is in the directory (a DN).
    pub location: String,
    /// Switched off.
    pub disabled: bool,
    /// Past its end date.
    pub expired: bool,
    /// Locked out.
    pub locked: bool,
    /// How the password stands.
    pub password: PasswordState,
    /// Why nobody may reset it here, as far as the entry alone shows.
    pub protection: Option<Protection>,
    /// Which kinds of contact the directory holds.
    pub contacts: ContactKinds,
    /// When the directory says that it was changed last.
    pub changed_at: Option<Timestamp>,
    /// When a scan found that it is no longer there.
    pub gone_at: Option<Timestamp>,
}

/// One page of a scan, to be written.
#[derive(Debug, Default)]
pub struct SyncBatch<'a> {
    /// Accounts as they are.
    pub accounts: &'a [ScannedAccount],
    /// Accounts that are no longer there; known or not.
    pub gone: &'a [AccountId],
    /// Accounts that are there, and where.
    pub present: &'a [(AccountId, &'a str)],
}

/// What a page came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncApplied {
    /// Accounts that are new or differ from before.
    pub changed: u64,
    /// Accounts that were there and are not.
    pub gone: u64,
    /// Of the present ones: those that are not known, or known in another place.
    pub missing: Vec<AccountId>,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    account_id: Uuid,
    login: String,
    principal: Option<String>,
    display_name: String,
    location: String,
    disabled: bool,
    expired: bool,
    locked: bool,
    password: String,
    protection: Option<String>,
    mailboxes: i64,
    mobiles: i64,
    offices: i64,
    changed_at: Option<i64>,
    gone_at: Option<i64>,
}

/// The columns of [`Row`].
macro_rules! listed {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "a.account_id, a.login, a.principal, a.display_name, a.location, a.disabled, a.expired, a.locked, \
             a.password, a.protection, a.mailboxes, a.mobiles, a.offices, a.changed_at, a.gone_at",
            $after
        )
    };
}
pub(super) use listed;

impl Row {
    pub(super) const fn id(&self) -> Uuid {
        self.account_id
    }

    pub(super) fn read(self) -> Result<ListedAccount, StoreError> {
        Ok(ListedAccount {
            id: AccountId(self.account_id),
            login: self.login,
            principal: self.principal,
            display_name: self.display_name,
            location: self.location,
            disabled: self.disabled,
            expired: self.expired,
            locked: self.locked,
            password: match self.password.as_str() {
                "valid" => PasswordState::Valid,
                "expired" => PasswordState::Expired,
                "must-change" => PasswordState::MustChange,
                other => return Err(StoreError::Corrupt(format!("directory_accounts.password is {other:?}"))),
            },
            protection: self.protection.as_deref().and_then(protection_of),
            contacts: ContactKinds {
                mailboxes: count("directory_accounts.mailboxes", self.mailboxes)?,
                mobiles: count("directory_accounts.mobiles", self.mobiles)?,
                offices: count("directory_accounts.offices", self.offices)?,
            },
            changed_at: time(self.changed_at),
            gone_at: time(self.gone_at),
        })
    }
}

const fn password_name(state: PasswordState) -> &'static str {
    match state {
        PasswordState::Valid => "valid",
        PasswordState::Expired => "expired",
        PasswordState::MustChange => "must-change",
    }
}

/// What is known of an account before a page is written.
#[derive(sqlx::FromRow)]
struct Known {
    account_id: Uuid,
    words: String,
    digest: i64,
    place: i64,
    gone_at: Option<i64>,
}

/// Words between spaces, with one at either end, so that every word begins behind one.
fn joined(words: &BTreeSet<String>) -> String {
    words.iter().fold(String::from(" "), |all, word| all + word + " ")
}

/// `($1,$2),($3,$4)`: `rows` groups of `columns`.
fn groups(rows: usize, columns: usize) -> String {
    let group = |row: usize| {
        let numbers: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", numbers.join(","))
    };
    (0..rows).map(group).collect::<Vec<_>>().join(",")
}

/// `$first,..`: `count` of them.
pub(super) fn list(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(",")
}

impl Store {
    /// Writes a page of a scan and renews the lease.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another node holds the lease by now: nothing was written.
    pub async fn apply_scan(&self, run: &SyncRun, batch: &SyncBatch<'_>) -> Result<SyncApplied, StoreError> {
        let mut tx = self.begin().await?;
        // The last of two of the same identity counts: a page may hold an entry twice when it moves meanwhile.
        let accounts: BTreeMap<Uuid, &ScannedAccount> = batch.accounts.iter().map(|a| (a.id.0, a)).collect();
        let ids: Vec<Uuid> = accounts
            .keys()
            .copied()
            .chain(batch.gone.iter().map(|id| id.0))
            .chain(batch.present.iter().map(|(id, _)| id.0))
            .collect();
        let known = tx.known_accounts(run.tenant, &ids).await?;
        let mut applied = SyncApplied::default();
        let (mut same, mut changed) = (Vec::new(), Vec::new());
        for (id, account) in accounts {
            match known.get(&id) {
                Some(row) if row.gone_at.is_none() && row.digest == account.digest() => same.push(id),
                _ => changed.push(account),
            }
        }
        for (id, location) in batch.present {
            match known.get(&id.0) {
                Some(row) if row.gone_at.is_none() && row.place == place(*id, location) => same.push(id.0),
                _ => applied.missing.push(*id),
            }
        }
        tx.touch_accounts(run, &same).await?;
        tx.write_accounts(run, &changed, &known).await?;
        let gone: Vec<&Known> =
            batch.gone.iter().filter_map(|id| known.get(&id.0)).filter(|row| row.gone_at.is_none()).collect();
        tx.part_with(run, &gone).await?;
        applied.changed = u64::try_from(changed.len()).unwrap_or(u64::MAX);
        applied.gone = u64::try_from(gone.len()).unwrap_or(u64::MAX);
        let seen = u64::try_from(batch.accounts.len() + batch.present.len()).unwrap_or(u64::MAX);
        tx.renew_sync(run, seen, &applied).await?;
        tx.commit().await?;
        Ok(applied)
    }

    /// How many accounts are known to be there, and how many of them this scan did not see.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unseen_accounts(&self, run: &SyncRun) -> Result<(u64, u64), StoreError> {
        const SQL: &str = "SELECT COUNT(*), COUNT(CASE WHEN seen_pass < $2 THEN 1 END) FROM directory_accounts \
             WHERE tenant = $1 AND gone_at IS NULL";
        let (known, unseen): (i64, i64) =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(run.tenant.0).bind(run.pass).fetch_one(e).await)?;
        Ok((u64::try_from(known).unwrap_or(0), u64::try_from(unseen).unwrap_or(0)))
    }

    /// Up to `limit` accounts that this scan did not see, after `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unseen_after(
        &self,
        run: &SyncRun,
        after: AccountId,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        const SQL: &str = "SELECT account_id FROM directory_accounts WHERE tenant = $1 AND account_id > $3 \
             AND gone_at IS NULL AND seen_pass < $2 ORDER BY account_id LIMIT $4";
        let ids: Vec<Uuid> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(run.tenant.0).bind(run.pass)
            .bind(after.0).bind(i64::from(limit)).fetch_all(e).await)?;
        Ok(ids.into_iter().map(AccountId).collect())
    }

    /// How many accounts are known to be there, and the sum of their places: two directories with the same people in
    /// the same places have the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn places(&self, tenant: TenantId) -> Result<(u64, i64), StoreError> {
        const SQL: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(place), 0) AS BIGINT) FROM directory_accounts \
             WHERE tenant = $1 AND gone_at IS NULL";
        let (known, sum): (i64, i64) = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_one(e).await)?;
        Ok((u64::try_from(known).unwrap_or(0), sum))
    }

    /// What is known of one account, also when it is gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn listed_account(&self, tenant: TenantId, id: AccountId) -> Result<Option<ListedAccount>, StoreError> {
        const SQL: &str = listed!("SELECT ", " FROM directory_accounts AS a WHERE a.tenant = $1 AND a.account_id = $2");
        let row: Option<Row> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(id.0).fetch_optional(e).await)?;
        row.map(Row::read).transpose()
    }
}

impl Tx {
    async fn known_accounts(&mut self, tenant: TenantId, ids: &[Uuid]) -> Result<HashMap<Uuid, Known>, StoreError> {
        let mut known = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let sql = AssertSqlSafe(format!(
                "SELECT account_id, words, digest, place, gone_at FROM directory_accounts \
                 WHERE tenant = $1 AND account_id IN ({})",
                list(2, ids.len())
            ));
            let rows: Vec<Known> = on_tx!(self, e => {
                let mut query = sqlx::query_as(sql).bind(tenant.0);
                for id in ids {
                    query = query.bind(*id);
                }
                query.fetch_all(e).await
            })?;
            known.extend(rows.into_iter().map(|row| (row.account_id, row)));
        }
        Ok(known)
    }

    /// Notes that these were seen.
    async fn touch_accounts(&mut self, run: &SyncRun, ids: &[Uuid]) -> Result<(), StoreError> {
        for ids in ids.chunks(500) {
            let sql = AssertSqlSafe(format!(
                "UPDATE directory_accounts SET seen_pass = $2 WHERE tenant = $1 AND account_id IN ({})",
                list(3, ids.len())
            ));
            on_tx!(self, e => {
                let mut query = sqlx::query(sql).bind(run.tenant.0).bind(run.pass);
                for id in ids {
                    query = query.bind(*id);
                }
                query.execute(e).await.map(drop)
            })?;
        }
        Ok(())
    }

    async fn write_accounts(
        &mut self,
        run: &SyncRun,
        accounts: &[&ScannedAccount],
        known: &HashMap<Uuid, Known>,
    ) -> Result<(), StoreError> {
        let (mut new, mut old) = (Vec::new(), Vec::new());
        for rows in accounts.chunks(ROWS) {
            let words: Vec<_> = rows.iter().map(|account| account.words()).collect();
            let sql = AssertSqlSafe(upsert(rows.len()));
            let now = self.now().millis();
            on_tx!(self, e => {
                let mut query = sqlx::query(sql);
                for (account, words) in rows.iter().zip(&words) {
                    let state = &account.state;
                    query = query.bind(run.tenant.0).bind(account.id.0).bind(&account.login)
                        .bind(account.principal.as_deref()).bind(&account.display_name).bind(&account.location)
                        .bind(state.disabled).bind(state.expired).bind(state.lock.is_some())
                        .bind(password_name(state.password)).bind(state.protection.as_ref().map(protection_name))
                        .bind(i64::from(account.contacts.mailboxes)).bind(i64::from(account.contacts.mobiles))
                        .bind(i64::from(account.contacts.offices)).bind(joined(&words.own))
                        .bind(joined(&words.domains)).bind(account.digest())
                        .bind(place(account.id, &account.location)).bind(run.pass)
                        .bind(account.changed_at.map(Timestamp::millis)).bind(now)
                        .bind(account.mail_domains.join(" ")).bind(dn::container(&account.location).unwrap_or_default());
                }
                query.execute(e).await.map(drop)
            })?;
            for (account, words) in rows.iter().zip(words) {
                let signature = words.signature();
                let before = known.get(&account.id.0).map_or("", |row| row.words.as_str());
                let before: BTreeSet<&str> = before.split_whitespace().collect();
                old.extend(before.iter().filter(|w| !words.own.contains(**w)).map(|w| ((*w).to_owned(), account.id.0)));
                // All of them: the signature is that of all words together.
                new.extend(words.own.into_iter().map(|word| (word, account.id.0, signature)));
            }
        }
        self.remove_terms(run, &old).await?;
        // In the order of the index.
        new.sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        for terms in new.chunks(TERMS) {
            let rows = groups(terms.len(), 5);
            let sql = AssertSqlSafe(format!(
                "INSERT INTO directory_terms (tenant, term, account_id, low, high) VALUES {rows} \
                 ON CONFLICT (tenant, term, account_id) DO UPDATE SET low = excluded.low, high = excluded.high \
                 WHERE directory_terms.low <> excluded.low OR directory_terms.high <> excluded.high"
            ));
            on_tx!(self, e => {
                let mut query = sqlx::query(sql);
                for (term, id, signature) in terms {
                    query = query.bind(run.tenant.0).bind(term.as_bytes()).bind(*id).bind(signature.low)
                        .bind(signature.high);
                }
                query.execute(e).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Marks accounts as gone: nobody finds them any more; what is kept of people goes days later ([`super::departures`]).
    async fn part_with(&mut self, run: &SyncRun, rows: &[&Known]) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE directory_accounts SET gone_at = $3, words = ' ' WHERE tenant = $1 AND account_id = $2";
        let now = self.now().millis();
        let mut terms = Vec::new();
        for row in rows {
            on_tx!(self, e => sqlx::query(SQL).bind(run.tenant.0).bind(row.account_id).bind(now).execute(e).await
                .map(drop))?;
            terms.extend(row.words.split_whitespace().map(|word| (word.to_owned(), row.account_id)));
        }
        self.remove_terms(run, &terms).await
    }

    async fn remove_terms(&mut self, run: &SyncRun, terms: &[(String, Uuid)]) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM directory_terms WHERE tenant = $1 AND term = $2 AND account_id = $3";
        for (term, id) in terms {
            on_tx!(self, e => sqlx::query(SQL).bind(run.tenant.0).bind(term.as_bytes()).bind(*id).execute(e).await
                .map(drop))?;
        }
        Ok(())
    }
}

/// The statement that writes so many accounts. `first_seen_at` counts only for those that were never seen.
fn upsert(rows: usize) -> String {
    const COLUMNS: [&str; 23] = [
        "tenant",
        "account_id",
        "login",
        "principal",
        "display_name",
        "location",
        "disabled",
        "expired",
        "locked",
        "password",
        "protection",
        "mailboxes",
        "mobiles",
        "offices",
        "words",
        "domains",
        "digest",
        "place",
        "seen_pass",
        "changed_at",
        "first_seen_at",
        "mail_domains",
        "path",
    ];
    let set: Vec<String> = COLUMNS
        .iter()
        .filter(|name| !["tenant", "account_id", "first_seen_at"].contains(name))
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    format!(
        "INSERT INTO directory_accounts ({}) VALUES {} ON CONFLICT (tenant, account_id) DO UPDATE SET {}, \
         gone_at = NULL, parted_at = NULL",
        COLUMNS.join(", "),
        groups(rows, COLUMNS.len()),
        set.join(", ")
    )
}
