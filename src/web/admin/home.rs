//! The overview, until there are figures.

use actix_web::{HttpRequest, http::StatusCode, web};

use super::console;
use crate::{
    domain::role::Right,
    render::{contexts::admin::door::Home, paths_admin as paths},
    web::{
        pages::{Answer, Portal},
        routes::Entry,
    },
};

/// The routes of this file.
#[must_use]
pub fn entries_home() -> Vec<Entry> {
    vec![Entry::console_read(Right::SeeOverview, paths::HOME, || web::to(home))]
}

async fn home(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    console.html(StatusCode::OK, &Home {})
}
