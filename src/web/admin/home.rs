//! The overview, until there are figures.

use actix_web::{HttpRequest, http::StatusCode, web};

use super::console;
use crate::{
    domain::role::Right,
    render::{contexts::admin::door::Home, paths_admin as paths},
    web::{
        pages::{Answer, Portal, Visit},
        routes::Entry,
    },
};

/// The routes of this file.
#[must_use]
pub fn entries_home() -> Vec<Entry> {
    vec![Entry::console_read(Right::SeeOverview, paths::HOME, || web::to(home))]
}

/// `GET /` on the console's own listener.
pub async fn to_console(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    Visit::new(&request, &portal)?.see(paths::HOME)
}

async fn home(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    console.html(StatusCode::OK, &Home {})
}
