//! The pages of a change.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    Answer, Portal, Visit,
    password::{self, Shown},
    reset::outcome,
};
use crate::{
    domain::{password::NewPassword, rules::Way},
    flows::{
        StepError,
        change::{self, ChangeError},
        password::{Known, Refused},
        reset::view::Page,
        session::sign_in::carried,
    },
    render::{
        contexts::{self, ChangeDone},
        paths,
    },
    web::form::Form,
};

/// Whose rules hold is known only when the old password is proved: until then ours alone are shown.
fn context(
    visit: &Visit,
    login: String,
    error: Option<contexts::ChangeError>,
    refused: Option<&Refused>,
) -> contexts::Change {
    let known = refused
        .map_or_else(Known::default, |refused| Known { rules: refused.rules.clone(), names: refused.names.clone() });
    let minimum = visit.app().core.common().minimum_length;
    let Shown { rules, errors, advice, phrases, phrases_open } =
        password::shown(visit, minimum, &known, Way::Change, refused);
    // The answer to a wrong name or password is the same for everybody, to the byte (R10).
    let phrases = if error.is_some() { Vec::new() } else { phrases };
    contexts::Change { login, must: false, rules, error, errors, advice, phrases, phrases_open }
}

/// `GET /change`.
pub async fn start(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    let (app, token) = (Arc::clone(&visit.portal.app), visit.token());
    // Who comes from a sign-in with a password that is too old finds their name here.
    let carried = visit.offload(async move { carried(&app.core, &token?).await.ok().flatten() }).await?;
    let cookie = visit.visitor().await?;
    let must = carried.is_some();
    let context = contexts::Change { must, ..context(&visit, carried.unwrap_or_default(), None, None) };
    visit.html(StatusCode::OK, &context, Some((&cookie, paths::CHANGE)))
}

/// `POST /change`.
pub async fn change(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    form.fields.only(&["login", "old-password", "new-password"])?;
    let login = form.fields.text("login")?.trim().to_owned();
    let old = NewPassword::new(form.fields.text("old-password")?);
    let new = NewPassword::new(form.fields.text("new-password")?);
    let cookie = form.cookie.clone();
    drop(form);
    let empty = match () {
        () if login.is_empty() => Some(contexts::ChangeError::LoginEmpty),
        () if old.length() == 0 => Some(contexts::ChangeError::OldEmpty),
        () => None,
    };
    let (wrong, refused) = match empty {
        Some(error) => (Some(error), None),
        None => {
            let (app, locale, client) = (Arc::clone(&visit.portal.app), visit.locale.clone(), visit.client()?);
            let typed = login.clone();
            let done = visit
                .offload(async move {
                    let input =
                        change::Change { login: &typed, old: &old, new: &new, locale: &locale, client: &client };
                    change::change(&app.core, app.directory.as_ref(), input).await
                })
                .await?;
            match done {
                Ok(token) => {
                    visit.set_flow(&token);
                    return visit.see(paths::CHANGE_DONE);
                }
                Err(ChangeError::Wrong) => (Some(contexts::ChangeError::Wrong), None),
                Err(ChangeError::Refused(refused)) => (None, Some(refused)),
                Err(ChangeError::Step(error)) => return visit.step_error(&error),
            }
        }
    };
    let context = context(&visit, login, wrong, refused.as_deref());
    visit.html(StatusCode::UNPROCESSABLE_ENTITY, &context, Some((&cookie, paths::CHANGE)))
}

/// `GET /change/done`.
pub async fn done(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let visit = Visit::new(&request, &portal)?;
    let Some(token) = visit.token() else { return visit.see(paths::CHANGE) };
    let app = Arc::clone(&visit.portal.app);
    let seen = visit.offload(async move { change::view(&app.core, &token).await }).await?;
    match seen {
        Ok(view) if matches!(view.page, Page::Over(end) if end.is_success()) => {
            let context = ChangeDone { at: view.written_at, support_id: view.support_id };
            visit.html(StatusCode::OK, &context, None)
        }
        Ok(view) => outcome(visit, view),
        Err(StepError::Over) => visit.see(paths::CHANGE),
        Err(error) => visit.step_error(&error),
    }
}
