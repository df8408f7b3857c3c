//! Whether mail and text messages would go out: what `latchkey doctor` and the set-up page say. Nothing is sent.

mod mail;
mod sms;

pub use self::{mail::check_mail, sms::check_sms};
