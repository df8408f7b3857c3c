//! `latchkey admin`: the way into the console, from the machine. Works beside a running server: both use the same database.

use std::{collections::BTreeSet, process::ExitCode};

use clap::{Args, Subcommand};

use super::{ConfigFile, output};
use crate::{
    app::{App, Replace},
    config::Config,
    crypto::random::Token,
    domain::{dn::Place, role::Role},
    flows::admin::{
        roles::{self, By},
        setup,
    },
    render::paths_admin as paths,
    store::role_bindings::RoleBinding,
};

/// What can be done from the machine.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Make a new set-up code: it works once, for 30 minutes, while no group is owner
    SetupToken(ConfigFile),
    /// List which groups have which role
    Roles(ConfigFile),
    /// Give a role to a group
    Grant(Change),
    /// Take a role from a group
    Revoke(Change),
}

/// A role and a group.
#[derive(Debug, Clone, Args)]
pub struct Change {
    /// owner, policy-admin, help-desk or auditor
    #[arg(value_name = "ROLE", value_parser = role)]
    role: Role,
    /// The group: its name, or its DN
    #[arg(value_name = "GROUP")]
    group: String,
    /// Only people in this part of the directory: the DN of an OU or a container; for help-desk only
    #[arg(long, value_name = "DN")]
    scope: Option<String>,
    /// Login name of a member: the group must be there, and the member in it
    #[arg(long, value_name = "LOGIN")]
    member: Option<String>,
    /// Your name, for the audit log
    #[arg(long, value_name = "NAME", env = "SUDO_USER", default_value = "the machine")]
    by: String,
    /// The configuration file.
    #[command(flatten)]
    file: ConfigFile,
}

fn role(name: &str) -> Result<Role, String> {
    Role::parse(name).ok_or_else(|| format!("one of {}", Role::ALL.map(Role::as_str).join(", ")))
}

/// Does what was asked.
pub async fn run(command: Command) -> ExitCode {
    match act(command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}

async fn act(command: Command) -> anyhow::Result<()> {
    let file = match &command {
        Command::SetupToken(file) | Command::Roles(file) => file,
        Command::Grant(change) | Command::Revoke(change) => &change.file,
    };
    let app = App::build(Config::load(&file.config)?, Replace::default()).await?;
    let done = with(&app, &command).await;
    app.core.store.close().await;
    done
}

async fn with(app: &App, command: &Command) -> anyhow::Result<()> {
    let core = &app.core;
    match command {
        Command::SetupToken(_) => match setup::issue(core).await? {
            Some(token) => announce(app, &token, |line| output::say(line)),
            None => anyhow::bail!(
                "a group is owner already: its members sign in at {}; `latchkey admin grant owner GROUP` adds another",
                address(app, paths::HOME)
            ),
        },
        Command::Roles(_) => {
            for (role, bindings) in roles::by_role(core).await? {
                let groups: Vec<String> = bindings.iter().map(named).collect();
                let groups = if groups.is_empty() { "(nobody)".to_owned() } else { groups.join(" | ") };
                output::say(format_args!("{:<14}{groups}", role.as_str()));
            }
        }
        Command::Grant(change) => {
            let directory = app.directory.as_ref();
            let member = match &change.member {
                Some(login) => Some(roles::person(directory, login).await?),
                None => None,
            };
            if let Some(member) = &member
                && !roles::is_member(directory, member, change.group.trim()).await?
            {
                return Err(roles::GrantError::NotMember.into());
            }
            let by = By::Machine(&change.by);
            let role = (change.role, change.group.as_str());
            roles::grant(core, directory, role, change.scope.as_deref(), member.as_ref(), &by).await?;
            let only = only(change.scope.as_deref());
            output::say(format_args!("The members of {} have the role {}{only}.", change.group.trim(), change.role));
        }
        Command::Revoke(change) => {
            let by = By::Machine(&change.by);
            let scope = match &change.scope {
                Some(name) => Some(Place::parse(name).ok_or(roles::GrantError::NoPlace)?),
                None => None,
            };
            roles::revoke(core, (change.role, change.group.trim()), scope.as_ref(), &BTreeSet::new(), &by).await?;
            let (group, only) = (change.group.trim(), only(change.scope.as_deref()));
            output::say(format_args!("The members of {group} have the role {}{only} no more.", change.role));
        }
    }
    Ok(())
}

/// A group, and what part of the directory it has its role for.
fn named(binding: &RoleBinding) -> String {
    let only = only(binding.scope.as_ref().map(Place::as_str));
    format!("{}{only}", binding.group.escape_debug())
}

fn only(scope: Option<&str>) -> String {
    scope.map_or_else(String::new, |scope| format!(" only in {}", scope.trim().escape_debug()))
}

/// An address of the console, wherever it listens.
#[must_use]
pub fn address(app: &App, path: &str) -> String {
    let own = app.config.admin.own().map(|(_, url)| url.as_str().trim_end_matches('/').to_owned());
    format!("{}{path}", own.unwrap_or_else(|| app.org.public_url.clone()))
}

/// Tells whoever sits at the machine of a set-up code, line by line.
pub fn announce(app: &App, token: &Token, say: fn(&str)) {
    say(&format!("Nobody owns the console yet. Set it up at {}", address(app, paths::SETUP)));
    say("with this code; it works once, for 30 minutes:\n");
    say(&format!("  {}\n", token.expose()));
    say("`latchkey admin setup-token` makes a new one.");
}
