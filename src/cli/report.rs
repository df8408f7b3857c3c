//! `latchkey report`: the figures that the running portal keeps, for scripts. Nothing is counted or written here.

use std::{
    io::{self, BufWriter, Write as _},
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, Subcommand};

use super::{ConfigFile, output};
use crate::{
    app::{SystemClock, key_file, open_store_to_read},
    config::Config,
    crypto::keyring::Keyring,
    domain::{
        account::TenantId,
        coverage::figure::{Figure, Question},
        export::moment,
        funnel::Stage,
        time::Clock as _,
    },
    flows::admin::{
        report_files::{File, Format, Report},
        reports::{self, Period},
    },
    render::{Zone, clock::day_name},
    store::{Store, report_figures::JourneyFilter},
};

const TENANT: TenantId = TenantId::DEFAULT;

/// What can be reported.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// How many people are in scope, registered and able to reset
    Coverage {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// How.
        #[command(flatten)]
        form: Form,
        /// With --csv and --json: days back, today included
        #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..))]
        days: i64,
    },
    /// How far resets come, and what stops them
    Funnel {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// How; as a file it is one line for each reset.
        #[command(flatten)]
        form: Form,
        /// Days back, today included
        #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..))]
        days: i64,
    },
    /// The accounts behind a figure, as CSV or JSON
    People {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// How.
        #[command(flatten)]
        form: Form,
        /// Which: all, enabled, not-registered, single, capable ... (docs/admin.md lists them)
        #[arg(long, value_name = "FIGURE", default_value = "all", value_parser = figure)]
        figure: Figure,
        /// Only those to whom this policy applies
        #[arg(long, value_name = "NAME")]
        policy: Option<String>,
    },
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct Form {
    /// RFC 4180, with a heading; no cell is a formula
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl Form {
    const fn format(self) -> Option<Format> {
        match self {
            Self { csv: true, .. } => Some(Format::Csv),
            Self { json: true, .. } => Some(Format::Json),
            _ => None,
        }
    }
}

fn figure(name: &str) -> Result<Figure, String> {
    let names = || Figure::all().map(Figure::as_str).collect::<Vec<_>>().join(", ");
    Figure::parse(name).ok_or_else(|| format!("one of {}", names()))
}

/// Does what was asked.
pub async fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Coverage { file, form, days } => coverage(&file.config, form, days).await,
        Command::Funnel { file, form, days } => funnel(&file.config, form, days).await,
        Command::People { file, form, figure, policy } => {
            people(&file.config, form.format().unwrap_or(Format::Csv), Question { figure, policy }).await
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read the output has seen enough.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

async fn open(file: &Path) -> anyhow::Result<(Store, i64)> {
    let config = Config::load(file)?;
    let zone = Zone::named(&config.organisation.time_zone)?;
    let keyring = Arc::new(Keyring::load(key_file(&config)?)?);
    Ok((open_store_to_read(&config, &keyring).await?, zone.day(SystemClock.now())))
}

/// Prints a report part by part.
async fn print(store: &Store, report: Report, format: Format) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout());
    let mut file = File::new((store.clone(), TENANT), report, format, day_name);
    while let Some(part) = file.next().await? {
        out.write_all(part.as_bytes())?;
    }
    Ok(out.flush()?)
}

async fn people(file: &Path, format: Format, question: Question) -> anyhow::Result<()> {
    let (store, _) = open(file).await?;
    print(&store, Report::People(question), format).await?;
    store.close().await;
    Ok(())
}

async fn coverage(file: &Path, form: Form, days: i64) -> anyhow::Result<()> {
    let (store, today) = open(file).await?;
    if let Some(format) = form.format() {
        print(&store, Report::Coverage(Period::last(days, today)), format).await?;
        store.close().await;
        return Ok(());
    }
    let tally = store.coverage(TENANT).await?;
    let state = store.coverage_state(TENANT).await?.unwrap_or_default();
    store.close().await;
    let Some(at) = state.finished_at else {
        output::say("Nothing was counted yet: the portal counts after the first scan of the directory.");
        return Ok(());
    };
    output::say(format_args!("counted:          {}", moment(at)));
    for figure in Figure::PLAIN {
        output::say(format_args!("{:<17} {}", format!("{}:", figure.as_str()), tally.of(figure)));
    }
    Ok(())
}

async fn funnel(file: &Path, form: Form, days: i64) -> anyhow::Result<()> {
    let (store, today) = open(file).await?;
    let period = Period::last(days, today);
    if let Some(format) = form.format() {
        let filter = JourneyFilter::of_days(period.since, period.until);
        print(&store, Report::Journeys(filter), format).await?;
        store.close().await;
        return Ok(());
    }
    let resets = reports::resets_of(&store, TENANT, period).await?;
    store.close().await;
    for stage in Stage::ALL {
        output::say(format_args!("{:<12} {}", format!("{}:", stage.as_str()), resets.reached(stage)));
    }
    for (name, share) in [("median", 0.5), ("nine of ten", 0.9)] {
        if let Some(seconds) = resets.within(share) {
            output::say(format_args!("{:<12} {seconds:.0} s", format!("{name}:")));
        }
    }
    for (stage, reason, count) in resets.stopped().iter().take(20) {
        let reason = if reason.is_empty() { "left" } else { reason };
        output::say(format_args!("stopped at {}: {count} ({})", stage.as_str(), reason.escape_debug()));
    }
    Ok(())
}
