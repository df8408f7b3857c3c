//! The integration tests: one binary, so that the tree is linked once and the servers start once.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that can not go on fails by panicking"
)]

mod admin_audit;
mod admin_door;
mod admin_people;
mod admin_policy;
mod admin_reports;
mod architecture;
mod breach;
mod browser;
mod config;
mod contacts;
mod devices;
mod directory;
mod gates;
mod harness;
mod import;
mod limits;
mod notify;
mod registration;
mod render;
mod reset;
mod selftest;
mod serve;
mod signin;
mod sinks;
mod store;
mod sync;
mod web;
mod words;
