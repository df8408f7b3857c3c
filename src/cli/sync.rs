//! `latchkey sync`: how the scan of the directory stands, and one more.

use std::{path::Path, process::ExitCode, sync::Arc};

use clap::Subcommand;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{ConfigFile, output, serve};
use crate::{
    app::{App, Replace, SystemClock, key_file, open_store},
    config::Config,
    crypto::{keyring::Keyring, random::SystemRng},
    domain::{
        account::TenantId,
        time::{Clock as _, Timestamp},
    },
    store::sync_state::{SyncAsk, SyncPhase, SyncState},
};

/// What the scan can be asked.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Print how far the scan of the directory is, when the next is due and why the last failed
    Status {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Scan now, in this process, and wait for the end. Nothing is written to the directory
    Now {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// Read everybody, not only what changed
        #[arg(long)]
        full: bool,
        /// More than half of all accounts may be gone at once
        #[arg(long)]
        accept_missing: bool,
    },
}

/// Does what was asked.
pub async fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Status { file, json } => status(&file.config, json).await,
        Command::Now { file, full, accept_missing } => now(&file.config, full, accept_missing).await,
    };
    done.unwrap_or_else(|error| output::fail(format_args!("{error:#}")))
}

async fn status(file: &Path, as_json: bool) -> anyhow::Result<ExitCode> {
    let config = Config::load(file)?;
    let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
    let store = open_store(&config, &keyring, &(Arc::new(SystemClock) as _), &(Arc::new(SystemRng) as _)).await?;
    let state = store.sync_state(TenantId::DEFAULT).await?;
    let cursors = store.sync_cursors(TenantId::DEFAULT).await?;
    store.close().await;
    if as_json {
        let servers: Vec<_> = cursors
            .iter()
            .map(|(server, position, at)| json!({ "server": server, "position": position, "read_at": shown(*at) }))
            .collect();
        output::say(json!({ "enabled": config.sync.enabled, "state": state, "servers": servers }));
        return Ok(ExitCode::SUCCESS);
    }
    let Some(state) = state else {
        output::say("The directory was never scanned.");
        return Ok(ExitCode::SUCCESS);
    };
    lines(&state, config.sync.enabled).into_iter().for_each(output::say);
    for (server, position, at) in cursors {
        output::say(format_args!("read up to:  {position} on {server}, {}", shown(at)));
    }
    Ok(if state.error.is_some() { ExitCode::from(output::WRONG) } else { ExitCode::SUCCESS })
}

fn lines(state: &SyncState, enabled: bool) -> Vec<String> {
    let counts = &state.counts;
    let held = state.leased_until > SystemClock.now();
    let doing = match (state.phase, held) {
        (SyncPhase::Idle, _) => "at rest".to_owned(),
        (phase, true) => format!("under way on {}: {}", state.server, phase.as_str()),
        (phase, false) => format!("broken off ({}); the next begins anew", phase.as_str()),
    };
    let or_never = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), shown);
    let mut lines = vec![
        format!("scan:        {doing}"),
        format!(
            "progress:    {} pages, {} accounts read, {} changed, {} gone",
            state.pages, state.seen, state.changed, state.gone
        ),
        format!("finished:    {} (everybody: {})", or_never(state.finished_at), or_never(state.full_at)),
        if enabled {
            format!("next:        {}", shown(state.next_at))
        } else {
            "next:        none by itself, [sync] is off".into()
        },
        format!(
            "accounts:    {} there, of them {} services and machines, {} disabled or expired; {} gone",
            counts.accounts, counts.services, counts.disabled, counts.gone
        ),
        format!(
            "of the rest: {} protected, {} locked, {} with a password to change, {} with a mailbox, {} with a mobile phone",
            counts.protected, counts.locked, counts.password_due, counts.with_mailbox, counts.with_mobile
        ),
    ];
    if let Some(error) = &state.error {
        lines.push(format!("failed:      {} times since the last success: {error}", state.attempts));
    }
    lines
}

fn shown(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.millis()).map_or_else(|_| "?".to_owned(), |time| format!("{time:.0}"))
}

async fn now(file: &Path, full: bool, accept_missing: bool) -> anyhow::Result<ExitCode> {
    let app = App::build(Config::load(file)?, Replace::default()).await?;
    let stop = CancellationToken::new();
    serve::stop_on_signals(&stop)?;
    let mut sync = app.sync();
    sync.accept_missing = accept_missing;
    let done = sync.once(SyncAsk::Now { full }, &stop).await;
    app.core.store.close().await;
    match done? {
        Some(report) => {
            let kind = if report.full { "Everybody was read" } else { "What changed was read" };
            output::say(format_args!(
                "{kind} from {}: {} accounts in {} pages and {:.1} s; {} changed, {} gone, {} known now.",
                report.server,
                report.seen,
                report.pages,
                report.took.as_secs_f64(),
                report.changed,
                report.gone,
                report.counts.accounts
            ));
            Ok(ExitCode::SUCCESS)
        }
        None if stop.is_cancelled() => Ok(output::fail("stopped; the next scan begins anew")),
        None => Ok(output::fail("another node scans just now; `latchkey sync status` shows how far it is")),
    }
}
