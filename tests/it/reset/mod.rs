//! The product, from outside: a browser, the messages, the directory, the audit log.

mod journey;
