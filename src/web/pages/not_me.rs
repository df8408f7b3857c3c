//! "This wasn't me": the link in a notice.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{Answer, Portal, Visit};
use crate::{
    crypto::random::Token,
    domain::error::Code,
    flows::{
        StepError,
        disavow::{self, Doubt},
    },
    render::{
        contexts::{NotMe, NotMeDone, NotMeOpen, Problem, WayOn},
        paths,
    },
    web::{
        form::Form,
        problem::{Failure, page, status},
    },
};

/// What the link of `token` tells of.
async fn look(visit: &Visit, token: Option<Token>) -> Result<Result<Option<Doubt>, StepError>, Failure> {
    let Some(token) = token else { return Ok(Ok(None)) };
    let app = Arc::clone(&visit.portal.app);
    visit.offload(async move { disavow::look(&app.core, &token).await }).await
}

fn over(visit: Visit) -> Answer {
    let context = Problem { code: Code::LinkOver, support_id: None, way_on: WayOn::Help, retry_at: None };
    visit.html(status(Code::LinkOver), &context, None)
}

/// `GET /not-me/{token}`: gives the browser the token as its cookie and sends it on. A page does that and not a
/// redirect: after a link in a web mailer, browsers keep a strict cookie back from redirects (D12). Nothing is changed
/// (R24).
pub async fn open(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    let parse = || Token::parse(request.match_info().get("token").unwrap_or_default());
    match look(&visit, parse()).await? {
        Ok(Some(_)) => {
            if let Some(token) = parse() {
                visit.set_flow(&token);
            }
        }
        // Where no link works, there is nothing to give.
        Ok(None) => return visit.see(paths::NOT_ME),
        Err(error) => return visit.step_error(&error),
    }
    // The page's own address holds the token: none of its links may.
    let mut frame = visit.frame(None);
    paths::NOT_ME.clone_into(&mut frame.path);
    let html = visit.app().renderer.render(&NotMeOpen {}, &frame).map_err(|error| {
        tracing::error!(%error, "a page can not be rendered");
        Failure(Code::Internal)
    })?;
    visit.finish(page(StatusCode::OK, html))
}

/// `GET /not-me`: what it is about, and one button.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    let token = visit.token();
    match look(&visit, visit.token()).await? {
        Ok(Some(Doubt { frozen: true, support_id, .. })) => visit.html(StatusCode::OK, &NotMeDone { support_id }, None),
        Ok(Some(Doubt { about, at, support_id, .. })) => {
            let context = NotMe { about: NotMe::about(&about), at, support_id };
            let bound = token.as_ref().map(|token| (token.expose(), paths::NOT_ME));
            visit.html(StatusCode::OK, &context, bound)
        }
        Ok(None) => over(visit),
        Err(error) => visit.step_error(&error),
    }
}

/// `POST /not-me`: freezes self-service for the account.
pub async fn press(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    form.fields.only(&[])?;
    let Some(token) = visit.token() else { return over(visit) };
    let (app, locale, client) = (Arc::clone(&visit.portal.app), visit.locale.clone(), visit.client()?);
    let pressed = visit
        .offload(async move { disavow::press(&app.core, app.directory.as_ref(), &token, &client, &locale).await })
        .await?;
    match pressed {
        Ok(()) => visit.see(paths::NOT_ME),
        Err(StepError::Problem { code: Code::LinkOver, .. }) => over(visit),
        Err(error) => visit.step_error(&error),
    }
}
