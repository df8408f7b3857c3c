//! The scan of the directory, and finding people in what it kept.

mod command;
mod departures;
mod embedded;
mod parts;
mod people;
mod relay;
mod rig;
mod samba;
mod search;
mod slapd;
mod trouble;
