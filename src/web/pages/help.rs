//! "Contact your administrator".

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{Answer, Portal, Visit};
use crate::{
    crypto::random,
    flows::{help, reset},
    render::{
        contexts::{Help, HelpError, HelpSent},
        paths,
    },
    web::form::Form,
};

/// `GET /help`. Who comes from a reset finds its support id in the form.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    let app = Arc::clone(&visit.portal.app);
    let token = visit.token();
    let seen = visit
        .offload(async move { reset::Journey::of(&app.core, &token?).await.ok().map(|journey| journey.row) })
        .await?;
    let cookie = visit.visitor().await?;
    let (login, support_id) = seen.map_or((String::new(), None), |row| (row.login, Some(row.support_id)));
    let can_send = visit.app().core.common().help_desk.mailbox.is_some();
    visit.html(StatusCode::OK, &Help { login, support_id, can_send, ..Help::default() }, Some((&cookie, paths::HELP)))
}

/// `POST /help`.
pub async fn send(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    form.fields.only(&["login", "note", "support-id"])?;
    let login = form.fields.text("login")?.trim().to_owned();
    let support_id = form.fields.optional("support-id").unwrap_or_default().to_owned();
    let note = form.fields.optional("note").unwrap_or_default().to_owned();
    let can_send = visit.app().core.common().help_desk.mailbox.is_some();
    if !can_send {
        return visit.see(paths::HELP);
    }
    if login.is_empty() {
        let support_id = Some(support_id).filter(|id| !id.is_empty());
        let context = Help { login, note, support_id, can_send, error: Some(HelpError::Empty) };
        return visit.html(StatusCode::UNPROCESSABLE_ENTITY, &context, Some((&form.cookie, paths::HELP)));
    }
    let (app, locale, client) = (Arc::clone(&visit.portal.app), visit.locale.clone(), visit.client()?);
    let support_id = if support_id.is_empty() { random::support_id(visit.app().core.rng.as_ref()) } else { support_id };
    let asked = visit
        .offload(async move {
            help::ask(&app.core, &login, &note, &support_id, &locale, &client).await.map(|()| support_id)
        })
        .await?;
    match asked {
        Ok(support_id) => visit.see(&format!("{}?id={support_id}", paths::HELP_SENT)),
        Err(error) => visit.step_error(&error),
    }
}

/// `GET /help/sent`.
pub async fn sent(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    let id = request.query_string().split('&').find_map(|pair| pair.strip_prefix("id=")).unwrap_or_default();
    let plausible = id.len() <= 16 && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if id.is_empty() || !plausible {
        return visit.see(paths::HELP);
    }
    visit.html(StatusCode::OK, &HelpSent { support_id: id.to_owned() }, None)
}
