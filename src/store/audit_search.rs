//! Finding one's way in the audit log: by person, time, kind, outcome and support id, as single events or as journeys:
//! one row for each flow, which unfolds to its events.

use uuid::Uuid;

use super::{
    Store,
    audit::{EventFilter, EventsBy, Row, StoredEvent, login_digest},
    db::on_db,
    error::StoreError,
};
use crate::domain::{
    account::{AccountId, TenantId},
    event::Outcome,
    time::Timestamp,
};

/// Clocks of several nodes differ: records around a time are looked at with this slack.
const SLACK: std::time::Duration = std::time::Duration::from_secs(3600);
/// Most events of one journey that are shown.
const MOST_EVENTS: u32 = 500;

/// Whose events.
#[derive(Debug, Clone, Default)]
pub enum Who {
    /// Anybody's.
    #[default]
    Anyone,
    /// A login name's, and those of the account that it belonged to last.
    Login(String),
    /// An account's.
    Account(AccountId),
    /// Those with a support id.
    SupportId(String),
    /// Those of one flow.
    Flow(Uuid),
}

/// What to look for; all of it holds.
#[derive(Debug, Clone)]
pub struct Search {
    /// Whose log.
    pub tenant: TenantId,
    /// Whose events.
    pub who: Who,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Only this kind ([`crate::domain::event::EventKind::as_str`]).
    pub kind: Option<String>,
    /// Only this outcome.
    pub outcome: Option<String>,
}

impl Search {
    /// Everything of a tenant.
    #[must_use]
    pub const fn all(tenant: TenantId) -> Self {
        Self { tenant, who: Who::Anyone, since: None, until: None, kind: None, outcome: None }
    }
}

/// Which way to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Newest first: those before this record, or from the newest on.
    Before(Option<i64>),
    /// Oldest first: those after this record.
    After(i64),
}

impl Page {
    /// Which of two statements, and the record that it begins beside: never outside of what is looked at.
    fn edge(self, bounds: &Bounds) -> (usize, i64) {
        match self {
            Self::Before(seq) => (0, seq.unwrap_or(i64::MAX).min(bounds.to)),
            Self::After(seq) => (1, seq.max(bounds.from.saturating_sub(1))),
        }
    }
}

/// One flow, or one event that belongs to none.
#[derive(Debug, Clone)]
pub struct Journey {
    /// For the next page: [`Store::journeys`].
    pub key: i64,
    /// Its flow.
    pub flow: Option<Uuid>,
    /// Its events, oldest first; at least one.
    pub events: Vec<StoredEvent>,
}

/// Kinds that say how a journey ended, whatever comes behind them.
const ENDS: [&str; 4] = ["password.reset", "password.changed", "account.unlocked", "security-info.completed"];

impl Journey {
    /// The event that says best what became of it: how it ended, else the last thing that happened.
    #[must_use]
    pub fn headline(&self) -> Option<&StoredEvent> {
        let end = self.events.iter().rev().find(|event| ENDS.contains(&event.kind.as_str()));
        end.or(self.events.last())
    }

    /// The person's name, if it is still known.
    #[must_use]
    pub fn login(&self) -> Option<&str> {
        self.events.iter().find_map(|event| event.personal.as_ref()?.login.as_deref())
    }
}

/// The span of records to look in (`$2`, `$3`) and the record to begin beside (`$8`). A plus keeps SQLite from taking
/// the index of a column: without it, it takes the way through everybody's records, which for one person's or one
/// kind's are seconds where theirs are milliseconds.
macro_rules! span {
    (everybody newest) => {
        "AND e.seq >= $2 AND +e.seq < $3 AND e.seq < $8 "
    };
    (everybody oldest) => {
        "AND +e.seq >= $2 AND e.seq < $3 AND e.seq > $8 "
    };
    (keyed newest) => {
        "AND +e.seq >= $2 AND +e.seq < $3 AND e.seq < $8 "
    };
    (keyed oldest) => {
        "AND +e.seq >= $2 AND +e.seq < $3 AND e.seq > $8 "
    };
    (listed newest) => {
        "AND +e.seq >= $2 AND +e.seq < $3 AND +e.seq < $8 "
    };
    (listed oldest) => {
        "AND +e.seq >= $2 AND +e.seq < $3 AND +e.seq > $8 "
    };
}

macro_rules! order {
    (newest) => {
        " ORDER BY e.seq DESC LIMIT $9"
    };
    (oldest) => {
        " ORDER BY e.seq ASC LIMIT $9"
    };
}

