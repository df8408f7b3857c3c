//! How each account stands, and how many stand so. Whoever writes a page of accounts writes the counts with it, in one
//! transaction: a figure is the sum of the counts of some standings, and the list behind it the accounts of the same
//! standings, at any time.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    Store, Tx,
    coverage_state::CoverageRun,
    db::{on_db, on_tx},
    directory_accounts::list,
    error::StoreError,
    sealed::count,
};
use crate::domain::{
    account::{AccountId, TenantId},
    coverage::{
        Class, Kinds, Standing,
        figure::{Question, Tally},
    },
    error::Code,
};

/// Rows in one statement.
const ROWS: usize = 200;

/// An account that was judged.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Whose.
    pub id: AccountId,
    /// The login name: what lists are ordered by.
    pub login: String,
    /// How it stands.
    pub standing: Standing,
}

/// Where a list of accounts goes on: behind this one. Goes into addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountAfter {
    /// Its login name.
    pub login: String,
    /// Its identity.
    pub id: AccountId,
}

impl std::fmt::Display for AccountAfter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.id.0.simple(), self.login)
    }
}

impl std::str::FromStr for AccountAfter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (id, login) = text.split_once('.').ok_or(())?;
        Ok(Self { login: login.to_owned(), id: AccountId(Uuid::try_parse(id).map_err(drop)?) })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    policy: String,
    class: String,
    enabled: bool,
    registered: bool,
    capable: bool,
    stale: bool,
    kinds: i64,
    reason: i64,
    accounts: i64,
}

const STANDINGS: &str = "SELECT id, policy, class, enabled, registered, capable, stale, kinds, reason, accounts \
     FROM coverage_standings WHERE tenant = $1";

impl Row {
    fn read(self) -> Result<(i64, Standing, u64), StoreError> {
        let odd = |what: &str| StoreError::Corrupt(format!("coverage_standings.{what} holds something else"));
        let code = |number: i64| Code::ALL.iter().copied().find(|code| i64::from(code.number()) == number);
        let standing = Standing {
            policy: Arc::from(self.policy),
            class: Class::parse(&self.class).ok_or_else(|| odd("class"))?,
            enabled: self.enabled,
            registered: self.registered,
            capable: self.capable,
            stale: self.stale,
            kinds: Kinds::from_bits(u8::try_from(self.kinds).map_err(|_| odd("kinds"))?),
            reason: code(self.reason),
        };
        let accounts = count("coverage_standings.accounts", self.accounts)?;
        Ok((self.id, standing, u64::from(accounts)))
    }
}

/// The standings that are known, with their numbers.
#[derive(Debug, Default)]
pub struct Standings(HashMap<Standing, i64>);

