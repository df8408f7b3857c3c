//! Finding people by the beginnings of words, in the order of the words: a range of an index, never a scan.

use std::{fmt, str::FromStr};

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    Store,
    db::on_db,
    directory_accounts::{ListedAccount, Row, listed},
    error::StoreError,
};
use crate::domain::{
    account::{AccountId, TenantId},
    scan::PeopleQuery,
};

/// More words than this begin alike: a search that has another word goes by that.
const MANY: i64 = 2_000;
/// Rows looked at for one page of a search; what is left is for the next page.
const ROUNDS: usize = 8;

/// Where a list goes on: behind this account, found by this word. Goes into addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleAfter {
    word: usize,
    term: String,
    id: AccountId,
}

impl fmt::Display for PeopleAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.word, self.id.0.simple(), self.term)
    }
}

impl FromStr for PeopleAfter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(());
        let word = part()?.parse().map_err(drop)?;
        let id = AccountId(Uuid::try_parse(part()?).map_err(drop)?);
        Ok(Self { word, id, term: part()?.to_owned() })
    }
}

/// People found.
#[derive(Debug, Clone, Default)]
pub struct PeoplePage {
    /// In order.
    pub people: Vec<ListedAccount>,
    /// Where the next page begins; `None` when there are no more. A page can be shorter than asked for, even empty,
    /// and not be the last.
    pub next: Option<PeopleAfter>,
}

#[derive(sqlx::FromRow)]
struct Found {
    term: Vec<u8>,
    words: String,
    #[sqlx(flatten)]
    row: Row,
}

/// The conditions that other words of a search add, from parameter `first` on.
fn others(count: usize, column: &str, first: usize) -> String {
    (0..count).map(|n| format!(" AND a.{column} LIKE ${}", first + n)).collect()
}

/// Words that begin so, wherever they stand. Words hold no wildcard.
fn begins(word: &str) -> String {
    format!("% {word}%")
}

