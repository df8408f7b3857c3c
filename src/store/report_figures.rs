//! Reading the figures of days, the journeys behind them, and the price of a call.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    reports::{JourneyRow, journey},
};
use crate::domain::{
    account::TenantId,
    funnel::{Counter, Ending, Journey, Span, Stage, Way},
    time::Timestamp,
};

/// Which journeys: those that began on days from `since` to `until`, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyFilter {
    /// First day.
    pub since: i64,
    /// Last day.
    pub until: i64,
    /// Only those that came at least so far.
    pub least: Stage,
    /// Only those that came no further.
    pub most: Stage,
    /// Only those that ended so.
    pub ending: Option<Ending>,
    /// Only those with this reason; the empty one means "none".
    pub reason: Option<String>,
}

impl JourneyFilter {
    /// All that began on these days.
    #[must_use]
    pub const fn of_days(since: i64, until: i64) -> Self {
        Self { since, until, least: Stage::Started, most: Stage::Done, ending: None, reason: None }
    }

    /// Whether it means journeys that stand so.
    #[must_use]
    pub fn means(&self, way: &Way) -> bool {
        (self.least..=self.most).contains(&way.stage)
            && self.ending.is_none_or(|ending| ending == way.ending)
            && self.reason.as_ref().is_none_or(|reason| *reason == way.reason)
    }
}

/// Where a list of journeys goes on: behind (before) this one. Goes into addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JourneyBefore {
    /// The day it began.
    pub day: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// Its flow.
    pub flow: Uuid,
}

impl std::fmt::Display for JourneyBefore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.day, self.started_at.millis(), self.flow.simple())
    }
}

impl std::str::FromStr for JourneyBefore {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(());
        let day = part()?.parse().map_err(drop)?;
        let started_at = Timestamp(part()?.parse().map_err(drop)?);
        Ok(Self { day, started_at, flow: Uuid::try_parse(part()?).map_err(drop)? })
    }
}

/// A journey of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedJourney {
    /// Its flow.
    pub flow: Uuid,
    /// The day it began.
    pub day: i64,
    /// What it came to.
    pub journey: Journey,
}

impl ListedJourney {
    /// Where a list goes on behind it.
    #[must_use]
    pub const fn place(&self) -> JourneyBefore {
        JourneyBefore { day: self.day, started_at: self.journey.started_at, flow: self.flow }
    }
}

/// What a call to the help desk costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// In hundredths of the currency's unit.
    pub hundredths: i64,
    /// What stands behind the amount: `EUR`, `£`.
    pub currency: String,
}

impl Store {
    /// How many journeys of each day stand in each way.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn journey_days(
        &self,
        tenant: TenantId,
        since: i64,
        until: i64,
    ) -> Result<Vec<(i64, Way, u64)>, StoreError> {
        const SQL: &str = "SELECT day, stage, ending, reason, journeys FROM report_journey_days WHERE tenant = $1 \
             AND day >= $2 AND day <= $3 AND journeys > 0 ORDER BY day, stage, ending, reason";
        let rows: Vec<(i64, i64, String, String, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0)
            .bind(since).bind(until).fetch_all(e).await)?;
        let known = |(day, stage, ending, reason, count): (i64, i64, String, String, i64)| {
            let way = Way { stage: Stage::from_number(stage)?, ending: Ending::parse(&ending)?, reason };
            Some((day, way, u64::try_from(count).ok()?))
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// How often what happened on each day: day, counter, subject, times.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn counter_days(
        &self,
        tenant: TenantId,
        since: i64,
        until: i64,
    ) -> Result<Vec<(i64, Counter, String, u64)>, StoreError> {
        const SQL: &str = "SELECT day, counter, subject, times FROM report_days WHERE tenant = $1 AND day >= $2 \
             AND day <= $3 ORDER BY day, counter, subject";
        let rows: Vec<(i64, String, String, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0)
            .bind(since).bind(until).fetch_all(e).await)?;
        let known = |(day, counter, subject, times): (i64, String, String, i64)| {
            Some((day, Counter::parse(&counter)?, subject, u64::try_from(times).ok()?))
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// How often what happened on these days together, and how long resets took.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn counters(
        &self,
        tenant: TenantId,
        since: i64,
        until: i64,
    ) -> Result<(BTreeMap<(Counter, String), u64>, BTreeMap<Span, u64>), StoreError> {
        const SQL: &str = "SELECT counter, subject, CAST(SUM(times) AS BIGINT) FROM report_days WHERE tenant = $1 \
             AND day >= $2 AND day <= $3 GROUP BY counter, subject";
        let rows: Vec<(String, String, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(since)
            .bind(until).fetch_all(e).await)?;
        let (mut counts, mut spans) = (BTreeMap::new(), BTreeMap::new());
        for (counter, subject, times) in rows {
            let times = u64::try_from(times).unwrap_or(0);
            match Counter::parse(&counter) {
                Some(Counter::Took) => {
                    if let Some(span) = Span::parse(&subject) {
                        spans.insert(span, times);
                    }
                }
                Some(counter) => {
                    counts.insert((counter, subject), times);
                }
                None => {}
            }
        }
        Ok((counts, spans))
    }

    /// Up to `limit` journeys that a filter means, the newest first, behind `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn listed_journeys(
        &self,
        tenant: TenantId,
        filter: &JourneyFilter,
        before: Option<&JourneyBefore>,
        limit: u32,
    ) -> Result<Vec<ListedJourney>, StoreError> {
        const SQL: &str = journey!(
            "SELECT ",
            "WHERE tenant = $1 AND day >= $2 AND day <= $3 AND (day, started_at, flow_id) < ($4, $5, $6) \
             AND stage >= $7 AND stage <= $8 AND ($9 = '' OR ending = $9) AND ($10 = '*' OR reason = $10) \
             ORDER BY day DESC, started_at DESC, flow_id DESC LIMIT $11"
        );
        let (day, at, flow) =
            before.map_or((i64::MAX, i64::MAX, Uuid::max()), |b| (b.day, b.started_at.millis(), b.flow));
        let ending = filter.ending.map_or("", Ending::as_str);
        let reason = filter.reason.as_deref().unwrap_or("*");
        let rows: Vec<JourneyRow> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(filter.since)
            .bind(filter.until).bind(day).bind(at).bind(flow).bind(filter.least.number()).bind(filter.most.number())
            .bind(ending).bind(reason).bind(i64::from(limit)).fetch_all(e).await)?;
        rows.into_iter()
            .map(|row| row.read().map(|(flow, day, journey)| ListedJourney { flow, day, journey }))
            .collect()
    }

    /// The price of a call; `None` until somebody says it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn call_price(&self, tenant: TenantId) -> Result<Option<Price>, StoreError> {
        const SQL: &str = "SELECT hundredths, currency FROM report_prices WHERE tenant = $1";
        let row: Option<(i64, String)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_optional(e).await)?;
        Ok(row.map(|(hundredths, currency)| Price { hundredths, currency }))
    }
}

impl Tx {
    /// Writes the price of a call.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_call_price(&mut self, tenant: TenantId, price: &Price) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO report_prices (tenant, hundredths, currency, changed_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (tenant) DO UPDATE SET hundredths = excluded.hundredths, \
             currency = excluded.currency, changed_at = excluded.changed_at";
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(price.hundredths).bind(&price.currency).bind(now)
            .execute(e).await.map(drop))?;
        Ok(())
    }
}
