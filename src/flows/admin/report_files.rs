//! Reports as files: CSV with a heading and no formulas, or JSON, one object a line. A page of rows is made at a time
//! and handed over, so that a file may have any length.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::reports::Period;
use crate::{
    domain::{
        account::{AccountId, TenantId},
        coverage::figure::Question,
        csv,
        export::moment,
        security_info::Kind,
    },
    store::{
        Store, StoreError,
        coverage::Judged,
        coverage_facts::Described,
        report_figures::{JourneyBefore, JourneyFilter, ListedJourney},
    },
};

/// Accounts or journeys that are read at once.
const PAGE: u32 = 1_000;

/// Which report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// People: a line for each account that a figure counts.
    People(Question),
    /// A line for each reset.
    Journeys(JourneyFilter),
    /// A line for each day, policy and figure of coverage.
    Coverage(Period),
    /// A line for each day, and each thing that was counted on it.
    Days(Period),
}

impl Report {
    /// The stable name, in the names of files and in the audit log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::People(_) => "people",
            Self::Journeys(_) => "resets",
            Self::Coverage(_) => "coverage",
            Self::Days(_) => "days",
        }
    }

    /// The heading of a CSV file, which is also the keys of JSON objects.
    const fn columns(&self) -> &'static [&'static str] {
        match self {
            Self::People(_) => &[
                "userPrincipalName",
                "userDisplayName",
                "login",
                "id",
                "policy",
                "class",
                "isSsprEnabled",
                "isSsprRegistered",
                "isSsprCapable",
                "isMfaCapable",
                "isPasswordlessCapable",
                "methodsRegistered",
                "isStale",
                "reason",
                "registeredDateTime",
                "lastUpdatedDateTime",
            ],
            Self::Journeys(_) => &[
                "startedDateTime",
                "supportId",
                "userPrincipalName",
                "login",
                "id",
                "stage",
                "result",
                "reason",
                "seconds",
            ],
            Self::Coverage(_) => &["date", "policy", "figure", "accounts"],
            Self::Days(_) => &["date", "counter", "subject", "times"],
        }
    }
}

/// How a file looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a heading; no cell is a formula (R102).
    Csv,
    /// One JSON object a line.
    Json,
}

impl Format {
    /// The stable name, and the end of the file's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Csv, Self::Json].into_iter().find(|format| format.as_str() == name)
    }
}

/// Where a file stands.
enum Place {
    Begin,
    Account(AccountId),
    Journey(JourneyBefore),
    Day(i64, String, String),
    Rest(VecDeque<Vec<Value>>),
    End,
}

/// A file under way.
pub struct File {
    store: Store,
    tenant: TenantId,
    report: Report,
    format: Format,
    place: Place,
    headed: bool,
    /// How a day is written.
    day_name: fn(i64) -> String,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").field("report", &self.report).field("format", &self.format).finish_non_exhaustive()
    }
}

impl File {
    /// A file that begins. `day_name` writes a day.
    #[must_use]
    pub fn new(
        (store, tenant): (Store, TenantId),
        report: Report,
        format: Format,
        day_name: fn(i64) -> String,
    ) -> Self {
        Self { store, tenant, report, format, place: Place::Begin, headed: false, day_name }
    }

    /// The next part of it; `None` behind the last. A part may be empty.
    ///
    /// # Errors
    /// [`StoreError`]: what was handed over is not the whole file.
    pub async fn next(&mut self) -> Result<Option<String>, StoreError> {
        let mut out = String::new();
        if !self.headed {
            self.headed = true;
            if self.format == Format::Csv {
                out.push_str(&csv::line(self.report.columns().iter().copied()));
            }
        } else if matches!(self.place, Place::End) {
            return Ok(None);
        }
        if !matches!(self.place, Place::End) {
            for row in self.rows().await? {
                self.write(&mut out, &row);
            }
        }
        Ok(Some(out))
    }

    fn write(&self, out: &mut String, row: &[Value]) {
        match self.format {
            Format::Json => {
                let object: serde_json::Map<String, Value> =
                    self.report.columns().iter().map(|name| (*name).to_owned()).zip(row.iter().cloned()).collect();
                out.push_str(&Value::Object(object).to_string());
                out.push('\n');
            }
            Format::Csv => {
                let cells: Vec<String> = row.iter().map(cell).collect();
                out.push_str(&csv::line(cells.iter().map(String::as_str)));
            }
        }
    }

    async fn rows(&mut self) -> Result<Vec<Vec<Value>>, StoreError> {
        match self.report.clone() {
            Report::People(question) => self.people(&question).await,
            Report::Journeys(filter) => self.journeys(&filter).await,
            Report::Coverage(period) => self.coverage(period).await,
            Report::Days(period) => self.days(period).await,
        }
    }

