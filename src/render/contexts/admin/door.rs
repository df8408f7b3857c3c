//! The way into the console.

use serde::Serialize;

use crate::render::pages::Page;

/// `/admin` until there are figures.
#[derive(Debug, Clone, Serialize)]
pub struct Home {}

impl Page for Home {
    const TEMPLATE: &'static str = "admin/door_home.html";

    fn sample() -> Vec<Self> {
        vec![Self {}]
    }
}

/// Somebody who is in, and may not see this.
#[derive(Debug, Clone, Serialize)]
pub struct Denied {
    /// They have no role at all.
    pub no_role: bool,
    /// What to quote.
    pub support_id: String,
}

impl Page for Denied {
    const TEMPLATE: &'static str = "admin/door_denied.html";

    fn sample() -> Vec<Self> {
        [true, false].map(|no_role| Self { no_role, support_id: "K7Q2-M4XD".to_owned() }).into()
    }
}
