//! `latchkey config ...`

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;

use super::{ConfigFile, output};
use crate::{
    config::{Config, Place, Problem, reference},
    domain::error::Code,
};

/// The complete, commented example.
pub const EXAMPLE: &str = include_str!("../../config/latchkey.example.toml");

/// What can be asked of the configuration.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Read the file and the secrets that it names, and report every problem
    Check {
        /// The configuration file.
        #[command(flatten)]
        file: ConfigFile,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the reference page (docs/configuration.md)
    Reference,
    /// Print a complete, commented example
    Example,
    /// Print the list of the codes that people are shown (docs/errors.md)
    Errors,
}

/// Does what was asked.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Check { file, json } => check(&file, json),
        Command::Reference => {
            output::print(reference::markdown());
            ExitCode::SUCCESS
        }
        Command::Example => {
            output::print(EXAMPLE);
            ExitCode::SUCCESS
        }
        Command::Errors => {
            output::print(error_codes());
            ExitCode::SUCCESS
        }
    }
}

/// The list of the codes that people are shown, in Markdown.
#[must_use]
pub fn error_codes() -> String {
    const HEAD: &str =
        "<!-- Made by `latchkey config errors`. Edit the doc comments in src/domain/error.rs, not this page. -->

# Error codes

What a person may be shown when something goes wrong, with a support id by which `latchkey audit list --support-id ID`
finds the event. A code never changes its meaning.

| code | HTTP status | meaning |
|---|---|---|
";
    let row = |code: &Code| format!("| {code} | {} | {} |\n", code.status(), code.meaning().trim());
    Code::ALL.iter().map(row).fold(HEAD.to_owned(), |page, row| page + &row)
}

fn check(file: &ConfigFile, json: bool) -> ExitCode {
    let (errors, warnings) = match Config::load(&file.config) {
        Ok(config) => (Vec::new(), config.warnings),
        Err(error) => (error.problems, Vec::new()),
    };
    if json {
        let list = |problems: &[Problem]| problems.iter().map(as_json).collect::<Vec<_>>();
        output::say(json!({ "errors": list(&errors), "warnings": list(&warnings) }));
    } else {
        for warning in &warnings {
            output::complain(format_args!("warning: {warning}"));
        }
        for error in &errors {
            output::complain(format_args!("error: {error}"));
        }
        if errors.is_empty() {
            output::say(format_args!("{}: no errors, {} warnings", file.config.display(), warnings.len()));
        }
    }
    if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(output::WRONG) }
}

fn as_json(problem: &Problem) -> serde_json::Value {
    let (file, line, column, variable) = match &problem.place {
        Place::File { path, line, column } => (Some(path.display().to_string()), Some(*line), Some(*column), None),
        Place::Environment(name) => (None, None, None, Some(name)),
    };
    json!({
        "file": file, "line": line, "column": column, "environment": variable,
        "key": problem.key, "what": problem.what, "remedy": problem.remedy,
    })
}
