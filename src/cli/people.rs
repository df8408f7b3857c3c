//! `latchkey people`: what the organisation knows of people and brings in. Works beside a running server: both use the
//! same database.

use std::{
    collections::BTreeMap,
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{ConfigFile, output};
use crate::{
    app::{App, Replace},
    config::Config,
    flows::import::{self, Became, Done, Import, Line},
    render::clock::machine,
};

/// What can be done with people.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Bring in phones and mailboxes from a CSV file; nothing that people registered is changed
    Import(Options),
}

/// What to bring in.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// CSV with the columns login, method (sms, voice, office or email) and value; - reads standard input
    #[arg(value_name = "FILE")]
    csv: PathBuf,
    /// Only say what would become of each line
    #[arg(long)]
    dry_run: bool,
    /// Print JSON, with every line
    #[arg(long)]
    json: bool,
    /// Your name, for the audit log
    #[arg(long, value_name = "NAME", env = "SUDO_USER", default_value = "administrator")]
    by: String,
    /// The configuration file.
    #[command(flatten)]
    file: ConfigFile,
}

/// Does what was asked. Ends well when every line is in.
pub async fn run(command: Command) -> ExitCode {
    let Command::Import(options) = command;
    match act(&options).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(output::WRONG),
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}

/// Says how many lines were refused.
async fn act(options: &Options) -> anyhow::Result<usize> {
    let bytes = contents(&options.csv).with_context(|| options.csv.display().to_string())?;
    let lines = import::read(&bytes)?;
    let app = App::build(Config::load(&options.file.config)?, Replace::default()).await?;
    let done = all(&app, options, &lines).await;
    app.core.store.close().await;
    done
}

fn contents(file: &Path) -> std::io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

async fn all(app: &App, options: &Options, lines: &[Line]) -> anyhow::Result<usize> {
    let mut import = Import::new(&app.core, app.directory.as_ref(), &options.by, options.dry_run);
    let (mut tally, mut printed) = (Tally::default(), Vec::new());
    for line in lines {
        let done = match import.line(line).await {
            Ok(done) => done,
            Err(error) => {
                let again = "what is in already stays; run it again from the start when this is mended";
                return Err(anyhow::Error::new(error).context(format!("stopped at line {}: {again}", line.number)));
            }
        };
        tally.add(done.became);
        if options.json {
            printed.push(as_json(&done));
        } else {
            say(&done);
        }
    }
    if options.json {
        let counts: BTreeMap<_, _> = tally.counts().into();
        output::say(json!({ "dry_run": options.dry_run, "counts": counts, "lines": printed }));
    } else {
        tally.say(options.dry_run);
    }
    Ok(tally.refused)
}

fn as_json(done: &Done<'_>) -> Value {
    let Done { line, contact, became } = done;
    let method = line.row.as_ref().ok().map(|row| row.method.as_str());
    let mut json = json!({
        "line": line.number, "login": line.login, "method": method, "contact": contact, "status": became.as_str(),
    });
    let more = match became {
        Became::Imported { counts, usable_from, shared } => {
            json!({ "counts_unconfirmed": counts, "usable_from": machine(*usable_from), "shared": shared })
        }
        Became::Unchanged => json!({}),
        Became::Refused(refusal) => {
            json!({ "code": refusal.as_str(), "reason": refusal.text(), "remedy": refusal.remedy() })
        }
    };
    if let (Some(all), Value::Object(more)) = (json.as_object_mut(), more) {
        all.extend(more);
    }
    json
}

/// Names what somebody has to look at.
fn say(done: &Done<'_>) {
    let (number, login) = (done.line.number, done.line.login.escape_debug());
    match done.became {
        Became::Refused(refusal) => {
            output::say(format_args!("line {number}: {login}: {}. {}.", refusal.text(), sentence(refusal.remedy())));
        }
        Became::Imported { shared: true, .. } => {
            let contact = done.contact.as_deref().unwrap_or_default();
            output::say(format_args!("line {number}: {login}: note: somebody else has {contact} too."));
        }
        Became::Imported { .. } | Became::Unchanged => {}
    }
}

/// With a capital at the beginning.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[derive(Debug, Default)]
struct Tally {
    imported: usize,
    unchanged: usize,
    refused: usize,
    /// Of those imported: how many count only when their owners have confirmed them.
    waiting: usize,
}

impl Tally {
    const fn add(&mut self, became: Became) {
        match became {
            Became::Imported { counts, .. } => {
                self.imported += 1;
                if !counts {
                    self.waiting += 1;
                }
            }
            Became::Unchanged => self.unchanged += 1,
            Became::Refused(_) => self.refused += 1,
        }
    }

    const fn counts(&self) -> [(&'static str, usize); 4] {
        [
            ("imported", self.imported),
            ("unchanged", self.unchanged),
            ("refused", self.refused),
            ("count_only_confirmed", self.waiting),
        ]
    }

    fn say(&self, dry_run: bool) {
        let verb = if dry_run { "would be brought in" } else { "brought in" };
        let Self { imported, unchanged, refused, waiting } = self;
        output::say(format_args!("{imported} {verb}, {unchanged} unchanged, {refused} refused."));
        if *waiting > 0 {
            output::say(format_args!(
                "{waiting} of them count only when their owners have confirmed them (registration.directory_contacts)."
            ));
        }
        if dry_run {
            output::say("Nothing was written.");
        }
    }
}
