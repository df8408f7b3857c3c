//! `latchkey serve` and `latchkey migrate`.

use std::{path::Path, process::ExitCode, sync::Arc};

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::output;
use crate::{
    app::{App, AppError, Replace, SystemClock, key_file, open_store, shown_database},
    config::{self, Config},
    crypto::{keyring::Keyring, random::SystemRng},
    domain::event::{Event, EventKind, Outcome},
    telemetry::{self, Format},
    web::portal,
};

/// Runs the portal until it is told to stop.
pub async fn run(file: &Path) -> ExitCode {
    match serve(file).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}

async fn serve(file: &Path) -> anyhow::Result<()> {
    let config = Config::load(file)?;
    let format = match config.logging.format {
        config::logging::Format::Json => Format::Json,
        config::logging::Format::Text => Format::Text,
    };
    telemetry::init(format, &config.logging.filter, Arc::new(SystemClock))?;
    for warning in &config.warnings {
        tracing::warn!(warning = %warning, "configuration");
    }
    let metrics = telemetry::install_metrics()?;
    let app = Arc::new(App::build(config, Replace::default()).await?);
    let open = portal::open(Arc::clone(&app), portal::settings(&app))?;
    note(&app, "started").await?;
    let addresses: Vec<String> = open.addresses().iter().map(ToString::to_string).collect();
    let health: Vec<String> = open.health_addresses().iter().map(ToString::to_string).collect();
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        listen = addresses.join(","),
        health = health.join(","),
        public_url = app.org.public_url,
        "Latchkey serves"
    );
    let stop = CancellationToken::new();
    stop_on_signals(&stop)?;
    let jobs = app.start_jobs(&stop);
    open.run(Some(metrics), stop.clone()).await?;
    stop.cancel();
    jobs.await?;
    note(&app, "stopped").await?;
    app.core.store.close().await;
    tracing::info!("Latchkey stopped");
    Ok(())
}

/// Starts and stops are in the audit log.
async fn note(app: &App, what: &str) -> Result<(), AppError> {
    let event =
        Event::new(EventKind::Service, Outcome::Success).with("what", what).with("version", env!("CARGO_PKG_VERSION"));
    let mut tx = app.core.store.begin().await?;
    tx.audit(&app.core.tenant, &event).await?;
    Ok(tx.commit().await?)
}

/// Cancels `stop` on SIGTERM and SIGINT.
///
/// # Errors
/// When the signals can not be caught.
pub fn stop_on_signals(stop: &CancellationToken) -> std::io::Result<()> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
        stop.cancel();
    });
    Ok(())
}

/// Brings the database of a configuration to this release's schema.
pub async fn migrate(file: &Path) -> ExitCode {
    let done = async {
        let config = Config::load(file)?;
        let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
        let store = open_store(&config, &keyring, &(Arc::new(SystemClock) as _), &(Arc::new(SystemRng) as _)).await?;
        store.close().await;
        anyhow::Ok(shown_database(&config))
    };
    match done.await {
        Ok(url) => {
            output::say(format_args!("{url} has the schema of version {}.", env!("CARGO_PKG_VERSION")));
            ExitCode::SUCCESS
        }
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}
