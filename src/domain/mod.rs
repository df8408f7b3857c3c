//! Floor 1: the rules. No IO, no clock, no randomness: what is needed of them comes in as an argument.

pub mod account;
pub mod client;
pub mod code;
pub mod contact;
pub mod eligibility;
pub mod error;
pub mod event;
pub mod finding;
pub mod flow;
pub mod identifier;
pub mod locale;
pub mod means;
pub mod message;
pub mod method;
pub mod numbers;
pub mod password;
pub mod policy;
pub mod questions;
pub mod scan;
pub mod security_info;
pub mod session;
pub mod time;
