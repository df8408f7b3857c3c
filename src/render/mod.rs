//! Words and pages: Tera templates, Fluent messages, typed page contexts, fingerprinted assets, mails and text
//! messages, and the operator's theme folder that overrides any of them without a rebuild.
//!
//! The only module that knows `tera`, `fluent` and `rust-embed`. Everything is parsed, and every page is rendered
//! with its samples in every language, before the first request is taken: a broken override stops the start.

mod answers;
pub mod assets;
mod catalogue;
pub mod chart;
pub mod clock;
mod colour;
mod console;
pub mod contexts;
mod embedded;
mod engine;
mod error;
mod frame;
mod functions;
mod gsm7;
pub mod locale;
mod mail;
pub mod numbers;
pub mod pages;
#[macro_use]
pub mod paths;
pub mod paths_admin;
mod qr;
mod recovery_file;
mod svg;
mod text;
mod theme;
mod tokens;

pub use clock::Zone;
pub use console::{ConsoleFrame, NAV, NavItem};
pub use engine::Renderer;
pub use error::RenderError;
pub use frame::Frame;
pub use locale::{Direction, Language};
pub use mail::{Org, Rendered};
pub use pages::Page;
pub use qr::Qr;
pub use recovery_file::recovery_file;
pub use text::Arg;
