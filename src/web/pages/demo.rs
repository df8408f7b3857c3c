//! The demo's outbox: what it would have sent. These routes exist in the demo only.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::{Answer, Portal, Visit};
use crate::{
    domain::error::Code,
    notify::recorder::Channel,
    render::contexts::{DemoLogin, DemoMessage, DemoOutbox},
    web::problem::Failure,
};

/// `GET /demo/outbox`.
pub async fn outbox(request: HttpRequest, portal: web::Data<Portal>, logins: web::Data<Vec<DemoLogin>>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    let recorder = visit.app().recorder.clone().ok_or(Failure(Code::NotFound))?;
    let messages = recorder
        .messages()
        .into_iter()
        .map(|m| DemoMessage { at: m.at, to: m.to, call: m.channel == Channel::Call, subject: m.subject, text: m.text })
        .collect();
    visit.html(StatusCode::OK, &DemoOutbox { messages, logins: logins.as_ref().clone() }, None)
}

/// `GET /demo/outbox.json`: the same for scripts, newest first; times in milliseconds since 1970.
pub async fn outbox_json(portal: web::Data<Portal>) -> Answer {
    let recorder = portal.app.recorder.as_ref().ok_or(Failure(Code::NotFound))?;
    Ok(HttpResponse::Ok().json(recorder.messages()))
}
