//! The configuration file: what is refused, where, and with what remedy.

mod cli;
mod environment;
mod example;
mod good;
mod refused;
mod secrets;
