//! `latchkey keys ...`

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;

use super::output;
use crate::crypto::{keyring::Keyring, random::SystemRng};

/// What can be asked of the keys.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Make a key file with one fresh key. An existing file is never touched
    Generate {
        /// The file to make
        #[arg(value_name = "FILE", default_value = "/etc/latchkey/keys")]
        file: PathBuf,
    },
    /// Read a key file and print the names of its keys, never the keys
    Check {
        /// The file
        #[arg(value_name = "FILE", default_value = "/etc/latchkey/keys")]
        file: PathBuf,
    },
}

/// Does what was asked.
pub fn run(command: Command) -> ExitCode {
    let (file, ring, done) = match command {
        Command::Generate { file } => {
            let ring = Keyring::generate_file(&file, &SystemRng);
            (file, ring, "made; keep a copy apart from the database's backups")
        }
        Command::Check { file } => {
            let ring = Keyring::load(&file);
            (file, ring, "in order")
        }
    };
    match ring {
        Ok(ring) => {
            let ids: Vec<_> = ring.ids().collect();
            output::say(format_args!("{}: {done} (keys, the oldest first: {})", file.display(), ids.join(", ")));
            ExitCode::SUCCESS
        }
        Err(error) => output::fail(error),
    }
}
