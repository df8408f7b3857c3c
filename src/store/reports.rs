//! The audit log folded into figures: exactly once, since the position moves in the transaction that writes them.

use std::collections::{BTreeMap, HashMap};

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    directory_accounts::list,
    error::StoreError,
    sealed::time,
};
use crate::domain::{
    account::{AccountId, TenantId},
    funnel::{Counter, Ending, Journey, Span, Stage, Told, Way, counted},
    time::Timestamp,
};

/// Rows in one statement.
const ROWS: usize = 60;

#[derive(sqlx::FromRow)]
struct EventRow {
    seq: i64,
    at: i64,
    kind: String,
    outcome: String,
    account_id: Option<Uuid>,
    flow_id: Option<Uuid>,
    support_id: Option<String>,
    code: Option<i64>,
    detail: String,
}

/// A journey as its row holds it.
#[derive(sqlx::FromRow)]
pub(super) struct JourneyRow {
    pub(super) flow_id: Uuid,
    pub(super) day: i64,
    started_at: i64,
    ended_at: Option<i64>,
    stage: i64,
    ending: String,
    reason: String,
    support_id: Option<String>,
    account_id: Option<Uuid>,
}

/// The columns of [`JourneyRow`].
macro_rules! journey {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "flow_id, day, started_at, ended_at, stage, ending, reason, support_id, account_id FROM report_journeys ",
            $after
        )
    };
}
pub(super) use journey;

impl JourneyRow {
    pub(super) fn read(self) -> Result<(Uuid, i64, Journey), StoreError> {
        let odd = || StoreError::Corrupt("report_journeys holds something else".to_owned());
        let way = Way {
            stage: Stage::from_number(self.stage).ok_or_else(odd)?,
            ending: Ending::parse(&self.ending).ok_or_else(odd)?,
            reason: self.reason,
        };
        let journey = Journey {
            started_at: Timestamp(self.started_at),
            ended_at: time(self.ended_at),
            way,
            support_id: self.support_id,
            account: self.account_id.map(AccountId),
        };
        Ok((self.flow_id, self.day, journey))
    }
}

/// What a batch of events comes to.
#[derive(Default)]
struct Folded {
    /// Journeys by flow, with the day they began.
    journeys: HashMap<Uuid, (i64, Journey)>,
    /// How each of them stood before; none for new ones.
    before: HashMap<Uuid, Way>,
    /// Those that changed.
    touched: Vec<Uuid>,
    /// By day, counter, subject.
    counts: BTreeMap<(i64, Counter, String), i64>,
}

impl Folded {
    fn take(&mut self, flow: Option<Uuid>, told: &Told, day: i64) {
        for (counter, subject) in counted(told) {
            *self.counts.entry((day, counter, subject)).or_default() += 1;
        }
        let Some(flow) = flow else { return };
        let Some((_, journey)) = self.journeys.get_mut(&flow) else {
            if let Some(journey) = Journey::begun_by(told) {
                self.journeys.insert(flow, (day, journey));
                self.touched.push(flow);
            }
            return;
        };
        let (old, ended) = (journey.clone(), journey.ended_at);
        journey.take(told);
        if let (None, Some(end)) = (ended, journey.ended_at) {
            let span = Span::of(end.since(journey.started_at).as_secs_f64());
            *self.counts.entry((day, Counter::Took, span.subject())).or_default() += 1;
        }
        if *journey != old {
            self.touched.push(flow);
        }
    }

    /// By day and way: how many journeys more or fewer stand so.
    fn moves(&self) -> BTreeMap<(i64, Way), i64> {
        let mut moves: BTreeMap<(i64, Way), i64> = BTreeMap::new();
        for flow in &self.touched {
            let Some((day, journey)) = self.journeys.get(flow) else { continue };
            if let Some(before) = self.before.get(flow) {
                *moves.entry((*day, before.clone())).or_default() -= 1;
            }
            *moves.entry((*day, journey.way.clone())).or_default() += 1;
        }
        moves.retain(|_, by| *by != 0);
        moves
    }
}