/// One text per way to look, so that each finds its index, and per way to page.
macro_rules! events {
    ($how:ident $way:ident, $condition:expr) => {
        concat!(
            "SELECT e.seq, e.id, e.at, e.kind, e.outcome, e.account_id, e.flow_id, e.support_id, e.code, e.detail, \
             e.sealed FROM audit_events e WHERE e.tenant = $1 AND +e.at >= $4 AND +e.at < $5 \
             AND ($6 = '' OR e.kind = $6) AND ($7 = '' OR e.outcome = $7) ",
            span!($how $way),
            $condition,
            order!($way)
        )
    };
    ($how:ident, $condition:expr) => {
        [events!($how newest, $condition), events!($how oldest, $condition)]
    };
}

/// The newest matching event of each flow: the keys of journeys.
macro_rules! heads {
    ($how:ident $way:ident, $condition:expr, $later:literal) => {
        concat!(
            "SELECT e.seq, e.flow_id, e.id FROM audit_events e WHERE e.tenant = $1 AND +e.at >= $4 AND +e.at < $5 \
             AND ($6 = '' OR e.kind = $6) AND ($7 = '' OR e.outcome = $7) ",
            span!($how $way),
            $condition,
            " AND (e.flow_id IS NULL OR NOT EXISTS (SELECT 1 FROM audit_events l WHERE l.tenant = $1 \
             AND l.flow_id = e.flow_id AND l.seq > e.seq AND l.seq < $3 AND l.at >= $4 AND l.at < $5 \
             AND ($6 = '' OR l.kind = $6) AND ($7 = '' OR l.outcome = $7) ",
            $later,
            "))",
            order!($way)
        )
    };
    ($how:ident, $condition:expr, $later:literal) => {
        [heads!($how newest, $condition, $later), heads!($how oldest, $condition, $later)]
    };
}

/// The records of a login name and of an account, each by its index.
macro_rules! of_person {
    () => {
        "AND e.seq IN (SELECT p.seq FROM audit_events p WHERE p.tenant = $1 AND p.login_digest = $10 \
         UNION SELECT p.seq FROM audit_events p WHERE p.tenant = $1 AND p.account_id = $11)"
    };
}

