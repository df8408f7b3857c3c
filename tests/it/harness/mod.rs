//! Servers that the tests start.

pub mod sms;
pub mod smtp;
