//! The console's pages, a file for each part.

pub mod alarms;
pub mod audit;
pub mod directory;
pub mod door;
