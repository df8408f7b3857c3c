//! The console's pages, a file for each part.

pub mod alarms;
pub mod answers;
pub mod audit;
pub mod audit_retention;
pub mod directory;
pub mod door;
pub mod help_desk;
pub mod limits;
pub mod people;
pub mod person;
pub mod policy;
pub mod policy_parts;
pub mod reports;
pub mod requests;
pub mod roles;
