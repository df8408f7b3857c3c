//! Phones and mailboxes: one spelling of each, and how much of one may be shown.

mod mailbox;
mod phone;

pub use self::{
    mailbox::{Mailbox, MailboxError, is_domain_within},
    phone::{Phone, PhoneError, warm_up},
};
