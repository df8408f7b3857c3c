//! `latchkey policy`: the policy in force and its versions, from a shell. Works beside a running server, which takes up
//! a new version within seconds.

use std::{
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};

use super::{ConfigFile, output};
use crate::{
    app::{App, Replace},
    config::Config,
    domain::{
        policy::{
            Document,
            diff::changes,
            document::Bound,
            effect::Effect,
            field::{Field, Part},
            set::EVERYBODY,
            validate::{At, Problem, Severity, is_fit},
        },
        time::Timestamp,
    },
    flows::admin::policy::{self, House, Save, SaveError, preview},
};

/// What can be done with the policy.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Print the policy in force, or another version
    #[command(disable_version_flag = true)]
    Show {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// Which version; 0 is the configuration file's
        #[arg(long, value_name = "NUMBER")]
        version: Option<i64>,
        /// How
        #[command(flatten)]
        form: Form,
    },
    /// Print what differs: a file from the policy in force, or one version from another
    Diff {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// A file, or the number of a version
        #[arg(value_name = "FILE|VERSION")]
        one: String,
        /// The number of another version
        #[arg(value_name = "VERSION")]
        other: Option<i64>,
    },
    /// Make a file the policy: prints what differs and whom it meets, asks, and saves a version
    Apply {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// The file, as `show --toml` prints it
        #[arg(value_name = "FILE")]
        policy: PathBuf,
        /// Why; stands with the version and in the audit log
        #[arg(long, value_name = "TEXT", default_value = "")]
        comment: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
        /// Your name, for the audit log
        #[arg(long, value_name = "NAME", env = "SUDO_USER", default_value = "command line")]
        by: String,
    },
    /// Stop all resets at once, or let them run again; needs no directory
    Switch {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// `off`: no password is written any more; `on`: as the policies say
        #[arg(value_name = "off|on")]
        to: Turn,
        /// Why; stands with the version and in the audit log
        #[arg(long, value_name = "TEXT")]
        comment: Option<String>,
        /// Your name, for the audit log
        #[arg(long, value_name = "NAME", env = "SUDO_USER", default_value = "command line")]
        by: String,
    },
    /// Print the versions, the newest first
    Versions {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// Most versions
        #[arg(long, value_name = "NUMBER", default_value_t = 50)]
        limit: u32,
    },
}

/// The kill switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Turn {
    /// Nothing is written to the directory.
    Off,
    /// It is.
    On,
}

/// How a policy is printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct Form {
    /// As the file that `apply` takes
    #[arg(long, conflicts_with = "json")]
    toml: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Does what was asked.
pub async fn run(command: Command) -> ExitCode {
    match act(command).await {
        Ok(code) => code,
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}

async fn act(command: Command) -> anyhow::Result<ExitCode> {
    let (Command::Show { file, .. }
    | Command::Diff { file, .. }
    | Command::Apply { file, .. }
    | Command::Switch { file, .. }
    | Command::Versions { file, .. }) = &command;
    let app = App::build(Config::load(&file.config)?, Replace::default()).await?;
    let done = with(&app, command).await;
    app.core.store.close().await;
    done
}

async fn with(app: &App, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Show { version, form, .. } => show(app, version, form).await,
        Command::Diff { one, other, .. } => diff(app, &one, other).await,
        Command::Apply { policy, comment, yes, by, .. } => apply(app, &policy, &comment, yes, &by).await,
        Command::Switch { to, comment, by, .. } => switch(app, to, comment, &by).await,
        Command::Versions { limit, .. } => versions(app, limit).await,
    }
}

async fn version(app: &App, number: i64) -> anyhow::Result<Document> {
    let found = policy::version(&app.core, number).await?;
    found.ok_or_else(|| anyhow::anyhow!("there is no version {number}"))
}