impl Store {
    /// How many accounts stand in each way.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn coverage(&self, tenant: TenantId) -> Result<Tally, StoreError> {
        let rows = self.standings(tenant).await?;
        Ok(Tally::new(rows.into_iter().map(|(_, standing, accounts)| (standing, accounts)).collect()))
    }

    async fn standings(&self, tenant: TenantId) -> Result<Vec<(i64, Standing, u64)>, StoreError> {
        let rows: Vec<Row> = on_db!(&self.db, e => sqlx::query_as(STANDINGS).bind(tenant.0).fetch_all(e).await)?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Up to `limit` accounts that a question counts, behind `after`, by login name: each with how it stands.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn covered(
        &self,
        tenant: TenantId,
        question: &Question,
        after: Option<&AccountAfter>,
        limit: u32,
    ) -> Result<Vec<Judged>, StoreError> {
        let rows = self.standings(tenant).await?;
        let asked: HashMap<i64, Standing> = rows
            .into_iter()
            .filter(|(_, standing, accounts)| *accounts > 0 && question.counts(standing))
            .map(|(id, standing, _)| (id, standing))
            .collect();
        // SQLite takes 500 parts, and each part one number.
        let ids: Vec<i64> = asked.keys().copied().collect();
        let mut found = Vec::new();
        for ids in ids.chunks(400) {
            found.extend(self.listed(tenant, ids, after, limit).await?);
        }
        if ids.len() > 400 {
            found.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        let judged = found.into_iter().filter_map(|(id, login, standing)| {
            let standing = asked.get(&standing)?.clone();
            Some(Judged { id: AccountId(id), login, standing })
        });
        Ok(judged.collect())
    }

    /// The first accounts of each of these standings, merged: never more rows than the page times the standings.
    async fn listed(
        &self,
        tenant: TenantId,
        standings: &[i64],
        after: Option<&AccountAfter>,
        limit: u32,
    ) -> Result<Vec<(Uuid, String, i64)>, StoreError> {
        if standings.is_empty() {
            return Ok(Vec::new());
        }
        let (login, id) = after.map_or(("", Uuid::nil()), |after| (after.login.as_str(), after.id.0));
        let part = |standing: &i64| {
            format!(
                "SELECT * FROM (SELECT account_id, login, standing FROM coverage_accounts WHERE tenant = $1 \
                 AND standing = {standing} AND (login, account_id) > ($2, $3) ORDER BY login, account_id LIMIT $4) \
                 AS s{}",
                standing.unsigned_abs()
            )
        };
        let parts: Vec<String> = standings.iter().map(part).collect();
        let sql = AssertSqlSafe(format!("{} ORDER BY login, account_id LIMIT $4", parts.join(" UNION ALL ")));
        Ok(on_db!(&self.db, e => sqlx::query_as(sql).bind(tenant.0).bind(login).bind(id).bind(i64::from(limit))
            .fetch_all(e).await)?)
    }

    /// Up to `limit` accounts that a question counts, behind `after`, in the order of their ids: for files. Reads
    /// everybody once, however few are asked for.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn covered_by_id(
        &self,
        tenant: TenantId,
        question: &Question,
        after: AccountId,
        limit: u32,
    ) -> Result<(Vec<Judged>, Option<AccountId>), StoreError> {
        const SQL: &str = "SELECT account_id, login, standing FROM coverage_accounts WHERE tenant = $1 \
             AND account_id > $2 ORDER BY account_id LIMIT $3";
        let standings: HashMap<i64, Standing> =
            self.standings(tenant).await?.into_iter().map(|(id, standing, _)| (id, standing)).collect();
        let rows: Vec<(Uuid, String, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(after.0)
            .bind(i64::from(limit)).fetch_all(e).await)?;
        let last = rows.last().map(|(id, _, _)| AccountId(*id));
        let judged = rows.into_iter().filter_map(|(id, login, standing)| {
            let standing = standings.get(&standing).filter(|standing| question.counts(standing))?.clone();
            Some(Judged { id: AccountId(id), login, standing })
        });
        Ok((judged.collect(), last))
    }

    /// Writes how the accounts of one page stand: those with ids behind `after` up to the last one's, or, without any,
    /// all behind `after`. Accounts of that span that are not on the page are taken out. Renews the lease. Returns how
    /// many rows were written.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another node counts by now: nothing was written.
    pub async fn write_standings(
        &self,
        run: &CoverageRun,
        known: &mut Standings,
        after: AccountId,
        page: &[Judged],
    ) -> Result<u64, StoreError> {
        let tenant = run.tenant;
        let mut tx = self.begin().await?;
        tx.renew_coverage(run, page.len()).await?;
        let mut before = tx.standings_between(tenant, after, page.last().map(|judged| judged.id)).await?;
        let (mut moves, mut changed): (BTreeMap<i64, i64>, Vec<(&Judged, i64)>) = (BTreeMap::new(), Vec::new());
        for judged in page {
            let standing = tx.standing(tenant, known, &judged.standing).await?;
            match before.remove(&judged.id.0) {
                Some((login, old)) if old == standing && login == judged.login => continue,
                Some((_, old)) => *moves.entry(old).or_default() -= 1,
                None => {}
            }
            *moves.entry(standing).or_default() += 1;
            changed.push((judged, standing));
        }
        let gone: BTreeSet<Uuid> = before.keys().copied().collect();
        for (_, old) in before.into_values() {
            *moves.entry(old).or_default() -= 1;
        }
        tx.put_standings(tenant, &changed).await?;
        tx.drop_standings(tenant, &gone).await?;
        tx.count_standings(tenant, &moves).await?;
        tx.commit().await?;
        Ok(u64::try_from(changed.len().saturating_add(gone.len())).unwrap_or(u64::MAX))
    }
}

