//! The binary as it is installed: a configuration file, a certificate, real directories, a mail relay and a text
//! message provider around it. What tests know of it they know from pages, messages, the directory and its own
//! commands.

mod active_directory;
mod channels;
mod crash;
mod doctor;
mod failover;
pub mod journey;
mod openldap;
mod operate;
mod passwords;
pub mod portal;
mod refused;
mod secrets;
mod unlock;
mod wire;