impl Store {
    /// How far the audit log was folded, when, and how long the log is: the last number and the newest.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn folded(&self, tenant: TenantId) -> Result<(i64, Option<Timestamp>, i64), StoreError> {
        const FOLDED: &str = "SELECT seq, folded_at FROM report_state WHERE tenant = $1";
        const HEAD: &str = "SELECT seq FROM audit_heads WHERE tenant = $1";
        let state: Option<(i64, i64)> =
            on_db!(&self.db, e => sqlx::query_as(FOLDED).bind(tenant.0).fetch_optional(e).await)?;
        let head: Option<i64> = on_db!(&self.db, e => sqlx::query_scalar(HEAD).bind(tenant.0).fetch_optional(e).await)?;
        let (seq, at) = state.unwrap_or((0, 0));
        Ok((seq, (at > 0).then_some(Timestamp(at)), head.unwrap_or(0)))
    }

    /// Folds up to `limit` events behind the last one that was folded into the figures; returns how many. Several
    /// nodes may try at once: one of them does it. `day` tells on which day a time is.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another node was faster: nothing was written.
    pub async fn fold_audit(
        &self,
        tenant: TenantId,
        limit: u32,
        day: impl Fn(Timestamp) -> i64 + Send + Sync,
    ) -> Result<usize, StoreError> {
        const EVENTS: &str = "SELECT seq, at, kind, outcome, account_id, flow_id, support_id, code, detail \
             FROM audit_events WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3";
        let (from, _, _) = self.folded(tenant).await?;
        let rows: Vec<EventRow> = on_db!(&self.db, e => sqlx::query_as(EVENTS).bind(tenant.0).bind(from)
            .bind(i64::from(limit)).fetch_all(e).await)?;
        let Some(to) = rows.last().map(|row| row.seq) else { return Ok(0) };
        let count = rows.len();
        let mut tx = self.begin().await?;
        tx.move_fold(tenant, from, to).await?;
        let mut folded = tx.journeys_of(tenant, &rows).await?;
        for row in rows {
            let flow = row.flow_id;
            let told = told(row)?;
            folded.take(flow, &told, day(told.at));
        }
        folded.touched.sort_unstable();
        folded.touched.dedup();
        tx.write_folded(tenant, &folded).await?;
        tx.commit().await?;
        Ok(count)
    }
}

fn told(row: EventRow) -> Result<Told, StoreError> {
    let detail: serde_json::Value = serde_json::from_str(&row.detail)
        .map_err(|_| StoreError::Corrupt("audit_events.detail is no JSON".to_owned()))?;
    let facts = detail.as_object().into_iter().flatten();
    Ok(Told {
        at: Timestamp(row.at),
        kind: row.kind,
        outcome: row.outcome,
        account: row.account_id.map(AccountId),
        support_id: row.support_id,
        code: row.code.and_then(|code| u16::try_from(code).ok()),
        detail: facts.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect(),
    })
}

