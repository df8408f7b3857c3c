//! Finding people by the beginnings of words, in the order of the words: a range of an index, never a scan.

use std::{collections::HashMap, fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as URL_SAFE_NO_PAD};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    Store,
    db::on_db,
    directory_accounts::{ListedAccount, Row, list, listed},
    error::StoreError,
};
use crate::domain::{
    account::{AccountId, TenantId},
    scan::{PeopleQuery, Signature},
};

/// Most terms that are counted, and that a search by several words passes over for one page; the next page goes on
/// there.
const MANY: i64 = 30_000;
/// Rows of candidates read together when other words must match too.
pub(super) const CHUNK: usize = 50;
/// Most candidates looked at for one page; the next page goes on there.
const MOST: usize = 400;

/// Where a list goes on: behind this account, found by this word, or in the order of places. Goes into addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleAfter {
    pub(super) word: usize,
    /// What the account is in, of a list in that order.
    pub(super) path: Option<Vec<u8>>,
    pub(super) term: String,
    pub(super) id: AccountId,
}

impl fmt::Display for PeopleAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.word)?;
        if let Some(path) = &self.path {
            write!(f, "-{}", URL_SAFE_NO_PAD.encode(path))?;
        }
        write!(f, ".{}.{}", self.id.0.simple(), self.term)
    }
}

impl FromStr for PeopleAfter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(());
        let first = part()?;
        let (word, path) = first.split_once('-').map_or((first, None), |(word, path)| (word, Some(path)));
        let word = word.parse().map_err(drop)?;
        let path = path.map(|path| URL_SAFE_NO_PAD.decode(path).map_err(drop)).transpose()?;
        let id = AccountId(Uuid::try_parse(part()?).map_err(drop)?);
        Ok(Self { word, path, id, term: part()?.to_owned() })
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
    words: String,
    #[sqlx(flatten)]
    row: Row,
}

/// A term and whose it is: where in the index.
pub(super) type Term = (Vec<u8>, Uuid);

/// Where a search for `word` begins.
pub(super) fn start(word: &str, after: Option<&PeopleAfter>) -> Term {
    after.map_or_else(|| (word.as_bytes().to_vec(), Uuid::nil()), |a| (a.term.as_bytes().to_vec(), a.id.0))
}

/// The conditions that words of a query add, with parameters from `first` on.
pub(super) fn conditions(query: &PeopleQuery, first: usize) -> String {
    let own = query.own.iter().map(|_| "words");
    let columns = own.chain(query.domains.iter().map(|_| "domains"));
    (first..).zip(columns).map(|(n, column)| format!(" AND a.{column} LIKE ${n}")).collect()
}

