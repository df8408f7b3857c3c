//! The bed itself: each server and tool does what the other tests rely on.

mod browser;
mod directories;
mod servers;