impl Store {
    /// People who are there and in whose names or login names every word of `text` begins a word: case and accents
    /// do not matter. Without a word that is no domain it is everybody, by login name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search_people(
        &self,
        tenant: TenantId,
        text: &str,
        after: Option<&PeopleAfter>,
        limit: u32,
    ) -> Result<PeoplePage, StoreError> {
        let query = PeopleQuery::parse(text);
        if query.own.is_empty() {
            return self.list_people(tenant, &query, after, limit).await;
        }
        let lead = match after {
            Some(after) => after.word,
            None => self.rarest(tenant, &query.own).await?,
        };
        let Some(word) = query.own.get(lead) else { return Ok(PeoplePage::default()) };
        self.search_by(tenant, &query, (lead, word), after, limit).await
    }

    /// Which of these words begins the fewest terms, as far as it is worth to count.
    async fn rarest(&self, tenant: TenantId, words: &[String]) -> Result<usize, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM directory_terms WHERE tenant = $1 AND term >= $2 \
             AND term < $3 LIMIT $4) AS some";
        if words.len() < 2 {
            return Ok(0);
        }
        let mut least = (i64::MAX, 0);
        for (place, word) in words.iter().enumerate() {
            let (from, to) = range(word);
            let count: i64 = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(from).bind(to)
                .bind(MANY).fetch_one(e).await)?;
            if count < least.0 {
                least = (count, place);
            }
        }
        Ok(least.1)
    }

    async fn search_by(
        &self,
        tenant: TenantId,
        query: &PeopleQuery,
        (lead, word): (usize, &str),
        after: Option<&PeopleAfter>,
        limit: u32,
    ) -> Result<PeoplePage, StoreError> {
        let rest: Vec<String> = query.own.iter().filter(|w| *w != word).map(|w| begins(w)).collect();
        let domains: Vec<String> = query.domains.iter().map(|w| begins(w)).collect();
        let sql = format!(
            listed!(
                "SELECT t.term, a.words, ",
                " FROM directory_terms AS t CROSS JOIN directory_accounts AS a WHERE t.tenant = $1 AND t.term >= $2 \
                 AND t.term < $3 AND (t.term > $2 OR t.account_id > $4) AND a.tenant = t.tenant \
                 AND a.account_id = t.account_id{}{} ORDER BY t.term, t.account_id LIMIT $5"
            ),
            others(rest.len(), "words", 6),
            others(domains.len(), "domains", 6 + rest.len()),
        );
        let (_, to) = range(word);
        let mut at = after.map_or((word.as_bytes().to_vec(), Uuid::nil()), |a| (a.term.as_bytes().to_vec(), a.id.0));
        let mut page = PeoplePage::default();
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let asked = i64::from(limit).saturating_add(1);
        for _ in 0..ROUNDS {
            let sql = AssertSqlSafe(sql.clone());
            let rows: Vec<Found> = on_db!(&self.db, e => {
                let mut statement = sqlx::query_as(sql).bind(tenant.0).bind(&at.0).bind(&to).bind(at.1).bind(asked);
                for pattern in rest.iter().chain(&domains) {
                    statement = statement.bind(pattern);
                }
                statement.fetch_all(e).await
            })?;
            let all = i64::try_from(rows.len()).is_ok_and(|rows| rows < asked);
            for found in rows {
                if page.people.len() == wanted {
                    return Ok(page);
                }
                at = (found.term.clone(), found.row.id());
                page.next = Some(PeopleAfter {
                    word: lead,
                    term: String::from_utf8_lossy(&found.term).into_owned(),
                    id: AccountId(at.1),
                });
                // Somebody whose several words begin so is found by the first of them only.
                let first = found.words.split_whitespace().find(|own| own.starts_with(word));
                if first.is_some_and(|first| first.as_bytes() == found.term) {
                    page.people.push(found.row.read()?);
                }
            }
            if all {
                page.next = None;
                return Ok(page);
            }
        }
        Ok(page)
    }

    /// Everybody, by login name.
    async fn list_people(
        &self,
        tenant: TenantId,
        query: &PeopleQuery,
        after: Option<&PeopleAfter>,
        limit: u32,
    ) -> Result<PeoplePage, StoreError> {
        let domains: Vec<String> = query.domains.iter().map(|w| begins(w)).collect();
        let sql = format!(
            listed!(
                "SELECT ",
                " FROM directory_accounts AS a WHERE a.tenant = $1 AND a.login >= $2 AND (a.login > $2 \
                 OR a.account_id > $3) AND a.gone_at IS NULL{} ORDER BY a.login, a.account_id LIMIT $4"
            ),
            others(domains.len(), "domains", 5),
        );
        let (login, id) = after.map_or(("", Uuid::nil()), |after| (after.term.as_str(), after.id.0));
        let sql = AssertSqlSafe(sql);
        let rows: Vec<Row> = on_db!(&self.db, e => {
            let mut statement =
                sqlx::query_as(sql).bind(tenant.0).bind(login).bind(id).bind(i64::from(limit).saturating_add(1));
            for pattern in &domains {
                statement = statement.bind(pattern);
            }
            statement.fetch_all(e).await
        })?;
        let mut people = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = people.len() > wanted;
        people.truncate(wanted);
        let last = people.last().filter(|_| more);
        let next = last.map(|last| PeopleAfter { word: 0, term: last.login.clone(), id: last.id });
        Ok(PeoplePage { people, next })
    }
}

/// The terms that begin with `word`: no UTF-8 text holds a byte of 0xFF.
fn range(word: &str) -> (Vec<u8>, Vec<u8>) {
    (word.as_bytes().to_vec(), [word.as_bytes(), &[0xff]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_list_goes_on_survives_an_address() {
        for term in ["smith", "", "a.b c", "müller"] {
            let after = PeopleAfter { word: 2, term: term.to_owned(), id: AccountId(Uuid::from_u128(7)) };
            assert_eq!(after.to_string().parse(), Ok(after));
        }
        for nonsense in ["", "1", "1.2.3", "x.00000000000000000000000000000007.a"] {
            assert_eq!(nonsense.parse::<PeopleAfter>(), Err(()));
        }
    }
}
