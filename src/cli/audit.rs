//! `latchkey audit`.

use std::{path::Path, process::ExitCode, sync::Arc};

use serde_json::json;

use super::{Audit, output};
use crate::{
    app::{key_file, open_store_to_read},
    config::Config,
    crypto::keyring::Keyring,
    domain::account::TenantId,
    store::{
        Store,
        audit::{EventFilter, EventsBy, StoredEvent},
        audit_verify::VerifyError,
    },
};

/// Does what was asked of the audit log.
pub async fn run(command: Audit) -> ExitCode {
    let done = match command {
        Audit::Verify(file) => verify(&file.config).await,
        Audit::List { file, limit, support_id, json } => list(&file.config, limit, support_id, json).await,
    };
    done.unwrap_or_else(|error| output::fail(format_args!("{error:#}")))
}

async fn open(file: &Path) -> anyhow::Result<Store> {
    let config = Config::load(file)?;
    let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
    Ok(open_store_to_read(&config, &keyring).await?)
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

async fn list(file: &Path, limit: u32, support_id: Option<String>, as_json: bool) -> anyhow::Result<ExitCode> {
    let store = open(file).await?;
    let by = support_id.map_or(EventsBy::All, EventsBy::SupportId);
    let filter = EventFilter { tenant: TenantId::DEFAULT, by, since: None, until: None, before_seq: None, limit };
    let events = store.events(&filter).await?;
    store.close().await;
    for event in &events {
        if as_json { output::say(json(event)) } else { output::say(line(event)) }
    }
    Ok(ExitCode::SUCCESS)
}

fn when(event: &StoredEvent) -> String {
    jiff::Timestamp::from_millisecond(event.at.millis()).map_or_else(|_| String::from("?"), |at| at.to_string())
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

fn json(event: &StoredEvent) -> serde_json::Value {
    json!({
        "seq": event.seq,
        "id": event.id,
        "at": when(event),
        "kind": event.kind,
        "outcome": event.outcome,
        "account": event.account.map(|account| account.0),
        "flow": event.flow,
        "support_id": event.support_id,
        "code": event.code.map(|code| format!("LK-{code:04}")),
        "detail": event.detail,
        "personal": event.personal,
    })
}
