//! Floor 9: the command line.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

pub mod admin;
mod audit;
pub mod breach;
pub mod config;
mod demo;
mod doctor;
pub mod explain;
pub mod helpdesk;
pub mod keys;
pub mod output;
pub mod password;
pub mod people;
pub mod policy;
pub mod report;
mod serve;
pub mod sync;

/// Self-service password reset for Active Directory and LDAP.
#[derive(Debug, Parser)]
#[command(name = "latchkey", version, about, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What Latchkey can be asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the portal
    Serve(ConfigFile),
    /// Run a portal with a directory, people and an outbox of its own, to try it
    Demo(Demo),
    /// Check everything that a configuration needs, and name the remedy of what fails
    Doctor(Doctor),
    /// Bring the database to this release's schema
    Migrate(ConfigFile),
    /// The configuration file
    #[command(subcommand)]
    Config(config::Command),
    /// The key file
    #[command(subcommand)]
    Keys(keys::Command),
    /// Passwords: try the rules for words, make suggestions
    #[command(subcommand)]
    Password(password::Command),
    /// The policy: show, compare, apply, versions
    #[command(subcommand)]
    Policy(policy::Command),
    /// Say why somebody can reset their password, or why not; nothing is written
    Explain(explain::Options),
    /// Passes and stops, for the help desk
    #[command(subcommand)]
    Helpdesk(helpdesk::Command),
    /// Bring in what the organisation knows of people
    #[command(subcommand)]
    People(people::Command),
    /// The console: its first set-up, and which groups have which role
    #[command(subcommand)]
    Admin(admin::Command),
    /// The audit log
    #[command(subcommand)]
    Audit(Audit),
    /// The scan of the directory
    #[command(subcommand)]
    Sync(sync::Command),
    /// Coverage, resets and people, as the portal counted them
    #[command(subcommand)]
    Report(report::Command),
    /// Pages and messages
    #[command(subcommand)]
    Templates(Templates),
    /// Lists of leaked passwords
    #[command(subcommand)]
    Breach(breach::Command),
}

/// Names the configuration file.
#[derive(Debug, Clone, Args)]
pub struct ConfigFile {
    /// The configuration file
    #[arg(long, short, value_name = "FILE", env = "LATCHKEY_CONFIG", default_value = "/etc/latchkey/latchkey.toml")]
    pub config: PathBuf,
}

/// Options of the demonstration.
#[derive(Debug, Clone, Args)]
pub struct Demo {
    /// Address and port of the pages
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Folder for the data, kept afterwards; without it a temporary one
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Print one line of JSON with the URL, the outbox and sample logins
    #[arg(long)]
    pub json: bool,
}

/// Options of the doctor.
#[derive(Debug, Clone, Args)]
pub struct Doctor {
    /// The configuration file.
    #[command(flatten)]
    pub file: ConfigFile,
    /// Login name of an account whose rights are looked at; nothing is written to it
    #[arg(long, value_name = "LOGIN")]
    pub sample: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What the audit log can be asked.
#[derive(Debug, Clone, Subcommand)]
pub enum Audit {
    /// Look whether an event was altered, left out or put in
    Verify(AuditVerify),
    /// Print events, the newest first
    List {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// Which.
        #[command(flatten)]
        filter: AuditFilter,
        /// Most events, or journeys
        #[arg(long, value_name = "NUMBER", default_value_t = 50)]
        limit: u32,
        /// One entry for each journey, with its events below it
        #[arg(long)]
        journeys: bool,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print all events, the oldest first, however many there are
    Export {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// Which.
        #[command(flatten)]
        filter: AuditFilter,
        /// How
        #[arg(long, value_name = "FORMAT", default_value = "json")]
        format: ExportFormat,
        /// With names, contacts and addresses
        #[arg(long)]
        personal: bool,
    },
    /// Erase names, contacts and addresses from all events of one person; the log still verifies
    Forget {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// The person's login name, or the id of their account
        #[arg(value_name = "LOGIN|ID")]
        who: String,
        /// Only say how much it would be
        #[arg(long)]
        look: bool,
    },
}

/// What is verified.
#[derive(Debug, Clone, Args)]
pub struct AuditVerify {
    /// The configuration file.
    #[command(flatten)]
    pub file: ConfigFile,
    /// Another database than the configuration's: a copy (sqlite:/backup/latchkey.db)
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Look at the hashes only; no configuration and no key is needed
    #[arg(long, requires = "database")]
    pub without_keys: bool,
}

/// Which events; all of it holds.
#[derive(Debug, Clone, Default, Args)]
pub struct AuditFilter {
    /// Only those with this support id
    #[arg(long, value_name = "ID", conflicts_with = "login")]
    pub support_id: Option<String>,
    /// Only those of this person
    #[arg(long, value_name = "LOGIN")]
    pub login: Option<String>,
    /// Not before this day or time, UTC (2026-11-21, 2026-11-21T09:30:00Z)
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Before this day or time, UTC
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Only this kind (password.reset; docs/audit.md lists them)
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Only success, failure or pending
    #[arg(long, value_name = "OUTCOME", value_parser = ["success", "failure", "pending"])]
    pub outcome: Option<String>,
}

/// How an export looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExportFormat {
    /// One JSON object a line
    Json,
    /// RFC 4180, with a heading; no cell is a formula
    Csv,
}

/// What templates can be asked.
#[derive(Debug, Clone, Subcommand)]
pub enum Templates {
    /// Render every page and message with sample data in every language
    Check {
        /// Folder with your own logo, colours and texts, laid over the built-in ones
        #[arg(long, value_name = "FOLDER")]
        theme: Option<PathBuf>,
    },
}

/// Does what was asked.
pub async fn run(cli: Cli) -> ExitCode {
    match cli.command {
        Command::Config(command) => config::run(command),
        Command::Keys(command) => keys::run(command),
        Command::Password(command) => password::run(command),
        Command::Policy(command) => policy::run(command).await,
        Command::Serve(file) => serve::run(&file.config).await,
        Command::Demo(options) => demo::run(options).await,
        Command::Doctor(options) => doctor::run(options).await,
        Command::Migrate(file) => serve::migrate(&file.config).await,
        Command::Explain(options) => explain::run(options).await,
        Command::Helpdesk(command) => helpdesk::run(command).await,
        Command::People(command) => people::run(command).await,
        Command::Admin(command) => admin::run(command).await,
        Command::Audit(command) => audit::run(command).await,
        Command::Breach(command) => breach::run(command),
        Command::Sync(command) => sync::run(command).await,
        Command::Report(command) => report::run(command).await,
        Command::Templates(Templates::Check { theme }) => templates(theme.as_deref()),
    }
}

/// Renders every page and message with sample data in every language.
fn templates(theme: Option<&std::path::Path>) -> ExitCode {
    match crate::render::Renderer::new(theme).and_then(|renderer| renderer.check()) {
        Ok(()) => {
            output::say("Every page and message renders in every language.");
            ExitCode::SUCCESS
        }
        Err(error) => output::fail(error),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_tree_is_sound() {
        super::Cli::command().debug_assert();
    }
}
