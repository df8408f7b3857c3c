//! Finding people in parts of the directory, for who is limited to them. Where somebody is, is a path from the root down:
//! a part is one range of an index. A small part is read in that order; in a large one words are looked for as everywhere,
//! and many of their people are there.

use std::collections::BTreeSet;

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    Store,
    db::{on_db, on_tx},
    directory_accounts::{Row, listed},
    error::StoreError,
    people_search::{CHUNK, PeopleAfter, PeoplePage, Term, conditions, pattern, range, start},
};
use crate::domain::{
    account::{AccountId, TenantId},
    dn::{self, Place},
    scan::PeopleQuery,
};

/// A part with fewer people is small: each search may read them all. Of a larger one, enough people have any common word.
const SMALL: i64 = 5_000;
/// Rows whose path is filled in together.
const FILL: i64 = 500;

#[derive(sqlx::FromRow)]
struct InOrder {
    path: Vec<u8>,
    #[sqlx(flatten)]
    row: Row,
}

#[derive(sqlx::FromRow)]
struct ByWord {
    term: Vec<u8>,
    words: String,
    #[sqlx(flatten)]
    row: Row,
}

/// Parts in the order of their paths, none within another.
fn apart(places: &BTreeSet<Place>) -> Vec<&Place> {
    let mut all: Vec<&Place> = Vec::new();
    for place in places {
        // Whatever is within one comes right behind it.
        if !all.last().is_some_and(|outer| place.path().starts_with(outer.path())) {
            all.push(place);
        }
    }
    all
}

