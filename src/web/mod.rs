//! Floor 8: HTTP. Extract, call a flow, make the context of a page, render. The only user of `actix_web`.

pub mod admin;
pub mod api;
pub mod assets;
pub mod cookies;
pub mod csrf;
pub mod form;
pub mod header_set;
pub mod health;
pub mod landing;
pub mod middleware;
pub mod pages;
pub mod portal;
pub mod ports;
pub mod problem;
pub mod routes;
pub mod server;
pub mod settings;
pub mod shell;
pub mod site;
pub mod table;
pub mod tls;
pub mod upload;
pub mod wire;
