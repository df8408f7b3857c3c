//! The console: what administrators see and do.

pub mod coverage;
