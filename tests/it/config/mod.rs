//! The configuration file: what is refused, where, and with what remedy.
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic")]

mod accepted;
mod applications;
mod cli;
mod environment;
mod example;
mod good;
mod passwords;
mod refused;
mod secrets;
mod shipped;
