//! The console's pages, a file for each part.

pub mod door;
pub mod reports;
