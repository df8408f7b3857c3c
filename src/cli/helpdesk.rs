//! `latchkey helpdesk`: what an agent may do for a person, without a browser. Works beside a running server: both
//! use the same database.

use std::{process::ExitCode, time::Duration};

use clap::{Args, Subcommand};

use super::{ConfigFile, output};
use crate::{
    app::{App, Replace},
    config::Config,
    domain::{session::Due, time::Timestamp},
    flows::helpdesk::{self, Case, HelpDeskError, Shown},
};

/// What the help desk can do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Issue a temporary pass: it works once, is shown once, and takes the place of an older one
    Pass {
        /// For whom, and who asks.
        #[command(flatten)]
        person: Person,
        /// How long it works; without it `registration.pass_minutes`
        #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u64).range(10..=480))]
        minutes: Option<u64>,
    },
    /// Revoke the temporary pass of a person
    Revoke(Person),
    /// Lift every stop: "this wasn't me", and ways that wrong tries switched off
    Unfreeze(Person),
    /// Ask for a new registration at the next sign-in
    RequireRegistration(Person),
    /// Show what is registered, masked, and what is in the way
    Show(Person),
}

/// Whom it is about.
#[derive(Debug, Clone, Args)]
pub struct Person {
    /// Login name
    #[arg(value_name = "LOGIN")]
    login: String,
    /// Your name, for the audit log
    #[arg(long, value_name = "NAME", env = "SUDO_USER", default_value = "help desk")]
    by: String,
    /// The configuration file.
    #[command(flatten)]
    file: ConfigFile,
}

/// Does what was asked.
pub async fn run(command: Command) -> ExitCode {
    match act(command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}

async fn act(command: Command) -> anyhow::Result<()> {
    let person = match &command {
        Command::Pass { person, .. }
        | Command::Revoke(person)
        | Command::Unfreeze(person)
        | Command::RequireRegistration(person)
        | Command::Show(person) => person.clone(),
    };
    let app = App::build(Config::load(&person.file.config)?, Replace::default()).await?;
    let done = with(&app, &command, Case { login: &person.login, by: &person.by }).await;
    app.core.store.close().await;
    Ok(done?)
}

async fn with(app: &App, command: &Command, case: Case<'_>) -> Result<(), HelpDeskError> {
    let (core, directory) = (&app.core, app.directory.as_ref());
    match command {
        Command::Pass { minutes, .. } => {
            let life = minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60)));
            let issued = helpdesk::issue_pass(core, directory, case, life).await?;
            output::say(issued.pass.as_str());
            output::say(format_args!("It works once, until {}. It is not shown again.", when(issued.expires_at)));
            output::say("Tell it to the person on a way that you know is theirs; never by the mail it would open.");
            output::say(format_args!("Support id: {}", issued.support_id));
        }
        Command::Revoke(_) => {
            let revoked = helpdesk::revoke_pass(core, directory, case).await?;
            output::say(if revoked { "The pass was revoked." } else { "There was no pass." });
        }
        Command::Unfreeze(_) => {
            let frozen = helpdesk::unfreeze(core, directory, case).await?;
            output::say(if frozen {
                "Self-service was frozen, and is open again."
            } else {
                "Self-service was not frozen. Wrong tries are forgotten."
            });
        }
        Command::RequireRegistration(_) => {
            helpdesk::require_registration(core, directory, case).await?;
            output::say("The person is asked to register at the next sign-in.");
        }
        Command::Show(_) => show(&helpdesk::show(core, directory, case).await?),
    }
    Ok(())
}

fn when(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.millis()).map_or_else(|_| String::from("?"), |at| at.to_string())
}

fn show(shown: &Shown) {
    let plain = |text: &str| text.escape_debug().collect::<String>();
    output::say(format_args!("account:    {}", plain(&shown.login)));
    for (kind, hint, usable_from, unverified) in &shown.registered {
        let brought = if *unverified { ", brought in, not confirmed by the person" } else { "" };
        let from = when(*usable_from);
        output::say(format_args!("registered: {} {} (from {from}{brought})", kind.as_str(), plain(hint)));
    }
    for contact in &shown.directory {
        output::say(format_args!("directory:  {contact}"));
    }
    let names: Vec<&str> = shown.usable.iter().map(|method| method.as_str()).collect();
    output::say(format_args!("usable:     {}", if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }));
    let (can, needed) = shown.gates;
    output::say(format_args!("proofs:     {can} of {needed}"));
    for method in &shown.worn_out {
        output::say(format_args!("worn out:   {}", method.as_str()));
    }
    if let Some(until) = shown.pass_until {
        output::say(format_args!("pass:       works until {}", when(until)));
    }
    if let Some(since) = shown.frozen_since {
        output::say(format_args!("frozen:     since {}", when(since)));
    }
    if let Some(code) = shown.verdict {
        output::say(format_args!("refused:    {code} {}", code.meaning().trim()));
    }
    output::say(match shown.due {
        Due::Nothing => "due:        nothing".to_owned(),
        Due::Register { missing, .. } => format!("due:        registration, {missing} missing"),
        Due::Reconfirm { .. } => "due:        reconfirmation".to_owned(),
    });
}
