//! Pages that only tell: the three doors, how this works.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{Answer, Portal, Visit};
use crate::{
    domain::{error::Code, policy::Enabled},
    render::contexts::{How, Landing, Link},
    web::problem::{Failure, page},
};

/// `GET /`: the three doors. Rendered once per language: it holds nothing of anybody.
pub async fn landing(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    let portal = Arc::clone(&portal);
    let html = portal.landing.get(&visit.locale, || {
        let app = visit.app();
        let organisation = &app.config.organisation;
        let context = Landing {
            reset: app.core.common().enabled != Enabled::None,
            unlock: app.core.common().unlock_without_reset,
            change: app.core.common().writeback,
            register: true,
            text: organisation
                .landing_text
                .iter()
                .flat_map(|text| text.split("\n\n"))
                .map(|paragraph| paragraph.trim().to_owned())
                .filter(|paragraph| !paragraph.is_empty())
                .collect(),
            links: organisation
                .landing_links
                .iter()
                .map(|link| Link { label: link.text.clone(), href: link.url.clone() })
                .collect(),
        };
        app.renderer.render(&context, &visit.frame(None)).map_err(|error| {
            tracing::error!(%error, "the landing page can not be rendered");
            Failure(Code::Internal)
        })
    })?;
    visit.finish(page(StatusCode::OK, html))
}

/// `GET /how`.
pub async fn how(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    let core = &visit.app().core;
    let context = How {
        methods: core.common().methods.clone(),
        gates: gates(&visit),
        minutes: core.numbers.reset_life.as_secs() / 60,
    };
    visit.html(StatusCode::OK, &context, None)
}

fn gates(visit: &Visit) -> u32 {
    u32::try_from(visit.app().core.common().gates.count()).unwrap_or(1)
}