    async fn people(&mut self, question: &Question) -> Result<Vec<Vec<Value>>, StoreError> {
        let (store, tenant) = (&self.store, self.tenant);
        let after = match &self.place {
            Place::Account(id) => *id,
            _ => AccountId(uuid::Uuid::nil()),
        };
        let (judged, last) = store.covered_by_id(tenant, question, after, PAGE).await?;
        let ids: Vec<AccountId> = judged.iter().map(|judged| judged.id).collect();
        let described = store.described(tenant, &ids).await?;
        self.place = last.map_or(Place::End, Place::Account);
        Ok(judged.iter().map(|judged| person(judged, described.get(&judged.id))).collect())
    }

    async fn journeys(&mut self, filter: &JourneyFilter) -> Result<Vec<Vec<Value>>, StoreError> {
        let (store, tenant) = (&self.store, self.tenant);
        let before = match &self.place {
            Place::Journey(before) => Some(*before),
            _ => None,
        };
        let found = store.listed_journeys(tenant, filter, before.as_ref(), PAGE).await?;
        let ids: Vec<AccountId> = found.iter().filter_map(|listed| listed.journey.account).collect();
        let described = store.described(tenant, &ids).await?;
        self.place = found.last().map_or(Place::End, |last| Place::Journey(last.place()));
        let whose = |listed: &ListedJourney| listed.journey.account.and_then(|id| described.get(&id));
        Ok(found.iter().map(|listed| journey(listed, whose(listed))).collect())
    }

    async fn coverage(&mut self, period: Period) -> Result<Vec<Vec<Value>>, StoreError> {
        let (store, tenant) = (&self.store, self.tenant);
        let after = match &self.place {
            Place::Day(day, policy, figure) => (*day, policy.as_str(), figure.as_str()),
            _ => (period.since, "", ""),
        };
        let rows = store.coverage_days(tenant, after, period.until, PAGE).await?;
        self.place =
            rows.last().map_or(Place::End, |(day, policy, figure, _)| Place::Day(*day, policy.clone(), figure.clone()));
        let name = self.day_name;
        Ok(rows
            .into_iter()
            .map(|(day, policy, figure, accounts)| {
                let policy = if policy.is_empty() { "(all)".to_owned() } else { policy };
                vec![json!(name(day)), json!(policy), json!(figure), json!(accounts)]
            })
            .collect())
    }

    /// The days are few: one row for each thing that happened on each.
    async fn days(&mut self, period: Period) -> Result<Vec<Vec<Value>>, StoreError> {
        let name = self.day_name;
        let mut rest = match std::mem::replace(&mut self.place, Place::End) {
            Place::Rest(rest) => rest,
            _ => {
                let (store, tenant) = (&self.store, self.tenant);
                let mut rows = VecDeque::new();
                for (day, way, count) in store.journey_days(tenant, period.since, period.until).await? {
                    let (ending, stage) = (way.ending.as_str(), way.stage.as_str());
                    let subject = format!("{stage} {ending} {}", way.reason);
                    rows.push_back(vec![json!(name(day)), json!("resets"), json!(subject.trim_end()), json!(count)]);
                }
                for (day, counter, subject, times) in store.counter_days(tenant, period.since, period.until).await? {
                    rows.push_back(vec![json!(name(day)), json!(counter.as_str()), json!(subject), json!(times)]);
                }
                rows
            }
        };
        let some: Vec<_> = rest.drain(..rest.len().min(1_000)).collect();
        self.place = if rest.is_empty() { Place::End } else { Place::Rest(rest) };
        Ok(some)
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(cell).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

/// As Microsoft Entra's user registration details have it. "MFA capable" has a passkey, an app or a phone;
/// "passwordless capable" has a passkey.
fn person(judged: &Judged, described: Option<&Described>) -> Vec<Value> {
    let standing = &judged.standing;
    let strong = [Kind::Passkey, Kind::App, Kind::Phone].into_iter().any(|kind| standing.kinds.contains(kind));
    let account = described.map(|described| &described.account);
    vec![
        json!(account.and_then(|account| account.principal.as_deref())),
        json!(account.map(|account| &account.display_name)),
        json!(judged.login),
        json!(judged.id.0),
        json!(&*standing.policy),
        json!(standing.class.as_str()),
        json!(standing.enabled),
        json!(standing.registered),
        json!(standing.capable),
        json!(strong),
        json!(standing.kinds.contains(Kind::Passkey)),
        json!(standing.kinds.iter().map(Kind::as_str).collect::<Vec<_>>()),
        json!(standing.stale),
        json!(standing.reason.map(|code| code.to_string())),
        json!(described.and_then(|described| described.registered_at).map(moment)),
        json!(described.and_then(|described| described.confirmed_at).map(moment)),
    ]
}

fn journey(listed: &ListedJourney, described: Option<&Described>) -> Vec<Value> {
    let journey = &listed.journey;
    let account = described.map(|described| &described.account);
    vec![
        json!(moment(journey.started_at)),
        json!(journey.support_id),
        json!(account.and_then(|account| account.principal.as_deref())),
        json!(account.map(|account| &account.login)),
        json!(journey.account.map(|id| id.0)),
        json!(journey.way.stage.as_str()),
        json!(journey.way.ending.as_str()),
        json!(journey.way.reason),
        json!(journey.ended_at.map(|end| end.since(journey.started_at).as_secs())),
    ]
}
