//! The one integration-test binary: an area per folder.

mod config;
mod render;
