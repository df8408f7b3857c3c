//! The integration tests: one binary, one folder per area.

mod limits;
mod store;