fn read(path: &Path) -> anyhow::Result<Document> {
    let text = std::fs::read_to_string(path).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    Document::from_toml(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

async fn show(app: &App, number: Option<i64>, form: Form) -> anyhow::Result<ExitCode> {
    let (number, document) = match number {
        Some(number) => (number, version(app, number).await?),
        None => policy::current(&app.core).await?,
    };
    if form.toml {
        output::print(format_args!("# Policy of Latchkey, version {number}\n\n{}", document.to_toml()?));
    } else if form.json {
        output::say(serde_json::json!({ "version": number, "policy": document }));
    } else {
        let from = if number == 0 { " (the configuration file's)" } else { "" };
        output::say(format_args!("Version {number}{from}"));
        print(&document);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(document: &Document) {
    let line = |field: Field, value: String| {
        output::say(format_args!("  {:24} {}", field.as_str(), value.escape_debug().to_string().replace("\\\"", "\"")));
    };
    output::say("shared");
    for field in Field::of(Part::Shared) {
        line(field, field.in_shared(&document.shared).to_string());
    }
    let bound = |bound: &Bound| {
        output::say(format_args!("policy \"{}\"", bound.name.escape_debug()));
        for field in Field::of(Part::Bound).filter(|field| *field != Field::Name).chain(Field::of(Part::Rules)) {
            line(field, field.in_bound(bound).to_string());
        }
    };
    document.policies.iter().for_each(bound);
    output::say(EVERYBODY);
    for field in Field::of(Part::Rules) {
        line(field, field.in_rules(&document.everybody).to_string());
    }
}

fn print_changes(old: &Document, new: &Document) -> bool {
    let changes = changes(old, new);
    for change in &changes {
        output::say(change);
    }
    !changes.is_empty()
}

async fn diff(app: &App, one: &str, other: Option<i64>) -> anyhow::Result<ExitCode> {
    let (old, new) = match (one.parse::<i64>(), other) {
        (Ok(one), Some(other)) => (version(app, one).await?, version(app, other).await?),
        (Ok(one), None) => (version(app, one).await?, policy::current(&app.core).await?.1),
        (Err(_), None) => (policy::current(&app.core).await?.1, read(Path::new(one))?),
        (Err(_), Some(_)) => anyhow::bail!("name a file, or two versions"),
    };
    if !print_changes(&old, &new) {
        output::say("Nothing differs.");
    }
    Ok(ExitCode::SUCCESS)
}

fn print_problems(document: &Document, problems: &[Problem]) {
    for problem in problems {
        let place = match problem.at {
            At::Shared => "shared",
            At::Everybody => EVERYBODY,
            At::Policy(n) => document.policies.get(n).map_or("policy", |bound| bound.name.as_str()),
        };
        let kind = if problem.severity() == Severity::Error { "error" } else { "warning" };
        output::complain(format_args!("{kind}: {place}: {}: {}", problem.field.as_str(), problem.fault));
    }
}

async fn apply(app: &App, path: &Path, comment: &str, yes: bool, by: &str) -> anyhow::Result<ExitCode> {
    let document = read(path)?;
    let (base, old) = policy::current(&app.core).await?;
    if !print_changes(&old, &document) {
        output::say("Nothing differs from the policy in force.");
        return Ok(ExitCode::SUCCESS);
    }
    let house = House { groups: app.groups.as_ref(), carried: &app.carried };
    let problems = policy::problems(house, &document).await?;
    print_problems(&document, &problems);
    if !is_fit(&problems) {
        return Ok(output::fail("the policy was not saved"));
    }
    whom(app, &old, &document).await?;
    if !yes && !agreed()? {
        output::say("Nothing was saved.");
        return Ok(ExitCode::from(output::WRONG));
    }
    let save = Save { base, document: &document, comment, undo_of: None, is_draft: false, is_checked: true };
    match policy::save(&app.core, house, policy::at_the_console(by), &save).await {
        Ok(version) => {
            output::say(format_args!("Version {version} is in force. A running server takes it up within seconds."));
            Ok(ExitCode::SUCCESS)
        }
        Err(SaveError::Conflict(version)) => {
            Ok(output::fail(format_args!("version {version} was saved meanwhile; look at it: latchkey policy show")))
        }
        Err(error) => Err(error.into()),
    }
}

/// As the console's switch: saved unchecked, since it must work when the directory does not.
async fn switch(app: &App, to: Turn, comment: Option<String>, by: &str) -> anyhow::Result<ExitCode> {
    let (base, mut document) = policy::current(&app.core).await?;
    document.shared.writeback = to == Turn::On;
    let usual = if to == Turn::On { "Kill switch: off again" } else { "Kill switch" };
    let comment = comment.unwrap_or_else(|| usual.to_owned());
    let save = Save { base, document: &document, comment: &comment, undo_of: None, is_draft: false, is_checked: false };
    let house = House { groups: app.groups.as_ref(), carried: &app.carried };
    let now = match to {
        Turn::Off => "No password is written any more",
        Turn::On => "Passwords are written, as the policies say",
    };
    match policy::save(&app.core, house, policy::at_the_console(by), &save).await {
        Ok(version) => {
            output::say(format_args!("{now}: version {version}. A running server takes it up within seconds."));
        }
        Err(SaveError::Unchanged) => output::say(format_args!("{now}: it was so already.")),
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Whom it meets, as far as the last scan knows.
async fn whom(app: &App, old: &Document, new: &Document) -> anyhow::Result<()> {
    let scanned = app.core.store.sync_state(app.core.tenant).await?.and_then(|state| state.full_at);
    if scanned.is_none() {
        output::say("The directory was not scanned yet: whom it meets is not known (latchkey sync now).");
        return Ok(());
    }
    let counts = preview::count(&app.core, app.groups.as_ref(), old, new).await.map_err(anyhow::Error::msg)?;
    for effect in Effect::ALL {
        let count = counts.of(*effect);
        if count > 0 {
            output::say(format_args!("{count:>9} {}", told(*effect)));
        }
    }
    if Effect::ALL.iter().all(|effect| counts.of(*effect) == 0) {
        output::say("Nobody whom the last scan knows is met by it.");
    }
    Ok(())
}

const fn told(effect: Effect) -> &'static str {
    match effect {
        Effect::Loses => "lose the ability to reset",
        Effect::Gains => "gain the ability to reset",
        Effect::LeavesScope => "are no longer in scope",
        Effect::EntersScope => "come into scope",
        Effect::RegistersMore => "must register more",
        Effect::Reconfirms => "are asked whether their data is still true",
        Effect::ChangesPolicy => "get another policy",
    }
}

fn agreed() -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        anyhow::bail!("nobody can be asked here; add --yes");
    }
    output::print("Make this the policy? (yes/no) ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}

async fn versions(app: &App, limit: u32) -> anyhow::Result<ExitCode> {
    let versions = app.core.store.policy_versions(app.core.tenant, None, limit).await?;
    if versions.is_empty() {
        output::say("No version was saved yet: the configuration file's policy is in force.");
    }
    for one in versions {
        let undo = one.undo_of.map(|version| format!(" (version {version} again)")).unwrap_or_default();
        let (author, comment) = (one.author.escape_debug(), one.comment.escape_debug());
        output::say(format_args!("{:>5}  {}  {author}{undo}  {comment}", one.version, when(one.created_at)));
    }
    Ok(ExitCode::SUCCESS)
}

fn when(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.millis()).map_or_else(|_| String::from("?"), |at| at.to_string())
}
