//! The integration tests: one binary, so that the whole tree is linked once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod harness;
mod notify;
