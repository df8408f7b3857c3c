//! `latchkey audit`.

use std::{
    io::{self, BufWriter, Write as _},
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use serde_json::json;

use super::{Audit, AuditFilter, ExportFormat, output};
use crate::{
    app::{SystemClock, key_file, open_store, open_store_to_read},
    config::Config,
    crypto::{keyring::Keyring, random::SystemRng},
    domain::{account::TenantId, csv, entra, export::moment, time::Timestamp},
    store::{
        Store,
        audit::StoredEvent,
        audit_search::{Journey, Page, Search, Who},
        audit_verify::VerifyError,
    },
};

/// Events that are read at once.
const PAGE: u32 = 1000;
/// The heading of a CSV export.
const COLUMNS: [&str; 15] = [
    "seq",
    "id",
    "at",
    "kind",
    "activity",
    "outcome",
    "code",
    "support_id",
    "account",
    "flow",
    "detail",
    "login",
    "contact",
    "address",
    "agent",
];

/// Does what was asked of the audit log.
pub async fn run(command: Audit) -> ExitCode {
    let done = match command {
        Audit::Verify(file) => verify(&file.config).await,
        Audit::List { file, filter, limit, journeys: false, json } => list(&file.config, &filter, limit, json).await,
        Audit::List { file, filter, limit, journeys: true, json } => journeys(&file.config, &filter, limit, json).await,
        Audit::Export { file, filter, format, personal } => export(&file.config, &filter, format, personal).await,
        Audit::Forget { file, login } => forget(&file.config, &login).await,
    };
    done.unwrap_or_else(|error| match error.downcast_ref::<io::Error>() {
        // Whoever read the output has seen enough.
        Some(cause) if cause.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        _ => output::fail(format_args!("{error:#}")),
    })
}

async fn open(file: &Path) -> anyhow::Result<Store> {
    let config = Config::load(file)?;
    let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
    Ok(open_store_to_read(&config, &keyring).await?)
}

fn search(filter: &AuditFilter) -> anyhow::Result<Search> {
    let who = match (&filter.login, &filter.support_id) {
        (Some(login), _) => Who::Login(login.clone()),
        (None, Some(id)) => Who::SupportId(id.clone()),
        (None, None) => Who::Anyone,
    };
    Ok(Search {
        tenant: TenantId::DEFAULT,
        who,
        since: filter.since.as_deref().map(time).transpose()?,
        until: filter.until.as_deref().map(time).transpose()?,
        kind: filter.kind.clone(),
        outcome: filter.outcome.clone(),
    })
}

/// A day or a time, UTC.
fn time(text: &str) -> anyhow::Result<Timestamp> {
    let at: Result<jiff::Timestamp, _> = text.parse();
    let at = at.or_else(|_| format!("{text}T00:00:00Z").parse());
    let at = at.map_err(|_| anyhow::anyhow!("{text:?} is no time; write 2026-11-21 or 2026-11-21T09:30:00Z"))?;
    Ok(Timestamp(at.as_millisecond()))
}

async fn verify(file: &Path) -> anyhow::Result<ExitCode> {
    let store = open(file).await?;
    let verified = store.verify_audit(TenantId::DEFAULT).await;
    store.close().await;
    match verified {
        Ok(report) => {
            output::say(format_args!(
                "The audit log holds: {} records, {} checkpoints, nothing altered, left out or put in.",
                report.events, report.checkpoints
            ));
            Ok(ExitCode::SUCCESS)
        }
        Err(VerifyError::Bad(bad)) => Ok(output::fail(format_args!(
            "{bad}; it is the first record that does not hold. Keep a copy of the database as it is and see docs/operations.md"
        ))),
        Err(VerifyError::Store(error)) => Err(error.into()),
    }
}

async fn list(file: &Path, filter: &AuditFilter, limit: u32, as_json: bool) -> anyhow::Result<ExitCode> {
    let (search, store) = (search(filter)?, open(file).await?);
    let (mut before, mut left) = (None, limit);
    while left > 0 {
        let events = store.search_events(&search, Page::Before(before), left.min(PAGE)).await?;
        let Some(last) = events.last().map(|event| event.seq) else { break };
        before = Some(last);
        left = left.saturating_sub(u32::try_from(events.len()).unwrap_or(u32::MAX));
        for event in &events {
            if as_json { output::say(json(event, true)) } else { output::say(line(event)) }
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn journeys(file: &Path, filter: &AuditFilter, limit: u32, as_json: bool) -> anyhow::Result<ExitCode> {
    let (search, store) = (search(filter)?, open(file).await?);
    let (mut after, mut left) = (None, limit);
    while left > 0 {
        let page = store.journeys(&search, after, left.min(100)).await?;
        let Some(last) = page.last().map(|journey| journey.key) else { break };
        after = Some(last);
        left = left.saturating_sub(u32::try_from(page.len()).unwrap_or(u32::MAX));
        for journey in &page {
            if as_json { output::say(journey_json(journey)) } else { say_journey(journey) }
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn say_journey(journey: &Journey) {
    let Some(headline) = journey.headline() else { return };
    let login: String = journey.login().unwrap_or("-").escape_debug().collect();
    let support = headline.support_id.as_deref().unwrap_or("-");
    let code = headline.code.map(|code| format!(" LK-{code:04}")).unwrap_or_default();
    let begun = journey.events.first().map(when).unwrap_or_default();
    output::say(format_args!(
        "{begun} {support:<9} {:<28} {:<8} {login}{code} ({})",
        headline.kind,
        headline.outcome,
        entra::name(&headline.kind)
    ));
    for event in &journey.events {
        output::say(format_args!("    {}", line(event)));
    }
}

fn journey_json(journey: &Journey) -> serde_json::Value {
    let headline = journey.headline();
    json!({
        "flow": journey.flow,
        "begun": journey.events.first().map(when),
        "ended": journey.events.last().map(when),
        "kind": headline.map(|event| &event.kind),
        "activity": headline.map(|event| entra::name(&event.kind)),
        "outcome": headline.map(|event| &event.outcome),
        "code": headline.and_then(|event| event.code).map(|code| format!("LK-{code:04}")),
        "support_id": headline.and_then(|event| event.support_id.as_deref()),
        "account": journey.events.iter().find_map(|event| event.account).map(|account| account.0),
        "login": journey.login(),
        "events": journey.events.iter().map(|event| json(event, true)).collect::<Vec<_>>(),
    })
}

/// One page is held at a time, whatever the length of the log.
async fn export(file: &Path, filter: &AuditFilter, format: ExportFormat, personal: bool) -> anyhow::Result<ExitCode> {
    let (search, store) = (search(filter)?, open(file).await?);
    let mut out = BufWriter::new(io::stdout());
    if format == ExportFormat::Csv {
        out.write_all(csv::line(COLUMNS).as_bytes())?;
    }
    let mut after = 0;
    loop {
        let events = store.search_events(&search, Page::After(after), PAGE).await?;
        let Some(last) = events.last().map(|event| event.seq) else { break };
        after = last;
        for event in &events {
            match format {
                ExportFormat::Json => writeln!(out, "{}", json(event, personal))?,
                ExportFormat::Csv => out.write_all(row(event, personal).as_bytes())?,
            }
        }
    }
    out.flush()?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn row(event: &StoredEvent, personal: bool) -> String {
    let named = event.personal.as_ref().filter(|_| personal);
    let client = named.and_then(|personal| personal.client.as_ref());
    let text = |value: Option<String>| value.unwrap_or_default();
    let cells = [
        event.seq.to_string(),
        event.id.to_string(),
        when(event),
        event.kind.clone(),
        entra::name(&event.kind).to_owned(),
        event.outcome.clone(),
        text(event.code.map(|code| format!("LK-{code:04}"))),
        text(event.support_id.clone()),
        text(event.account.map(|account| account.0.to_string())),
        text(event.flow.map(|flow| flow.to_string())),
        event.detail.to_string(),
        text(named.and_then(|personal| personal.login.clone())),
        text(named.and_then(|personal| personal.contact.clone())),
        text(client.map(|client| client.address.to_string())),
        text(client.map(|client| client.agent.clone())),
    ];
    csv::line(cells.iter().map(String::as_str))
}

async fn forget(file: &Path, login: &str) -> anyhow::Result<ExitCode> {
    let config = Config::load(file)?;
    let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
    let store = open_store(&config, &keyring, &(Arc::new(SystemClock) as _), &(Arc::new(SystemRng) as _)).await?;
    let erased = store.forget_person(TenantId::DEFAULT, login).await?;
    store.close().await;
    output::say(format_args!("The personal part of {erased} events was erased. `latchkey audit verify` still holds."));
    Ok(ExitCode::SUCCESS)
}

fn when(event: &StoredEvent) -> String {
    moment(event.at)
}

fn line(event: &StoredEvent) -> String {
    let login = event.personal.as_ref().and_then(|p| p.login.as_deref()).unwrap_or("-");
    let code = event.code.map(|code| format!(" LK-{code:04}")).unwrap_or_default();
    let detail: Vec<String> = event
        .detail
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect();
    let support = event.support_id.as_deref().unwrap_or("-");
    // A name may hold anything that was typed: nothing of it may act on the terminal.
    let login: String = login.escape_debug().collect();
    format!(
        "{:>6} {} {support:<9} {:<28} {:<8} {login}{code} {}",
        event.seq,
        when(event),
        event.kind,
        event.outcome,
        detail.join(" ")
    )
}

fn json(event: &StoredEvent, personal: bool) -> serde_json::Value {
    json!({
        "seq": event.seq,
        "id": event.id,
        "at": when(event),
        "kind": event.kind,
        "activity": entra::name(&event.kind),
        "outcome": event.outcome,
        "account": event.account.map(|account| account.0),
        "flow": event.flow,
        "support_id": event.support_id,
        "code": event.code.map(|code| format!("LK-{code:04}")),
        "detail": event.detail,
        "personal": event.personal.as_ref().filter(|_| personal),
    })
}
