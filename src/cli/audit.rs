//! `latchkey audit`.

use std::{
    io::{self, BufWriter, IsTerminal as _, Write as _},
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use serde_json::json;

use super::{Audit, AuditFilter, AuditVerify, ExportFormat, output};
use crate::{
    app::{SystemClock, key_file, open_store, open_store_to_read},
    config::Config,
    crypto::{keyring::Keyring, random::SystemRng},
    domain::{account::TenantId, entra, export::moment, time::Timestamp},
    flows::audit_export::{Export, Format, object},
    store::{
        Db, Store,
        audit::StoredEvent,
        audit_forget::{Forget, Forgotten},
        audit_search::{Journey, Page, Search, Who},
        audit_verify::{VerifyError, verify_telling},
    },
};

/// Events that are read at once.
const PAGE: u32 = 1000;

/// Does what was asked of the audit log.
pub async fn run(command: Audit) -> ExitCode {
    let done = match command {
        Audit::Verify(options) => verify(&options).await,
        Audit::List { file, filter, limit, journeys: false, json } => list(&file.config, &filter, limit, json).await,
        Audit::List { file, filter, limit, journeys: true, json } => journeys(&file.config, &filter, limit, json).await,
        Audit::Export { file, filter, format, personal } => export(&file.config, &filter, format, personal).await,
        Audit::Forget { file, who, look } => forget(&file.config, &who, look).await,
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

/// With the keys of a configuration, or without any: then only the hashes are looked at, on a copy that has no key beside
/// it (R150).
async fn verify(options: &AuditVerify) -> anyhow::Result<ExitCode> {
    let (db, keyring) = if options.without_keys {
        let url = options.database.as_deref().unwrap_or_default();
        (Db::open_read_only(url).await?, None)
    } else {
        let config = Config::load(&options.file.config)?;
        let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
        let url = options.database.as_deref().unwrap_or_else(|| config.database.url());
        let store = Store::open_to_read(url, Arc::clone(&keyring), Arc::new(SystemClock), Arc::new(SystemRng)).await?;
        (store.db().clone(), Some(keyring))
    };
    let watched = io::stderr().is_terminal();
    let mut told = std::time::Instant::now();
    let verified = verify_telling(&db, keyring.as_deref(), TenantId::DEFAULT, |done, of| {
        if watched && told.elapsed() > std::time::Duration::from_secs(1) {
            told = std::time::Instant::now();
            output::complain(format_args!("{done} of {of} records"));
        }
    })
    .await;
    db.close().await;
    match verified {
        Ok(report) => {
            output::say(format_args!(
                "The audit log holds: {} records, {} checkpoints, nothing altered, left out or put in.",
                report.events, report.checkpoints
            ));
            if !report.keyed {
                output::say("Only the hashes were looked at: who has the database can make them. The keys tell more.");
            }
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
            if as_json { output::say(object(event, true)) } else { output::say(line(event)) }
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn journeys(file: &Path, filter: &AuditFilter, limit: u32, as_json: bool) -> anyhow::Result<ExitCode> {
    let (search, store) = (search(filter)?, open(file).await?);
    let (mut after, mut left) = (None, limit);
    while left > 0 {
        let page = store.journeys(&search, Page::Before(after), left.min(100)).await?;
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
        "events": journey.events.iter().map(|event| object(event, true)).collect::<Vec<_>>(),
    })
}

async fn export(file: &Path, filter: &AuditFilter, format: ExportFormat, personal: bool) -> anyhow::Result<ExitCode> {
    let (search, store) = (search(filter)?, open(file).await?);
    let format = match format {
        ExportFormat::Json => Format::Json,
        ExportFormat::Csv => Format::Csv,
    };
    let mut export = Export::new(store.clone(), search, format, personal, None);
    let mut out = BufWriter::new(io::stdout());
    while let Some(part) = export.next().await? {
        out.write_all(part.as_bytes())?;
    }
    out.flush()?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn forget(file: &Path, who: &str, look: bool) -> anyhow::Result<ExitCode> {
    let config = Config::load(file)?;
    let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
    let store = open_store(&config, &keyring, &(Arc::new(SystemClock) as _), &(Arc::new(SystemRng) as _)).await?;
    let who = Forget::parse(who);
    if look {
        let Forgotten { events, accounts } = store.would_forget(TenantId::DEFAULT, &who).await?;
        store.close().await;
        output::say(format_args!(
            "{events} events of {accounts} account(s) have a personal part that would be erased. Nothing was changed."
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let Forgotten { events, accounts } = store.forget_person(TenantId::DEFAULT, &who, None).await?;
    store.close().await;
    output::say(format_args!(
        "The personal part of {events} events of {accounts} account(s) was erased. `latchkey audit verify` still holds."
    ));
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
