//! The demo's outbox: what it would have sent. These routes exist in the demo only.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::{Answer, Portal, Visit};
use crate::{
    app::App,
    crypto::totp,
    directory::Found,
    domain::{error::Code, identifier::LoginName, security_info::Detail},
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
    let (app, logins) = (Arc::clone(&visit.portal.app), logins.as_ref().clone());
    let logins = visit.offload(async move { with_codes(&app, logins).await }).await?;
    visit.html(StatusCode::OK, &DemoOutbox { messages, logins }, None)
}

/// What the apps of the console's people show now.
async fn with_codes(app: &App, mut logins: Vec<DemoLogin>) -> Vec<DemoLogin> {
    for login in logins.iter_mut().filter(|login| login.role.is_some()) {
        let Some(name) = LoginName::parse(&login.login) else { continue };
        let Ok(Found::One(account)) = app.directory.find(&name).await else { continue };
        let items = app.core.store.methods(app.core.tenant, account.id).await.unwrap_or_default();
        let seed = items.iter().find_map(|item| match &item.detail {
            Detail::App { seed, .. } => Some(seed),
            _ => None,
        });
        login.code = seed.and_then(|seed| totp::shown(seed, app.core.now()).ok());
    }
    logins
}

/// `GET /demo/outbox.json`: the same for scripts, newest first; times in milliseconds since 1970.
pub async fn outbox_json(portal: web::Data<Portal>) -> Answer {
    let recorder = portal.app.recorder.as_ref().ok_or(Failure(Code::NotFound))?;
    Ok(HttpResponse::Ok().json(recorder.messages()))
}
