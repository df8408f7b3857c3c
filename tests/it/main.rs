//! The integration tests: one binary, so that the whole tree is linked once.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod harness;
mod notify;