impl Store {
    /// As [`Store::search_people`], among who is in one of `places`. Without a word the list is in the order of places.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search_people_in(
        &self,
        tenant: TenantId,
        places: &BTreeSet<Place>,
        text: &str,
        after: Option<&PeopleAfter>,
        limit: u32,
    ) -> Result<PeoplePage, StoreError> {
        let (query, places) = (PeopleQuery::parse(text), apart(places));
        let in_order = match after {
            Some(after) => after.path.is_some(),
            None => query.own.is_empty() || self.is_small(tenant, &places).await?,
        };
        if in_order || query.own.is_empty() {
            return self.people_in_order(tenant, &places, &query, after, limit).await;
        }
        let lead = match after {
            Some(after) => after.word,
            None => self.rarest(tenant, &query.own).await?.0,
        };
        self.people_by_word(tenant, &places, &query, lead, after, limit).await
    }

    /// Whether all of these parts together have so few people that each search may read them all.
    async fn is_small(&self, tenant: TenantId, places: &[&Place]) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM directory_accounts WHERE tenant = $1 \
             AND path >= $2 AND path < $3 AND gone_at IS NULL LIMIT $4) AS there";
        let mut all = 0_i64;
        for place in places {
            let some: i64 = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(place.path())
                .bind(place.end()).bind(SMALL).fetch_one(e).await)?;
            all = all.saturating_add(some);
        }
        Ok(all < SMALL)
    }

    /// Everybody whom the query means, by place and login name.
    async fn people_in_order(
        &self,
        tenant: TenantId,
        places: &[&Place],
        query: &PeopleQuery,
        after: Option<&PeopleAfter>,
        limit: u32,
    ) -> Result<PeoplePage, StoreError> {
        let sql = format!(
            listed!(
                "SELECT a.path, ",
                " FROM directory_accounts AS a WHERE a.tenant = $1 AND (a.path, a.login, a.account_id) > ($2, $3, $4) \
                 AND a.path < $5 AND a.gone_at IS NULL{} ORDER BY a.path, a.login, a.account_id LIMIT $6"
            ),
            conditions(query, 7),
        );
        let from = after.map(|after| (after.path.as_deref().unwrap_or_default(), after.term.as_str(), after.id.0));
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut page = PeoplePage::default();
        let mut last = None;
        for place in places {
            // An address may say anything: nobody gets out of the parts with it.
            let first = (place.path(), "", Uuid::nil());
            let (path, login, id) = from.filter(|from| from.0 >= place.path()).unwrap_or(first);
            let missing = wanted.saturating_sub(page.people.len()).saturating_add(1);
            let missing = i64::try_from(missing).unwrap_or(i64::MAX);
            let rows: Vec<InOrder> = on_db!(&self.db, e => {
                let mut statement = sqlx::query_as(AssertSqlSafe(sql.clone())).bind(tenant.0).bind(path).bind(login)
                    .bind(id).bind(place.end()).bind(missing);
                for word in query.own.iter().chain(&query.domains) {
                    statement = statement.bind(pattern(word));
                }
                statement.fetch_all(e).await
            })?;
            for InOrder { path, row } in rows {
                if page.people.len() == wanted {
                    page.next = last;
                    return Ok(page);
                }
                let found = row.read()?;
                last = Some(PeopleAfter { word: 0, path: Some(path), term: found.login.clone(), id: found.id });
                page.people.push(found);
            }
        }
        Ok(page)
    }

    /// Everybody in these parts whom the query means, by the word that begins the fewest terms; no further than so many of
    /// them.
    async fn people_by_word(
        &self,
        tenant: TenantId,
        places: &[&Place],
        query: &PeopleQuery,
        lead: usize,
        after: Option<&PeopleAfter>,
        limit: u32,
    ) -> Result<PeoplePage, StoreError> {
        let Some(word) = query.own.get(lead) else { return Ok(PeoplePage::default()) };
        let mut at = start(word, after);
        let end = self.many_on(tenant, word, &at).await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut page = PeoplePage::default();
        let go_on = |(term, id): &Term| PeopleAfter {
            word: lead,
            path: None,
            term: String::from_utf8_lossy(term).into_owned(),
            id: AccountId(*id),
        };
        loop {
            let rows = self.terms_in(tenant, places, query, word, (&at, end.as_ref())).await?;
            let last = rows.len() < CHUNK;
            for ByWord { term, words, row } in rows {
                let id = row.id();
                // Somebody whose several words begin so is found by the first of them only.
                let first = words.split_whitespace().find(|own| own.starts_with(word.as_str()));
                if first.is_some_and(|first| first.as_bytes() == term) {
                    if page.people.len() == wanted {
                        page.next = Some(go_on(&at));
                        return Ok(page);
                    }
                    page.people.push(row.read()?);
                }
                at = (term, id);
            }
            if last {
                page.next = end.as_ref().map(go_on);
                return Ok(page);
            }
        }
    }

    /// The next terms that begin with `word`, of people in these parts whom the query means. The order of the tables is
    /// fixed: terms first.
    async fn terms_in(
        &self,
        tenant: TenantId,
        places: &[&Place],
        query: &PeopleQuery,
        word: &str,
        (at, end): (&Term, Option<&Term>),
    ) -> Result<Vec<ByWord>, StoreError> {
        let ranges = (0..places.len()).map(|n| format!("(a.path >= ${} AND a.path < ${})", 9 + 2 * n, 10 + 2 * n));
        let ranges: Vec<String> = ranges.collect();
        let sql = format!(
            listed!(
                "SELECT t.term, a.words, ",
                " FROM directory_terms AS t CROSS JOIN directory_accounts AS a WHERE t.tenant = $1 \
                 AND (t.term, t.account_id) > ($2, $3) AND (t.term, t.account_id) <= ($4, $5) \
                 AND (t.low & $6) = $6 AND (t.high & $7) = $7 AND a.tenant = t.tenant \
                 AND a.account_id = t.account_id AND a.gone_at IS NULL AND ({}){} \
                 ORDER BY t.term, t.account_id LIMIT $8"
            ),
            ranges.join(" OR "),
            conditions(query, 9 + 2 * places.len()),
        );
        let (_, to) = range(word);
        let (to, last) = end.map_or((to, Uuid::nil()), |(term, id)| (term.clone(), *id));
        let asked = query.signature();
        let count = i64::try_from(CHUNK).unwrap_or(i64::MAX);
        Ok(on_db!(&self.db, e => {
            let mut statement = sqlx::query_as(AssertSqlSafe(sql)).bind(tenant.0).bind(&at.0).bind(at.1).bind(to)
                .bind(last).bind(asked.low).bind(asked.high).bind(count);
            for place in places {
                statement = statement.bind(place.path()).bind(place.end());
            }
            for word in query.own.iter().chain(&query.domains) {
                statement = statement.bind(pattern(word));
            }
            statement.fetch_all(e).await
        })?)
    }

    /// Fills in where some accounts are that were written before paths were kept; how many. None are left when it is none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn fill_paths(&self, tenant: TenantId) -> Result<usize, StoreError> {
        const SOME: &str = "SELECT account_id, location FROM directory_accounts WHERE tenant = $1 AND path IS NULL \
             AND gone_at IS NULL LIMIT $2";
        const FILL_IN: &str =
            "UPDATE directory_accounts SET path = $3 WHERE tenant = $1 AND account_id = $2 AND path IS NULL";
        let rows: Vec<(Uuid, String)> =
            on_db!(&self.db, e => sqlx::query_as(SOME).bind(tenant.0).bind(FILL).fetch_all(e).await)?;
        if rows.is_empty() {
            return Ok(0);
        }
        let mut tx = self.begin().await?;
        for (id, location) in &rows {
            let path = dn::container(location).unwrap_or_default();
            on_tx!(tx, e => sqlx::query(FILL_IN).bind(tenant.0).bind(*id).bind(&path).execute(e).await.map(drop))?;
        }
        tx.commit().await?;
        Ok(rows.len())
    }
}
