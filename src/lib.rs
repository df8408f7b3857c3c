//! Latchkey: people of an organisation reset a forgotten password, unlock their account, change a known
//! password and register the security info that proves who they are; new passwords are written to the
//! organisation's own directory over LDAP.
//!
//! The modules form floors; a module uses only modules on lower floors, and `tests/it/architecture`
//! fails when one does not. See `docs/architecture.md`.
//!
//! | floor | modules |
//! |---|---|
//! | 1 | [`domain`] |
//! | 2 | [`crypto`], [`config`], [`telemetry`] |
//! | 3 | [`store`], [`notify`], [`breach`], [`render`] |
//! | 4 | [`directory`], [`limits`] |
//! | 5 | [`flows`] |
//! | 6 | [`jobs`] |
//! | 7 | [`app`] |
//! | 8 | [`web`] |
//! | 9 | [`cli`] |

pub mod app;
pub mod breach;
pub mod cli;
pub mod config;
pub mod crypto;
pub mod directory;
pub mod domain;
pub mod flows;
pub mod jobs;
pub mod limits;
pub mod notify;
pub mod render;
pub mod store;
pub mod telemetry;
pub mod web;
