//! The integration tests: one binary, so that the servers start once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that can not go on fails by panicking"
)]

mod harness;
mod selftest;