/// The statements of one way to show what was found, by what it is found by; each for [`Page::Before`] and
/// [`Page::After`].
struct Statements {
    all: [&'static str; 2],
    person: [&'static str; 2],
    account: [&'static str; 2],
    support: [&'static str; 2],
    kind: [&'static str; 2],
    /// Not of what went well, which most events did.
    outcome: [&'static str; 2],
    kind_outcome: [&'static str; 2],
    flow: [&'static str; 2],
}

const EVENTS: Statements = Statements {
    all: events!(everybody, ""),
    person: events!(listed, of_person!()),
    account: events!(keyed, "AND e.account_id = $10"),
    support: events!(keyed, "AND e.support_id = $10"),
    kind: events!(keyed, "AND e.kind = $10"),
    outcome: events!(keyed, "AND e.outcome = $10 AND e.outcome <> 'success'"),
    kind_outcome: events!(keyed, "AND e.kind = $10 AND e.outcome = $11 AND e.outcome <> 'success'"),
    flow: events!(keyed, "AND e.flow_id = $10"),
};

const HEADS: Statements = Statements {
    all: heads!(everybody, "", ""),
    person: heads!(listed, of_person!(), "AND (l.login_digest = $10 OR l.account_id = $11)"),
    account: heads!(keyed, "AND e.account_id = $10", "AND l.account_id = $10"),
    support: heads!(keyed, "AND e.support_id = $10", "AND l.support_id = $10"),
    kind: heads!(keyed, "AND e.kind = $10", "AND l.kind = $10"),
    outcome: heads!(keyed, "AND e.outcome = $10 AND e.outcome <> 'success'", "AND l.outcome = $10"),
    kind_outcome: heads!(
        keyed,
        "AND e.kind = $10 AND e.outcome = $11 AND e.outcome <> 'success'",
        "AND l.kind = $10 AND l.outcome = $11"
    ),
    flow: heads!(keyed, "AND e.flow_id = $10", "AND l.flow_id = $10"),
};

/// Times as spans of records, with the rest of what all statements bind.
struct Bounds {
    from: i64,
    to: i64,
    since: i64,
    until: i64,
    kind: String,
    outcome: String,
}

/// How to find them.
enum Key {
    All,
    Person(Vec<u8>, Uuid),
    Account(Uuid),
    Support(String),
    Kind(String),
    Outcome(String),
    KindOutcome(String, String),
    Flow(Uuid),
}

impl Store {
    /// One page of single events, with their personal part opened.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search_events(&self, search: &Search, page: Page, limit: u32) -> Result<Vec<StoredEvent>, StoreError> {
        let bounds = self.bounds(search).await?;
        let (pick, edge) = page.edge(&bounds);
        macro_rules! fetch {
            ($sql:expr $(, $value:expr)*) => {
                match $sql.get(pick) {
                    Some(sql) => on_db!(&self.db, e => sqlx::query_as::<_, Row>(*sql).bind(search.tenant.0)
                        .bind(bounds.from).bind(bounds.to).bind(bounds.since).bind(bounds.until).bind(&bounds.kind)
                        .bind(&bounds.outcome).bind(edge).bind(i64::from(limit))$(.bind($value))*.fetch_all(e).await)?,
                    None => Vec::new(),
                }
            };
        }
        let rows: Vec<Row> = match self.key_of(search).await? {
            Key::All => fetch!(EVENTS.all),
            Key::Person(digest, account) => fetch!(EVENTS.person, digest.as_slice(), account),
            Key::Account(account) => fetch!(EVENTS.account, account),
            Key::Support(id) => fetch!(EVENTS.support, id.as_str()),
            Key::Kind(kind) => fetch!(EVENTS.kind, kind.as_str()),
            Key::Outcome(outcome) => fetch!(EVENTS.outcome, outcome.as_str()),
            Key::KindOutcome(kind, outcome) => fetch!(EVENTS.kind_outcome, kind.as_str(), outcome.as_str()),
            Key::Flow(flow) => fetch!(EVENTS.flow, flow),
        };
        self.open_events(search.tenant, rows).await
    }

    /// One page of journeys, the one with the newest matching event first, or the oldest first. A journey is there when
    /// one of its events matches; the page's number is the [`Journey::key`] of the last one of the page before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn journeys(&self, search: &Search, page: Page, limit: u32) -> Result<Vec<Journey>, StoreError> {
        let bounds = self.bounds(search).await?;
        let (pick, edge) = page.edge(&bounds);
        macro_rules! fetch {
            ($sql:expr $(, $value:expr)*) => {
                match $sql.get(pick) {
                    Some(sql) => on_db!(&self.db, e => sqlx::query_as::<_, (i64, Option<Uuid>, Uuid)>(*sql)
                        .bind(search.tenant.0).bind(bounds.from).bind(bounds.to).bind(bounds.since).bind(bounds.until)
                        .bind(&bounds.kind).bind(&bounds.outcome).bind(edge).bind(i64::from(limit))$(.bind($value))*
                        .fetch_all(e).await)?,
                    None => Vec::new(),
                }
            };
        }
        let heads = match self.key_of(search).await? {
            Key::All => fetch!(HEADS.all),
            Key::Person(digest, account) => fetch!(HEADS.person, digest.as_slice(), account),
            Key::Account(account) => fetch!(HEADS.account, account),
            Key::Support(id) => fetch!(HEADS.support, id.as_str()),
            Key::Kind(kind) => fetch!(HEADS.kind, kind.as_str()),
            Key::Outcome(outcome) => fetch!(HEADS.outcome, outcome.as_str()),
            Key::KindOutcome(kind, outcome) => fetch!(HEADS.kind_outcome, kind.as_str(), outcome.as_str()),
            Key::Flow(flow) => fetch!(HEADS.flow, flow),
        };
        let mut journeys = Vec::with_capacity(heads.len());
        for (key, flow, _) in heads {
            journeys.push(Journey { key, flow, events: self.unfold(search.tenant, key, flow).await? });
        }
        Ok(journeys)
    }

    /// The events of a journey, oldest first.
    async fn unfold(&self, tenant: TenantId, key: i64, flow: Option<Uuid>) -> Result<Vec<StoredEvent>, StoreError> {
        let mut filter =
            EventFilter { tenant, by: EventsBy::All, since: None, until: None, before_seq: None, limit: MOST_EVENTS };
        match flow {
            Some(flow) => filter.by = EventsBy::Flow(flow),
            None => {
                filter.before_seq = key.checked_add(1);
                filter.limit = 1;
            }
        }
        let mut events = self.events(&filter).await?;
        events.reverse();
        Ok(events)
    }

    async fn bounds(&self, search: &Search) -> Result<Bounds, StoreError> {
        let from = match search.since {
            Some(since) => self.first_record_from(search.tenant, since.before(SLACK)).await?,
            None => i64::MIN,
        };
        let to = match search.until {
            Some(until) => self.first_record_from(search.tenant, until.after(SLACK)).await?,
            None => i64::MAX,
        };
        Ok(Bounds {
            from,
            to,
            since: search.since.map_or(i64::MIN, Timestamp::millis),
            until: search.until.map_or(i64::MAX, Timestamp::millis),
            kind: search.kind.clone().unwrap_or_default(),
            outcome: search.outcome.clone().unwrap_or_default(),
        })
    }

    async fn key_of(&self, search: &Search) -> Result<Key, StoreError> {
        const LAST: &str = "SELECT account_id FROM audit_events WHERE tenant = $1 AND login_digest = $2 \
             AND account_id IS NOT NULL ORDER BY seq DESC LIMIT 1";
        Ok(match &search.who {
            Who::Anyone => {
                let unwell = search.outcome.clone().filter(|outcome| outcome != Outcome::Success.as_str());
                match (search.kind.clone(), unwell) {
                    (Some(kind), Some(outcome)) => Key::KindOutcome(kind, outcome),
                    (Some(kind), None) => Key::Kind(kind),
                    (None, Some(outcome)) => Key::Outcome(outcome),
                    (None, None) => Key::All,
                }
            }
            Who::Flow(flow) => Key::Flow(*flow),
            Who::Account(account) => Key::Account(account.0),
            Who::SupportId(id) => Key::Support(id.clone()),
            Who::Login(login) => {
                // A name that no account can have finds nothing.
                let digest = login_digest(&self.keyring, login);
                let digest = digest.map(|digest| digest.as_bytes().to_vec()).unwrap_or_default();
                let tenant = search.tenant.0;
                let last: Option<Uuid> = on_db!(&self.db, e => sqlx::query_scalar(LAST).bind(tenant)
                    .bind(digest.as_slice()).fetch_optional(e).await)?;
                // Nobody's account has this id.
                Key::Person(digest, last.unwrap_or(Uuid::max()))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Row as _, sqlite::SqlitePoolOptions};

    use super::{EVENTS, HEADS, Statements};
    /// How SQLite finds the events of a statement: the lines of its plan, outermost first.
    async fn plan(pool: &sqlx::SqlitePool, statement: &'static str) -> String {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let rows = sqlx::query(explain).fetch_all(pool).await.unwrap();
        rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("; ")
    }

    /// A page of one person, one kind or one support id in a log of a million events is there in milliseconds only
    /// where its own index leads to it.
    #[tokio::test]
    async fn each_way_to_look_has_an_index_of_its_own() {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        sqlx::migrate!("./migrations/sqlite").run(&pool).await.unwrap();
        for Statements { all, person, account, support, kind, outcome, kind_outcome, flow } in [EVENTS, HEADS] {
            for (statements, starts) in [
                (all, "SEARCH e USING INDEX sqlite_autoindex_audit_events_1 (tenant=? AND seq>? AND seq<?)"),
                (person, "SEARCH e USING INDEX sqlite_autoindex_audit_events_1 (tenant=? AND seq=?)"),
                (account, "SEARCH e USING INDEX audit_events_account (tenant=? AND account_id=? AND seq"),
                (support, "SEARCH e USING INDEX audit_events_support (tenant=? AND support_id=? AND seq"),
                (kind, "SEARCH e USING INDEX audit_events_kind (tenant=? AND kind=? AND seq"),
                (outcome, "SEARCH e USING INDEX audit_events_outcome (tenant=? AND outcome=? AND seq"),
                (
                    kind_outcome,
                    "SEARCH e USING INDEX audit_events_kind_outcome (tenant=? AND kind=? AND outcome=? AND seq",
                ),
                (flow, "SEARCH e USING INDEX audit_events_flow (tenant=? AND flow_id=? AND seq"),
            ] {
                for statement in statements {
                    let plan = plan(&pool, statement).await;
                    assert!(plan.starts_with(starts), "{plan}: {statement}");
                    assert!(!plan.contains("ORDER BY"), "it reads everything first: {plan}: {statement}");
                }
            }
            let [newest, _] = person;
            let plan = plan(&pool, newest).await;
            assert!(plan.contains("audit_events_login (tenant=? AND login_digest=?)"), "{plan}");
            assert!(plan.contains("audit_events_account (tenant=? AND account_id=?)"), "{plan}");
        }
    }
}