impl Tx {
    async fn standings_between(
        &mut self,
        tenant: TenantId,
        after: AccountId,
        last: Option<AccountId>,
    ) -> Result<HashMap<Uuid, (String, i64)>, StoreError> {
        const SQL: &str = "SELECT account_id, login, standing FROM coverage_accounts WHERE tenant = $1 \
             AND account_id > $2 AND account_id <= $3";
        let last = last.map_or(Uuid::max(), |last| last.0);
        let rows: Vec<(Uuid, String, i64)> =
            on_tx!(self, e => sqlx::query_as(SQL).bind(tenant.0).bind(after.0).bind(last).fetch_all(e).await)?;
        Ok(rows.into_iter().map(|(id, login, standing)| (id, (login, standing))).collect())
    }

    /// The number of a standing, which it is given when it is new.
    async fn standing(
        &mut self,
        tenant: TenantId,
        known: &mut Standings,
        standing: &Standing,
    ) -> Result<i64, StoreError> {
        const MAKE: &str = "INSERT INTO coverage_standings (tenant, id, policy, class, enabled, registered, capable, \
             stale, kinds, reason, accounts) SELECT $1, COALESCE(MAX(id), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, 0 \
             FROM coverage_standings WHERE tenant = $1";
        if let Some(id) = known.0.get(standing) {
            return Ok(*id);
        }
        // What this transaction makes is forgotten when it is not committed: read anew, never guessed.
        let find = |rows: Vec<Row>| -> Result<Option<i64>, StoreError> {
            for row in rows {
                let (id, found, _) = row.read()?;
                if found == *standing {
                    return Ok(Some(id));
                }
            }
            Ok(None)
        };
        let rows: Vec<Row> = on_tx!(self, e => sqlx::query_as(STANDINGS).bind(tenant.0).fetch_all(e).await)?;
        let id = match find(rows)? {
            Some(id) => id,
            None => {
                let reason = standing.reason.map_or(0, |code| i64::from(code.number()));
                on_tx!(self, e => sqlx::query(MAKE).bind(tenant.0).bind(&*standing.policy)
                    .bind(standing.class.as_str()).bind(standing.enabled).bind(standing.registered)
                    .bind(standing.capable).bind(standing.stale).bind(i64::from(standing.kinds.bits())).bind(reason)
                    .execute(e).await.map(drop))?;
                let rows: Vec<Row> = on_tx!(self, e => sqlx::query_as(STANDINGS).bind(tenant.0).fetch_all(e).await)?;
                find(rows)?.ok_or_else(|| StoreError::Corrupt("coverage_standings keeps nothing".to_owned()))?
            }
        };
        known.0.insert(standing.clone(), id);
        Ok(id)
    }

    async fn put_standings(&mut self, tenant: TenantId, changed: &[(&Judged, i64)]) -> Result<(), StoreError> {
        for rows in changed.chunks(ROWS) {
            let groups: Vec<String> =
                (0..rows.len()).map(|row| format!("($1,${},${},${})", row * 3 + 2, row * 3 + 3, row * 3 + 4)).collect();
            let sql = AssertSqlSafe(format!(
                "INSERT INTO coverage_accounts (tenant, account_id, login, standing) VALUES {} \
                 ON CONFLICT (tenant, account_id) DO UPDATE SET login = excluded.login, standing = excluded.standing",
                groups.join(",")
            ));
            on_tx!(self, e => {
                let mut query = sqlx::query(sql).bind(tenant.0);
                for (judged, standing) in rows {
                    query = query.bind(judged.id.0).bind(&judged.login).bind(*standing);
                }
                query.execute(e).await.map(drop)
            })?;
        }
        Ok(())
    }

    async fn drop_standings(&mut self, tenant: TenantId, gone: &BTreeSet<Uuid>) -> Result<(), StoreError> {
        let gone: Vec<Uuid> = gone.iter().copied().collect();
        for ids in gone.chunks(ROWS) {
            let sql = AssertSqlSafe(format!(
                "DELETE FROM coverage_accounts WHERE tenant = $1 AND account_id IN ({})",
                list(2, ids.len())
            ));
            on_tx!(self, e => {
                let mut query = sqlx::query(sql).bind(tenant.0);
                for id in ids {
                    query = query.bind(*id);
                }
                query.execute(e).await.map(drop)
            })?;
        }
        Ok(())
    }

    async fn count_standings(&mut self, tenant: TenantId, moves: &BTreeMap<i64, i64>) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE coverage_standings SET accounts = accounts + $3 WHERE tenant = $1 AND id = $2";
        for (standing, by) in moves.iter().filter(|(_, by)| **by != 0) {
            on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(*standing).bind(*by).execute(e).await.map(drop))?;
        }
        Ok(())
    }
}