impl Tx {
    /// Moves the position; a conflict when it is no longer where it was.
    async fn move_fold(&mut self, tenant: TenantId, from: i64, to: i64) -> Result<(), StoreError> {
        const MAKE: &str = "INSERT INTO report_state (tenant, seq, folded_at) VALUES ($1, 0, 0) \
             ON CONFLICT (tenant) DO NOTHING";
        const MOVE: &str = "UPDATE report_state SET seq = $3, folded_at = $4 WHERE tenant = $1 AND seq = $2";
        on_tx!(self, e => sqlx::query(MAKE).bind(tenant.0).execute(e).await.map(drop))?;
        let now = self.now().millis();
        let moved = on_tx!(self, e => sqlx::query(MOVE).bind(tenant.0).bind(from).bind(to).bind(now).execute(e).await
            .map(|d| d.rows_affected()))?;
        if moved == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// The journeys, as they stand, of the flows that these events are of.
    async fn journeys_of(&mut self, tenant: TenantId, rows: &[EventRow]) -> Result<Folded, StoreError> {
        let mut flows: Vec<Uuid> = rows.iter().filter_map(|row| row.flow_id).collect();
        flows.sort_unstable();
        flows.dedup();
        let mut folded = Folded::default();
        for ids in flows.chunks(400) {
            let sql = AssertSqlSafe(format!(
                journey!("SELECT ", "WHERE tenant = $1 AND flow_id IN ({})"),
                list(2, ids.len())
            ));
            let found: Vec<JourneyRow> = on_tx!(self, e => {
                let mut query = sqlx::query_as(sql).bind(tenant.0);
                for id in ids {
                    query = query.bind(*id);
                }
                query.fetch_all(e).await
            })?;
            for row in found {
                let (flow, day, journey) = row.read()?;
                folded.before.insert(flow, journey.way.clone());
                folded.journeys.insert(flow, (day, journey));
            }
        }
        Ok(folded)
    }

    async fn write_folded(&mut self, tenant: TenantId, folded: &Folded) -> Result<(), StoreError> {
        const COUNT: &str = "INSERT INTO report_days (tenant, day, counter, subject, times) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, day, counter, subject) \
             DO UPDATE SET times = report_days.times + excluded.times";
        const WAY: &str = "INSERT INTO report_journey_days (tenant, day, stage, ending, reason, journeys) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, day, stage, ending, reason) \
             DO UPDATE SET journeys = report_journey_days.journeys + excluded.journeys";
        for rows in folded.touched.chunks(ROWS) {
            self.put_journeys(tenant, folded, rows).await?;
        }
        for ((day, way), by) in folded.moves() {
            on_tx!(self, e => sqlx::query(WAY).bind(tenant.0).bind(day).bind(way.stage.number())
                .bind(way.ending.as_str()).bind(&way.reason).bind(by).execute(e).await.map(drop))?;
        }
        for ((day, counter, subject), times) in &folded.counts {
            on_tx!(self, e => sqlx::query(COUNT).bind(tenant.0).bind(*day).bind(counter.as_str()).bind(subject)
                .bind(*times).execute(e).await.map(drop))?;
        }
        Ok(())
    }

    async fn put_journeys(&mut self, tenant: TenantId, folded: &Folded, flows: &[Uuid]) -> Result<(), StoreError> {
        let found: Vec<_> = flows.iter().filter_map(|flow| Some((*flow, folded.journeys.get(flow)?))).collect();
        if found.is_empty() {
            return Ok(());
        }
        let group = |row: usize| {
            let numbers: Vec<String> = (2..=10).map(|column| format!("${}", row * 9 + column)).collect();
            format!("($1,{})", numbers.join(","))
        };
        let sql = AssertSqlSafe(format!(
            "INSERT INTO report_journeys (tenant, flow_id, day, started_at, ended_at, stage, ending, reason, \
             support_id, account_id) VALUES {} ON CONFLICT (tenant, flow_id) DO UPDATE SET \
             ended_at = excluded.ended_at, stage = excluded.stage, ending = excluded.ending, \
             reason = excluded.reason, account_id = excluded.account_id",
            (0..found.len()).map(group).collect::<Vec<_>>().join(",")
        ));
        on_tx!(self, e => {
            let mut query = sqlx::query(sql).bind(tenant.0);
            for (flow, (day, journey)) in &found {
                query = query.bind(*flow).bind(*day).bind(journey.started_at.millis())
                    .bind(journey.ended_at.map(Timestamp::millis)).bind(journey.way.stage.number())
                    .bind(journey.way.ending.as_str()).bind(&journey.way.reason)
                    .bind(journey.support_id.as_deref()).bind(journey.account.map(|account| account.0));
            }
            query.execute(e).await.map(drop)
        })?;
        Ok(())
    }
}