/// A word that begins so, wherever it stands. Words hold no wildcard.
pub(super) fn pattern(word: &str) -> String {
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
        let (lead, few) = match after {
            Some(after) => (after.word, false),
            None => self.rarest(tenant, &query.own).await?,
        };
        let Some(word) = query.own.get(lead) else { return Ok(PeoplePage::default()) };
        // One word: whoever has a term is found. More: no further than so many terms.
        let alone = few || query.own.len() == 1 && query.domains.is_empty();
        let at = start(word, after);
        let end = if alone { None } else { self.many_on(tenant, word, &at).await? };
        self.search_by(tenant, &query, (lead, word), (at, end), limit).await
    }

    /// Which of these words begins the fewest terms, as far as it is worth to count; and whether those are few.
    pub(super) async fn rarest(&self, tenant: TenantId, words: &[String]) -> Result<(usize, bool), StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM directory_terms WHERE tenant = $1 AND term >= $2 \
             AND term < $3 LIMIT $4) AS alike";
        if words.len() < 2 {
            return Ok((0, false));
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
        Ok((least.1, least.0 < MANY))
    }

    async fn search_by(
        &self,
        tenant: TenantId,
        query: &PeopleQuery,
        (lead, word): (usize, &str),
        (mut at, end): (Term, Option<Term>),
        limit: u32,
    ) -> Result<PeoplePage, StoreError> {
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let alone = query.own.len() == 1 && query.domains.is_empty();
        let asked = if alone { Signature::default() } else { query.signature() };
        let (mut page, mut looked) = (PeoplePage::default(), 0_usize);
        let go_on = |(term, id): &Term| PeopleAfter {
            word: lead,
            path: None,
            term: String::from_utf8_lossy(term).into_owned(),
            id: AccountId(*id),
        };
        while looked < MOST {
            let missing = wanted.saturating_sub(page.people.len()).saturating_add(1);
            let chunk = if alone { missing.min(MOST) } else { CHUNK };
            let terms = self.terms(tenant, word, (&at, end.as_ref()), asked, chunk).await?;
            looked = looked.saturating_add(terms.len());
            let last = terms.len() < chunk;
            let ids: Vec<Uuid> = terms.iter().map(|(_, id)| *id).collect();
            let mut accounts = self.accounts(tenant, &ids, query).await?;
            for (term, id) in terms {
                // Somebody whose several words begin so is found by the first of them only.
                let first =
                    accounts.get(&id).and_then(|f| f.words.split_whitespace().find(|own| own.starts_with(word)));
                let hit = first.is_some_and(|first| first.as_bytes() == term);
                if hit && page.people.len() == wanted {
                    page.next = Some(go_on(&at));
                    return Ok(page);
                }
                if hit && let Some(found) = accounts.remove(&id) {
                    page.people.push(found.row.read()?);
                }
                at = (term, id);
            }
            if last {
                page.next = end.as_ref().map(go_on);
                return Ok(page);
            }
        }
        page.next = Some(go_on(&at));
        Ok(page)
    }

    /// The term that is [`MANY`] behind `at` among those that begin with `word`, if there are so many.
    pub(super) async fn many_on(&self, tenant: TenantId, word: &str, at: &Term) -> Result<Option<Term>, StoreError> {
        const SQL: &str = "SELECT term, account_id FROM directory_terms WHERE tenant = $1 \
             AND (term, account_id) > ($2, $3) AND term < $4 ORDER BY term, account_id LIMIT 1 OFFSET $5";
        let (_, to) = range(word);
        Ok(on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(&at.0).bind(at.1).bind(to).bind(MANY)
            .fetch_optional(e).await)?)
    }

    /// The next terms that begin with `word`, and whose they are, after the first and up to the second of `span`;
    /// only those whose account may have everything that `asked` was made of.
    async fn terms(
        &self,
        tenant: TenantId,
        word: &str,
        (at, end): (&Term, Option<&Term>),
        asked: Signature,
        count: usize,
    ) -> Result<Vec<Term>, StoreError> {
        const SQL: &str = "SELECT term, account_id FROM directory_terms WHERE tenant = $1 \
             AND (term, account_id) > ($2, $3) AND (term, account_id) <= ($4, $5) AND (low & $6) = $6 \
             AND (high & $7) = $7 ORDER BY term, account_id LIMIT $8";
        let (_, to) = range(word);
        let (to, last) = end.map_or((to, Uuid::nil()), |(term, id)| (term.clone(), *id));
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        Ok(on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(&at.0).bind(at.1).bind(to).bind(last)
            .bind(asked.low).bind(asked.high).bind(count).fetch_all(e).await)?)
    }

    /// Those of these accounts that have words for all of `query`.
    async fn accounts(
        &self,
        tenant: TenantId,
        ids: &[Uuid],
        query: &PeopleQuery,
    ) -> Result<HashMap<Uuid, Found>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = AssertSqlSafe(format!(
            listed!("SELECT a.words, ", " FROM directory_accounts AS a WHERE a.tenant = $1 AND a.account_id IN ({}){}"),
            list(2, ids.len()),
            conditions(query, 2 + ids.len())
        ));
        let rows: Vec<Found> = on_db!(&self.db, e => {
            let mut statement = sqlx::query_as(sql).bind(tenant.0);
            for id in ids {
                statement = statement.bind(*id);
            }
            for word in query.own.iter().chain(&query.domains) {
                statement = statement.bind(pattern(word));
            }
            statement.fetch_all(e).await
        })?;
        Ok(rows.into_iter().map(|found| (found.row.id(), found)).collect())
    }

    /// Everybody, by login name.
    async fn list_people(
        &self,
        tenant: TenantId,
        query: &PeopleQuery,
        after: Option<&PeopleAfter>,
        limit: u32,
    ) -> Result<PeoplePage, StoreError> {
        let sql = format!(
            listed!(
                "SELECT ",
                " FROM directory_accounts AS a WHERE a.tenant = $1 AND (a.login, a.account_id) > ($2, $3) \
                 AND a.gone_at IS NULL{} ORDER BY a.login, a.account_id LIMIT $4"
            ),
            conditions(query, 5),
        );
        let (login, id) = after.map_or(("", Uuid::nil()), |after| (after.term.as_str(), after.id.0));
        let sql = AssertSqlSafe(sql);
        let rows: Vec<Row> = on_db!(&self.db, e => {
            let mut statement =
                sqlx::query_as(sql).bind(tenant.0).bind(login).bind(id).bind(i64::from(limit).saturating_add(1));
            for word in &query.domains {
                statement = statement.bind(pattern(word));
            }
            statement.fetch_all(e).await
        })?;
        let mut people = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = people.len() > wanted;
        people.truncate(wanted);
        let last = people.last().filter(|_| more);
        let next = last.map(|last| PeopleAfter { word: 0, path: None, term: last.login.clone(), id: last.id });
        Ok(PeoplePage { people, next })
    }
}

/// The terms that begin with `word`: no UTF-8 text holds a byte of 0xFF.
pub(super) fn range(word: &str) -> (Vec<u8>, Vec<u8>) {
    (word.as_bytes().to_vec(), [word.as_bytes(), &[0xff]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_list_goes_on_survives_an_address() {
        for term in ["smith", "", "a.b c", "müller"] {
            for path in [None, Some(Vec::new()), Some(b"dc=test\0ou=a.b-c\0".to_vec())] {
                let after = PeopleAfter { word: 2, path, term: term.to_owned(), id: AccountId(Uuid::from_u128(7)) };
                assert_eq!(after.to_string().parse(), Ok(after));
            }
        }
        for nonsense in
            ["", "1", "1.2.3", "1-%.00000000000000000000000000000007.a", "x.00000000000000000000000000000007.a"]
        {
            assert_eq!(nonsense.parse::<PeopleAfter>(), Err(()));
        }
    }
}
